/**
 * `npm run mutation [-- ROOM...]`: the mutation score of libs/domain, room by room, and of all. A room is a folder of libs/domain; those of the
 * policy engine are `policy` for its root and `policy/ladder` and so on. One room at a time, because only what is being changed carries
 * Stryker's switches then: with all of the domain switched at once the specs that play whole lives ran many times as long.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from '../../scripts/bootstrap.mjs';
import { inRoot, root } from '../../scripts/lib/project.mjs';
import { main, say, Stop } from '../../scripts/lib/say.mjs';

const domain = 'libs/domain';
const reports = 'reports/mutation';

/** Every folder of the domain that has rules of its own. */
function roomsOfDomain() {
  const holdsRules = (room) => readdirSync(inRoot(domain, room)).some((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const folders = (under) =>
    readdirSync(inRoot(domain, under), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'fixtures')
      .map(({ name }) => join(under, name));
  return folders('')
    .flatMap((room) => [room, ...folders(room)])
    .filter(holdsRules);
}

/** What the configuration leaves out stays out. */
const leftOut = () => JSON.parse(readFileSync(inRoot('stryker.config.json'), 'utf8')).mutate.filter((pattern) => pattern.startsWith('!'));

/** Runs Stryker over one room. @returns how many mutants came to which end */
function tryRoom(room) {
  const patterns = [`${domain}/${room}/*.ts`, ...leftOut()].join(',');
  const stryker = [inRoot('node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', '-m', patterns];
  const report = inRoot(reports, 'mutation.json');
  rmSync(report, { force: true });
  // Its exit code says whether this room alone is above the threshold, which is asked of all of them.
  spawnSync(process.execPath, stryker, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (!existsSync(report)) throw new Stop(`${room}: Stryker left no report. Run it alone to see why: npx stryker run -m '${patterns}'`);
  const ends = {};
  for (const { mutants } of Object.values(JSON.parse(readFileSync(report, 'utf8')).files))
    for (const mutant of mutants) ends[mutant.status] = (ends[mutant.status] ?? 0) + 1;
  for (const kind of ['json', 'html'])
    copyFileSync(inRoot(reports, `mutation.${kind}`), inRoot(reports, `${room.replaceAll('/', '-')}.${kind}`));
  return ends;
}

const count = (ends, status) => ends[status] ?? 0;
const noticed = (ends) => count(ends, 'Killed') + count(ends, 'Timeout');
const tried = (ends) => noticed(ends) + count(ends, 'Survived') + count(ends, 'NoCoverage');
const scoreOf = (ends) => (tried(ends) === 0 ? 100 : (100 * noticed(ends)) / tried(ends));

const rowOf = (room, ends) =>
  `| ${[room, scoreOf(ends).toFixed(1), ...['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored'].map((status) => count(ends, status))].join(' | ')} |`;

function sum(all) {
  const total = {};
  for (const ends of all) for (const [status, n] of Object.entries(ends)) total[status] = (total[status] ?? 0) + n;
  return total;
}

await main(async () => {
  const known = roomsOfDomain();
  const asked = process.argv.slice(2);
  const unknown = asked.filter((room) => !known.includes(room));
  if (unknown.length > 0) throw new Stop(`${unknown.join(', ')}: no such room. Rooms are ${known.join(', ')}.`);
  const rooms = asked.length > 0 ? asked : known;
  await bootstrap();
  mkdirSync(inRoot(reports), { recursive: true });
  say('| room | score % | noticed | by time limit | survived | reached by no test | ignored (static) |\n|---|---|---|---|---|---|---|');
  const results = {};
  for (const room of rooms) {
    results[room] = tryRoom(room);
    say(rowOf(room, results[room]));
  }
  const all = sum(Object.values(results));
  say(rowOf('all', all));
  writeFileSync(inRoot(reports, 'rooms.json'), JSON.stringify(results, null, 2));
  const { break: least } = JSON.parse(readFileSync(inRoot('stryker.config.json'), 'utf8')).thresholds;
  say(`mutation score: ${scoreOf(all).toFixed(1)} %`);
  if (scoreOf(all) < least) throw new Stop(`Below ${least} %: the reports are ${reports}/<room>.html.`);
});
