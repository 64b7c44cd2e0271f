/** `node scripts/changelog.mjs [base]`: whether what users notice since `base` (default: origin/main) has a line in the changelog. */
import { execFileSync } from 'node:child_process';
import { owesALine } from './lib/changelog.mjs';
import { root } from './lib/project.mjs';
import { main, say } from './lib/say.mjs';

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);

await main(async () => {
  const base = process.argv[2] ?? 'origin/main';
  const subjects = git('log', '--format=%s', `${base}..HEAD`);
  const added = git('diff', '--unified=0', `${base}...HEAD`, '--', 'CHANGELOG.md')
    .filter((line) => line.startsWith('+') && !line.startsWith('+++'))
    .map((line) => line.slice(1));
  const problem = owesALine({ subjects, added });
  say(problem ?? `changelog: ${subjects.length} commits since ${base}, nothing is owed`);
  return problem === null ? 0 : 1;
});
