/**
 * `npm run properties [-- --runs 50000 --seed 7 FILE...]`: the properties (fast-check), many times each, from a seed that nobody has tried.
 * The suites try each from one seed, so that they are green or red for what was changed; this is how one looks for what they do not show.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { inRoot, root } from './lib/project.mjs';
import { main, say, Stop } from './lib/say.mjs';

/** A few minutes for all of them on two cores. */
const USUAL_RUNS = 5_000;
const LARGEST_SEED = 2 ** 31 - 1;

const options = {
  runs: { type: 'string', default: String(USUAL_RUNS) },
  seed: { type: 'string', default: String(randomInt(LARGEST_SEED)) },
};

function whole(name, text) {
  if (!/^\d{1,9}$|^[12]\d{9}$/.test(text)) throw new Stop(`--${name} ${text}: a whole number is needed.`);
  return text;
}

/** Only these: other specs say the same whatever the seed. */
const specsWithProperties = () =>
  ['apps', 'libs', 'workflows']
    .flatMap((room) => readdirSync(inRoot(room), { recursive: true }).map((file) => join(room, file)))
    .filter((file) => file.endsWith('.spec.ts') && readFileSync(inRoot(file), 'utf8').includes('fast-check'));

await main(async () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [runs, seed] = [whole('runs', values.runs), whole('seed', values.seed)];
  const files = positionals.length > 0 ? positionals : specsWithProperties();
  await bootstrap({ build: false });
  say(`\n${runs} runs of each property from seed ${seed}, in ${files.length} files`);
  const vitest = [inRoot('node_modules/vitest/vitest.mjs'), 'run', '--project=unit', '--project=workflow', '--testTimeout=0', ...files];
  const env = { ...process.env, PROPERTY_SEED: seed, PROPERTY_RUNS: runs };
  const { status } = spawnSync(process.execPath, vitest, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) say(`\nthe same again: npm run properties -- --runs ${runs} --seed ${seed} ${positionals.join(' ')}`.trimEnd());
  return status ?? 1;
});
