import { relative } from 'node:path';
import type { House } from './house.js';
import type { PartName } from './parts.js';

interface Line {
  readonly name: string;
  readonly where: string;
  readonly pid?: number | undefined;
  readonly log?: string | undefined;
}

function linesOf(house: House): Line[] {
  const of = (name: PartName) => ({ pid: house.part(name)?.pid, log: house.part(name)?.logFile });
  return [
    { name: 'API', where: house.apiUrl, ...of('api') },
    { name: 'API documentation', where: `${house.apiUrl}/docs` },
    { name: 'Mailbox', where: house.mailboxUrl, ...of('simulator') },
    { name: 'Worker', where: `metrics http://127.0.0.1:${house.env['WORKER_METRICS_PORT']}/metrics`, ...of('worker') },
    { name: 'Temporal', where: house.temporalAddress, pid: house.temporal?.pid, log: house.temporal?.logFile },
    ...(house.temporal?.uiUrl === undefined ? [] : [{ name: 'Temporal web UI', where: house.temporal.uiUrl }]),
    { name: 'PostgreSQL', where: house.databaseUrl, pid: house.postgres?.pid, log: house.postgres?.logFile },
    { name: 'API key', where: house.workspace.apiKey },
    { name: 'Environment', where: relative(process.cwd(), house.envFile) },
  ];
}

/** Longer entries do not widen the column. */
const WIDE = 50;

/** One block with every URL, pid, key and log file of a running house. */
export function houseBlock(house: House): string {
  const lines = linesOf(house);
  // The database's URL is far longer than the others: its pid stands where it ends.
  const widest = Math.max(...lines.map(({ where, pid }) => (pid === undefined || where.length > WIDE ? 0 : where.length)));
  const shown = lines.map(({ name, where, pid, log }) => {
    const process = pid === undefined ? '' : `  pid ${String(pid).padEnd(7)}`;
    const file = log === undefined ? '' : `  ${relative(globalThis.process.cwd(), log)}`;
    return `  ${name.padEnd(18)} ${where.padEnd(pid === undefined ? 0 : widest)}${process}${file}`;
  });
  return ['', ...shown, ''].join('\n');
}
