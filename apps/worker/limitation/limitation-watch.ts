import type { Casebook } from '#casebook/casebook.js';
import type { Database } from '#database/database.js';
import { errorFields, type Log } from '#observability/logger.js';
import { usualZone } from '#domain/calendar/zone.js';

/** At most this many cases are opened in one turn: after an import of an old book the rest waits for the next turns. */
const openedAtOnce = 200;

/**
 * Chases whose next warning is due, on the clock of their debtor: 6, 3 and 1 months before the claim lapses, and the day after. The index
 * narrows it to claims that are near; which warning was given last says which is next. This role sees no creditor, so the day is that of
 * Amsterdam: no zone that we know is ahead of it. A case of a creditor to the west is opened some hours early, and warned on his own day.
 */
const dueSql = `
select c.tenant_id, c.invoice_id from chase c join debtor d on d.id = c.debtor_id left join test_clock k on k.id = d.test_clock_id,
  lateral (select (coalesce(k.now, $1::timestamptz) at time zone '${usualZone}')::date as today) t
where c.outcome is null and c.limitation_last_day <= (greatest($1::timestamptz, (select max(now) from test_clock)) + interval '7 months')::date
  and t.today >= case when c.limitation_warned is null then (c.limitation_last_day - interval '6 months')::date
    when c.limitation_warned = 6 then (c.limitation_last_day - interval '3 months')::date
    when c.limitation_warned = 3 then (c.limitation_last_day - interval '1 month')::date
    when c.limitation_warned = 1 then c.limitation_last_day + 1 end
order by c.limitation_last_day limit $2`;

/**
 * Gives the warnings whose day has come: opening a case records them, under the debtor's lock. A case that cannot be opened now is looked at
 * again in the next turn. @returns how many cases were opened
 */
export async function watchLimitation(system: Database, book: Casebook, log: Log): Promise<number> {
  const now = new Date(book.live.now());
  const due = await system.ofSystem((tx) => tx.query<{ tenant_id: string; invoice_id: string }>(dueSql, [now, openedAtOnce]));
  for (const { tenant_id: tenantId, invoice_id: invoiceId } of due) {
    const actor = { tenantId, name: 'limitation-watch' };
    await book
      .ofInvoice({ actor, invoiceId }, () => Promise.resolve())
      .catch((error: unknown) => log.warn('a claim near its limitation could not be looked at', errorFields(error)));
  }
  return due.length;
}
