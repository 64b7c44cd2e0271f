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

/** What people wrote, or what they are called: a sentence, an address, a telephone number. Words that look like codes say nothing of anybody. */
const wordsSql = `
with word as (
  select distinct w from (
    select name from debtor union all select email from debtor union all select phone from debtor union all select address->>'street' from debtor
    union all select text from note union all select note from dispute union all select note from promise union all select reason from step_override
    union all select v.value from event_text, jsonb_each_text(texts) v union all select call_note from task union all select outcome->>'note' from task
  ) said(w) where w ~ '[ @]' or w ~ '^[+]?[0-9]{8,}$'),
-- A spec may write thousands of events that say the same: each saying is looked through once.
saying as (
  select type, data::text || ' ' || actor as said from event where actor <> $1 and type !~ '^(spec|test)[.]'
  union select type, request_id from event where actor <> $1 and type !~ '^(spec|test)[.]' and request_id is not null)
select saying.type, word.w from saying join word on position(word.w in saying.said) > 0 limit 20`;

/** Words of people that stand in an event. */
async function wordsIn(client: pg.Client): Promise<string[]> {
  const { rows: there } = await client.query<{ there: boolean }>(`select to_regclass('public.event_text') is not null as there`);
  if (!there[0]?.there) return [];
  const { rows } = await client.query<{ type: string; w: string }>(wordsSql, [olderRelease]);
  return rows.map(({ type, w }) => `${type} holds what somebody wrote: ${w}`);
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
    const misfits = rows.map(({ type, data }) => misfitOfEvent(type, data)).filter((misfit) => misfit !== '');
    return [...misfits, ...(await wordsIn(client))];
  } finally {
    await client.end();
  }
}
