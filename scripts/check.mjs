/** `npm run check`: everything that can be said about the code without a server, in under two minutes. */
import { bootstrap } from './bootstrap.mjs';
import { inRoot, runNode, tail } from './lib/project.mjs';
import { main, say } from './lib/say.mjs';
import { OFFLINE_SUITES, runSuite, sum } from './lib/suites.mjs';

const bin = (path) => inRoot('node_modules', path);

/** Two lanes, because most machines have two cores; the long ones first. The arrows are checked by the architecture suite. */
const LANES = [
  [{ name: 'types (tsc)', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--pretty', 'false'] }],
  [
    { name: 'lint (oxlint, with types)', args: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
    { name: 'licences', args: [inRoot('scripts/licences.mjs')] },
    { name: 'format (prettier)', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  ],
];

async function runCheck({ name, args }) {
  const started = Date.now();
  const { code, output } = await runNode(args);
  say(`  ${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(32)} ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return { name, code, output };
}

async function runLane(lane) {
  const results = [];
  for (const check of lane) results.push(await runCheck(check));
  return results;
}

await main(async () => {
  const started = Date.now();
  await bootstrap({ build: false });
  const failed = (await Promise.all(LANES.map(runLane))).flat().filter((result) => result.code !== 0);
  const suites = [];
  for (const suite of OFFLINE_SUITES) suites.push(await runSuite(suite));
  const tests = sum(suites);
  for (const { name, output } of failed) say(`\n── ${name} ──\n${tail(output)}`);
  for (const title of tests.failedTitles) say(`  failed: ${title}`);
  const problems = [...failed.map(({ name }) => name), ...(tests.failed > 0 ? [`${tests.failed} tests`] : [])];
  const done = [...LANES.flat().map(({ name }) => name.split(' ')[0]), `${tests.passed} tests (${OFFLINE_SUITES.join(', ')})`].join(', ');
  const seconds = Math.round((Date.now() - started) / 1000);
  say(`\ncheck: ${problems.length === 0 ? `green: ${done}` : `red: ${problems.join(', ')}`}; no server was needed; ${seconds} s`);
  return problems.length === 0 ? 0 : 1;
});
