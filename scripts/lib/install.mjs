import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { inRoot, run, tail } from './project.mjs';
import { step, Stop } from './say.mjs';

const OLDEST_NODE = [20, 19];
const NEWEST_MAJOR = 26;

/** The one thing that cannot be fetched. */
export function ensureNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const tooOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  if (!tooOld && major <= NEWEST_MAJOR) return;
  throw new Stop(`Maanwerk needs Node ${OLDEST_NODE.join('.')} or newer, up to ${NEWEST_MAJOR}; this is ${version}.`, [
    'install it from https://nodejs.org, or with a version manager: `nvm install 22`, `fnm use 22`',
  ]);
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Optional and platform packages may be missing by right; npm writes down what it really installed. */
const isRequired = (entry) => !entry.optional && !entry.devOptional && !entry.peer && !entry.os && !entry.cpu && !entry.link;

/** Whether node_modules holds what package-lock.json asks for, however it got there. */
export function modulesAreCurrent() {
  const installed = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const present = packagesOf(installed);
  return Object.entries(packagesOf(inRoot('package-lock.json'))).every(
    ([path, entry]) => path === '' || !isRequired(entry) || present[path]?.version === entry.version,
  );
}

/** `npx maanwerk` looks here first; npm links the bins of dependencies only, not our own. */
function linkOwnBin() {
  const link = inRoot('node_modules', '.bin', 'maanwerk');
  if (existsSync(link) || process.platform === 'win32') return;
  mkdirSync(inRoot('node_modules', '.bin'), { recursive: true });
  symlinkSync('../../scripts/maanwerk.mjs', link);
}

export async function ensureModules() {
  if (!modulesAreCurrent()) await step('fetching packages (npm ci)', installAll);
  linkOwnBin();
}

async function installAll() {
  const { npm_execpath: npm } = process.env;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const fromNpm = npm !== undefined && npm.endsWith('.js');
  const { code, output } = fromNpm
    ? await run(process.execPath, [npm, ...args])
    : await run('npm', args, { shell: process.platform === 'win32' });
  if (code === 0) return;
  throw new Stop(`The packages could not be fetched (npm ci ended with ${code}):\n\n${tail(output)}\n`, [
    'check the network, and that `npm ping` answers',
    'a half-written node_modules is repaired by removing it and trying again',
  ]);
}
