/** Whether what Postgres called committed is on its disk. */
import { z } from 'zod';
import type { AskCatalogue, BoundaryFinding } from './inspect-boundary.js';

const row = z.object({ name: z.string(), setting: z.string() });
const whys: Readonly<Record<string, string>> = {
  fsync: 'a machine that loses its power can lose the whole database',
  synchronous_commit:
    'a crash forgets the last commits: a message that was sent would be sent again, a payment that was answered would be gone',
  full_page_writes: 'a page that was half written when the power went is broken for good',
};

/** Settings of the session that let a commit be forgotten. */
export async function inspectDurability(ask: AskCatalogue): Promise<BoundaryFinding[]> {
  const rows = await ask(
    `select name, setting from pg_settings where name = any(string_to_array($1, ',')) and setting = 'off' order by 1`,
    [Object.keys(whys).join(',')],
  );
  return rows.map((line) => {
    const { name } = row.parse(line);
    return {
      about: 'database' as const,
      what: `${name} is off in PostgreSQL`,
      why: whys[name] ?? '',
      mend: `alter system set ${name} = on, and look for an \`alter role ... set\` or \`alter database ... set\` of it`,
    };
  });
}
