/**
 * `npm run check:pdf`: whether our letters are PDF/A-3a. veraPDF says so where Java 17 and its jars are (`.maanwerk/verapdf`, see
 * docs/how-to/check-letters.md); else only what is missing altogether is found, and it is said that no more was looked at.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LetterEngine } from '#letters/letter-engine.js';
import { sampleLetters } from './samples.js';
import { structureFaults } from './structure.js';

const run = promisify(execFile);
const leastJava = 17;
const patienceMs = 300_000;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const jars = join(root, '.maanwerk', 'verapdf');
const program = join(root, 'scripts', 'verapdf', 'CheckPdf.java');

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Why veraPDF cannot be asked; null when it can. */
async function missing(): Promise<string | null> {
  const version = await run('java', ['-version']).then(
    ({ stderr, stdout }) => /version "(\d+)/.exec(`${stderr}${stdout}`)?.[1],
    () => undefined,
  );
  if (version === undefined || Number(version) < leastJava) return `no Java ${leastJava}`;
  const found = await readdir(jars).catch(() => []);
  return found.some((name) => name.startsWith('validation-model')) ? null : 'no veraPDF in .maanwerk/verapdf';
}

/** What veraPDF says of each file, a line each. */
async function asked(files: readonly string[]): Promise<string[]> {
  const answer = await run('java', ['-cp', join(jars, '*'), program, ...files], { timeout: patienceMs }).catch((error: unknown) => {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' && error.stdout !== '')
      return { stdout: error.stdout };
    throw error;
  });
  return answer.stdout.split('\n').filter((line) => /^(ok|no) /.test(line));
}

async function check(folder: string): Promise<boolean> {
  const engine = new LetterEngine();
  const files: string[] = [];
  let faults = 0;
  try {
    for (const [name, letter] of Object.entries(sampleLetters())) {
      const answer = await engine.make(letter);
      if (answer.kind !== 'made') throw new Error(`${name}: ${JSON.stringify(answer)}`);
      for (const fault of structureFaults(answer.made.pdf)) {
        faults += 1;
        say(`  ${name}: ${fault}`);
      }
      files.push(join(folder, `${name}.pdf`));
      await writeFile(join(folder, `${name}.pdf`), answer.made.pdf);
    }
  } finally {
    engine.close();
  }
  say(`structure: ${files.length} letters looked at, ${faults} faults`);
  const why = await missing();
  if (why !== null) {
    say(`veraPDF: asked about 0 of ${files.length} letters, because there is ${why}`);
    return faults === 0;
  }
  const lines = await asked(files);
  const valid = lines.filter((line) => line.startsWith('ok '));
  for (const line of lines.filter((other) => !other.startsWith('ok '))) say(`  ${line.replaceAll(`${folder}/`, '')}`);
  say(`veraPDF: ${valid.length} of ${files.length} letters are PDF/A-3a`);
  return faults === 0 && valid.length === files.length;
}

const folder = await mkdtemp(join(tmpdir(), 'maanwerk-letters-'));
try {
  process.exitCode = (await check(folder)) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
