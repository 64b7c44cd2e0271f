/**
 * `npm test`, and `npm run test:unit -- libs/domain`: the named suites (all when none is named); what follows them goes to Vitest.
 * The last line is counted from the runner's own reports: `tests: N passed, N failed, N skipped`.
 */
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { inRoot } from './lib/project.mjs';
import { main, say } from './lib/say.mjs';
import { inTurn, LANES, ORDINARY_SUITES, runSuite, skipped, sum, SUITES } from './lib/suites.mjs';

function parseArguments(args) {
  const end = args.findIndex((arg) => !(arg in SUITES));
  const named = end === -1 ? args : args.slice(0, end);
  return { suites: named.length > 0 ? named : ORDINARY_SUITES, rest: end === -1 ? [] : args.slice(end) };
}

const fromDist = (path) => import(pathToFileURL(inRoot('dist', path)).href);

/** What a machine may lack; each is looked for (and fetched) once, before a test's clock runs. */
const finders = {
  postgres: async () => process.env.DATABASE_URL ?? (await fromDist('tools/embedded/postgres/binaries.js')).findPostgresBinaries(),
  temporal: async () => process.env.TEMPORAL_ADDRESS ?? (await fromDist('tools/embedded/temporal/temporal-cli.js')).ensureTemporalCli(),
};
const found = new Map();

async function missingFor(suite) {
  for (const need of SUITES[suite].needs) {
    if (!found.has(need))
      found.set(
        need,
        finders[need]().then(
          () => undefined,
          (error) => error,
        ),
      );
    const problem = await found.get(need);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** On a desk a missing server skips its suites, loudly; where CI is set everything must run. */
async function runOrSkip(suite, rest, isAlone) {
  const problem = await missingFor(suite);
  if (problem === undefined || process.env.CI) return runSuite(suite, rest, isAlone);
  say(`\n${suite}: skipped. ${problem.message}`);
  return skipped(`${suite}: the whole suite (${problem.message.split('\n')[0]})`);
}

/** One of the lanes: takes the next suite of those that wait until none is left. */
async function runLane(waiting, rest, isAlone) {
  const results = [];
  for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
    const started = Date.now();
    say(`\n── ${suite} ${'─'.repeat(Math.max(3, 60 - suite.length))}`);
    results.push(await runOrSkip(suite, rest, isAlone));
    say(`\n── ${suite} took ${Math.round((Date.now() - started) / 1000)} s`);
  }
  return results;
}

function list(title, entries) {
  if (entries.length > 0) process.stdout.write(`\n${title}:\n${entries.map((entry) => `  - ${entry}`).join('\n')}\n`);
}

await main(async () => {
  const { suites, rest } = parseArguments(process.argv.slice(2));
  // Suites without servers run from the sources; the others start the built programs.
  await bootstrap({ build: suites.some((suite) => SUITES[suite].needs.length > 0) });
  const waiting = inTurn(suites);
  const width = Math.min(LANES, waiting.length);
  const lanes = Array.from({ length: width }, () => runLane(waiting, rest, width === 1));
  const total = sum((await Promise.all(lanes)).flat());
  list('skipped', total.skippedTitles);
  list('failed', total.failedTitles);
  process.stdout.write(`\ntests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
});
