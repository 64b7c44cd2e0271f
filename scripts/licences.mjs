/** `npm run licences`: whether all that we stand on may be used as we use it. */
import { readFileSync } from 'node:fs';
import { licenceProblems } from './lib/licences.mjs';
import { inRoot } from './lib/project.mjs';
import { main, say } from './lib/say.mjs';

await main(() => {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  const problems = licenceProblems(lock);
  for (const problem of problems) say(`  ${problem}`);
  say(
    `licences: ${problems.length === 0 ? 'all' : 'NOT all'} of ${Object.keys(lock.packages).length - 1} packages are on the list (scripts/lib/licences.mjs)`,
  );
  return problems.length === 0 ? 0 : 1;
});
