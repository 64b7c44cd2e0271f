/** Holds what the suites wrote against the catalogue: every event of every spec's database, strictly. */
import pg from 'pg';
import { z } from 'zod';
import { events, isEventType } from '#contracts/events/catalogue.js';

/** Types that specs make up for themselves, to write an event without a case. */
const madeUp = /^(spec|test)\./;

/** Who signs what a spec writes as an older release wrote it. */
const olderRelease = 'an older release';

/** What is wrong with an event; '' when it is as its type was declared, with nothing beside it. */
function misfitOfEvent(type: string, data: unknown): string {
  if (madeUp.test(type)) return '';
  if (!isEventType(type)) return `${type} is not in the catalogue`;
  const read = events[type].data.safeParse(data);
  return read.success ? '' : `${type} ${JSON.stringify(data)}: ${z.prettifyError(read.error)}`;
}

/** The events of a database that are not as they were declared. None where there is no such table (any more). */
export async function misfitsIn(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: found } = await client.query<{ there: boolean }>(`select to_regclass('public.event') is not null as there`);
    if (!found[0]?.there) return [];
    const { rows } = await client.query<{ type: string; data: unknown }>('select distinct type, data from event where actor <> $1', [
      olderRelease,
    ]);
    return rows.map(({ type, data }) => misfitOfEvent(type, data)).filter((misfit) => misfit !== '');
  } finally {
    await client.end();
  }
}
