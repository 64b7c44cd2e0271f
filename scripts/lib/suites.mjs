import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inRoot, root } from './project.mjs';

const MINUTE = 60_000;

/**
 * `needs` is looked for before the suite starts; `limitMs` ends a suite that hangs; one that runs `onlyByName` is no part of `npm test`.
 */
export const SUITES = {
  unit: { limitMs: 10 * MINUTE, needs: [] },
  workflow: { limitMs: 10 * MINUTE, needs: [] },
  architecture: { limitMs: 5 * MINUTE, needs: [] },
  db: { limitMs: 10 * MINUTE, needs: ['postgres'] },
  model: { limitMs: 10 * MINUTE, needs: ['postgres'] },
  api: { limitMs: 10 * MINUTE, needs: ['postgres'] },
  e2e: { limitMs: 20 * MINUTE, needs: ['postgres', 'temporal'] },
  long: { limitMs: 120 * MINUTE, needs: ['postgres'], onlyByName: true },
  chaos: { limitMs: 40 * MINUTE, needs: ['postgres', 'temporal'] },
};

/** Suites side by side. A third was tried and made each of them slower than it made the whole faster. */
export const LANES = 2;

/**
 * The order in which the lanes take the suites: first what fails fastest and, beside it, what takes longest and waits much for processes that
 * die and come back. The shortest are last, so that both lanes end at about the same time, however fast the machine is.
 */
const TURNS = ['unit', 'chaos', 'model', 'db', 'e2e', 'api', 'workflow', 'architecture'];

/** The suites in the order in which they are begun. */
export const inTurn = (suites) => [...TURNS.filter((suite) => suites.includes(suite)), ...suites.filter((suite) => !TURNS.includes(suite))];

/** Suites of `npm test`. */
export const ORDINARY_SUITES = Object.keys(SUITES).filter((name) => SUITES[name].onlyByName !== true);

/** Suites that need no server: `npm run check`. */
export const OFFLINE_SUITES = Object.keys(SUITES).filter((name) => SUITES[name].needs.length === 0);

/** After SIGTERM Vitest closes its workers and global set-ups; then the whole group is killed. */
const KILL_AFTER_MS = 20_000;

const SKIPPED = new Set(['pending', 'skipped', 'todo', 'disabled']);

export const nothing = () => ({ passed: 0, failed: 0, skipped: 0, failedTitles: [], skippedTitles: [] });

export function sum(results) {
  const total = nothing();
  for (const result of results) {
    for (const key of ['passed', 'failed', 'skipped']) total[key] += result[key];
    for (const key of ['failedTitles', 'skippedTitles']) total[key].push(...result[key]);
  }
  return total;
}

/**
 * Counts a Vitest JSON report. A file that failed to load, a hook that threw and an error outside any test each count as one failure:
 * the report's own totals know only of tests that ran.
 */
export function countReport(report, suite, exitCode) {
  const result = nothing();
  for (const file of report.testResults) {
    const failedBefore = result.failed;
    for (const test of file.assertionResults) {
      const title = `${suite}: ${test.fullName}`;
      const outcome = test.status === 'passed' ? 'passed' : SKIPPED.has(test.status) ? 'skipped' : 'failed';
      result[outcome] += 1;
      if (outcome !== 'passed') result[`${outcome}Titles`].push(title);
    }
    if (file.status === 'failed' && result.failed === failedBefore) {
      result.failed += 1;
      result.failedTitles.push(`${suite}: ${file.name.replace(root, '')} did not load or its hooks failed`);
    }
  }
  if (result.passed + result.failed + result.skipped === 0) return failure(`${suite}: no test was found`);
  if (exitCode !== 0 && result.failed === 0)
    return sum([result, failure(`${suite}: the runner ended with ${exitCode} (an error outside the tests)`)]);
  return result;
}

const failure = (title) => ({ ...nothing(), failed: 1, failedTitles: [title] });

export const skipped = (title) => ({ ...nothing(), skipped: 1, skippedTitles: [title] });

/** Passes on what a suite says, line by line and with its name, so that two suites at once can be told apart. */
function passOn(suite, from, to) {
  createInterface({ input: from }).on('line', (line) => to.write(line === '' ? '\n' : `${suite.padEnd(12)} ${line}\n`));
}

function runVitest(suite, { report, args, isAlone }) {
  const vitest = [
    inRoot('node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    suite,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  // Its own process group, so that a hanging suite takes its servers along when it is ended.
  const output = isAlone ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, [...vitest, ...args], { cwd: root, stdio: ['ignore', output, output], detached: true });
  if (!isAlone) {
    passOn(suite, child.stdout, process.stdout);
    passOn(suite, child.stderr, process.stderr);
  }
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // already gone
    }
  };
  const forward = (name) => signal(name);
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, forward);
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), KILL_AFTER_MS).unref();
  }, SUITES[suite].limitMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, forward);
      resolve({ code: code ?? 1, timedOut });
    });
  });
}

/** Runs one suite and counts it from the runner's own report; no report is a failure, never silence. `isAlone`: no other suite runs beside it. */
export async function runSuite(suite, args = [], isAlone = true) {
  const report = inRoot('reports', `${suite}.json`);
  mkdirSync(inRoot('reports'), { recursive: true });
  rmSync(report, { force: true });
  const { code, timedOut } = await runVitest(suite, { report, args, isAlone });
  if (timedOut) return failure(`${suite}: ended after ${SUITES[suite].limitMs / MINUTE} minutes without finishing`);
  if (!existsSync(report)) return failure(`${suite}: the runner ended with ${code} and wrote no report`);
  return countReport(JSON.parse(readFileSync(report, 'utf8')), suite, code);
}
