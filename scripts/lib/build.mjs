import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot, root, runNode, tail } from './project.mjs';
import { step, Stop } from './say.mjs';

/** Rooms that are compiled, and the files beside them that decide how. */
const ROOMS = ['apps', 'activities', 'libs', 'workflows', 'tools'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/lib/build.mjs'];

/** Not TypeScript and needed at run time: templates, SQL, pages, data. Everything but this is code or documentation of a test. */
const ASSET = /\.(html|css|sql|json|liquid|md|svg|txt|xml|csv|ttf|typ|woff2|ico|png|js|mjs|cjs)$/;
const NOT_SHIPPED = /(^|\/)(__[a-z]+__|testing|README\.md)(\/|$)/;

const STAMP = inRoot('dist', '.build.json');

function filesBelow(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
    .filter((path) => !path.includes('node_modules/'));
}

const isSpec = (path) => path.endsWith('.spec.ts');

/** Changes whenever a source is added, removed, edited or touched; specs are not built. */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const path of files) {
    const { mtimeMs, size } = statSync(inRoot(path));
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

function lastFingerprint() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8')).fingerprint;
  } catch {
    return undefined;
  }
}

async function compile() {
  const { code, output } = await runNode([inRoot('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--pretty', 'false']);
  if (code !== 0) throw new Stop(`The sources do not compile:\n\n${tail(output)}\n`, ['`npm run typecheck` shows the whole list']);
}

/** tsc never removes: the output of a renamed file would go on being imported. */
function removeOrphans() {
  for (const path of ROOMS.flatMap((room) => filesBelow(`dist/${room}`))) {
    if (!path.endsWith('.js')) continue;
    const source = path.slice('dist/'.length).replace(/\.js$/, '');
    if (existsSync(inRoot(`${source}.ts`)) || existsSync(inRoot(`${source}.js`))) continue;
    for (const orphan of [path, `${path}.map`]) rmSync(inRoot(orphan), { force: true });
  }
}

function copyAssets(files) {
  for (const path of files.filter((file) => ASSET.test(file) && !NOT_SHIPPED.test(file))) {
    const target = inRoot('dist', path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(inRoot(path), target);
  }
}

/** webpack explains at length where it looked; what is wrong stands in a few lines. */
function bundleErrors(output) {
  const lines = output.split('\n').filter((line) => /^ERROR in|Module not found|disallowed/.test(line));
  return lines.length > 0 ? lines.join('\n') : tail(output);
}

/** One file with all workflow code: the worker starts without webpack, and every worker of a release runs the same bytes. */
async function bundleWorkflows() {
  const program = `
    import { pathToFileURL } from 'node:url';
    import { writeFileSync } from 'node:fs';
    const { buildWorkflowBundle } = await import(pathToFileURL(process.argv[1]).href);
    const { code } = await buildWorkflowBundle();
    writeFileSync(process.argv[2], code);`;
  const args = ['--input-type=module', '-e', program, inRoot('dist/libs/temporal/workflow-bundle.js'), inRoot('dist/workflow-bundle.js')];
  const { code, output } = await runNode(args);
  if (code !== 0) throw new Stop(`The workflow bundle could not be built:\n\n${bundleErrors(output)}\n`);
}

/** Builds dist/ when anything it is made from has changed. @returns whether it built */
export async function ensureBuild({ force = false } = {}) {
  const files = ROOMS.flatMap(filesBelow).filter((path) => !isSpec(path));
  const wanted = fingerprint([...SETTINGS, ...files].sort((a, b) => (a < b ? -1 : 1)));
  if (!force && lastFingerprint() === wanted) return false;
  rmSync(STAMP, { force: true });
  await step('compiling TypeScript', compile);
  removeOrphans();
  copyAssets(files);
  await step('bundling workflows', bundleWorkflows);
  writeFileSync(STAMP, JSON.stringify({ fingerprint: wanted }));
  return true;
}
