/** What the database says after an operation, read with plain statements: the specs' own eyes, not the product's. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import { costedNotice, costedNoticesOf } from '#database/repositories/notice-costs.js';
import { costsDueOf } from '#domain/notice/notice-costs.js';
import type { World } from './world.js';

/** An invoice with its chase. Amounts in cents. */
export interface InvoiceRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly number: string;
  readonly due: IsoDate;
  readonly total: bigint;
  readonly paid: bigint;
  readonly credited: bigint;
  readonly written_off: bigint;
  readonly open: bigint;
  readonly outcome: string | null;
  readonly next_kind: string;
  readonly next_at: Date | null;
  readonly reason: string;
  readonly open_tasks: number;
}

export const invoicesOf = ({ house, debtorId }: World): Promise<InvoiceRow[]> =>
  house.rows<InvoiceRow>(
    `select i.id, i.number, i.due_date::text as due, i.total, i.paid, i.credited, i.written_off, i.open, c.outcome, c.next_kind, c.next_at, c.reason,
       (select count(*)::int from task t where t.invoice_id = i.id and t.status in ('open', 'claimed')) as open_tasks
     from invoice i join chase c on c.invoice_id = i.id where i.debtor_id = $1 order by i.id`,
    [debtorId],
  );

/** What the chases of a debtor are listed by, beside the same calculated from invoices and ledger: the ones that differ. */
export const listedWrongly = ({ house, debtorId }: World): Promise<{ number: string; stored: string; calculated: string }[]> =>
  house.rows(
    `select * from (select i.number, concat_ws(' ', c.stage, c.due_date, c.open, c.created_at, c.disputed) as stored,
       concat_ws(' ', coalesce((select l.step from ledger l where l.invoice_id = i.id and l.cycle = c.cycle and l.result not in ('withdrawn', 'skipped', 'claimed')
         and l.kind not in ('copy', 'confirmation') order by l.at desc, l.recorded_at desc limit 1), 'new'), i.due_date, i.open, i.created_at,
         exists (select 1 from dispute x where x.invoice_id = i.id and x.status = 'open')) as calculated
     from invoice i join chase c on c.invoice_id = i.id where i.debtor_id = $1) x where stored <> calculated`,
    [debtorId],
  );

/** A line of the send ledger that may have had an effect. */
export interface ContactRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly invoice_id: string;
  readonly message_id: string | null;
  readonly kind: string;
  readonly step: string;
  readonly result: string;
  readonly day: IsoDate;
  readonly amount: bigint;
}

/** Messages, calls and handovers in order of time. */
export const contactsOf = ({ house, debtorId }: World): Promise<ContactRow[]> =>
  house.rows<ContactRow>(
    `select id, invoice_id, message_id, kind, step, result, to_char(at at time zone 'Europe/Amsterdam', 'YYYY-MM-DD') as day, amount
     from ledger where debtor_id = $1 and kind in ('message', 'call', 'handover') and result not in ('withdrawn', 'skipped') order by recorded_at, id`,
    [debtorId],
  );

/** A formal notice and the claims it names. */
export interface LetterRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly message_id: string;
  readonly kind: string;
  readonly state: string;
  readonly sent_on: IsoDate;
  readonly last_day: IsoDate | null;
  readonly claims: readonly string[];
}

export const lettersOf = ({ house, debtorId }: World): Promise<LetterRow[]> =>
  house.rows<LetterRow>(
    `select n.id, n.message_id, n.kind, n.state, n.sent_on::text as sent_on, n.last_day::text as last_day,
       (select array_agg(k.invoice_id::text order by k.invoice_id) from notice_claim k where k.notice_id = n.id) as claims
     from notice n where n.debtor_id = $1 and n.state <> 'withdrawn' order by n.claimed_at, n.id`,
    [debtorId],
  );

/** Claims that are with the agency on a letter that counts for nothing, about which nobody was asked. */
export const unheardOf = ({ house, debtorId }: World): Promise<{ readonly id: string }[]> =>
  house.rows<{ id: string }>(
    `select i.id from invoice i join chase c on c.invoice_id = i.id where i.debtor_id = $1 and c.outcome = 'handed-over'
       and (select n.state from notice_claim k join notice n on n.id = k.notice_id where k.invoice_id = i.id and n.kind <> 'notice-of-default'
         and n.state <> 'withdrawn' order by n.claimed_at desc, n.id desc limit 1) = 'void'
       and not exists (select 1 from task t where t.invoice_id = i.id and t.reason = 'handed-over-on-void-notice')`,
    [debtorId],
  );

/** Letters of which a claim is owed still: the costs that are due of them by the product, and what they named. */
export async function costsOf({ house, debtorId }: World): Promise<{ readonly due: bigint; readonly named: bigint }> {
  const rows = await house.dbs.app.ofTenant(house.tenantId, async (tx) => (await costedNoticesOf(tx, [debtorId])).get(debtorId) ?? []);
  const due = costsDueOf(rows.map(costedNotice));
  let [costs, named] = [0n, 0n];
  rows.forEach(({ announced, claims }, at) => {
    if (announced === 0 || claims.every(({ settledOn }) => settledOn !== null)) return;
    costs += due[at] ?? 0n;
    named += claims.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  });
  return { due: costs, named };
}

/** The plans that are kept, by invoice: until the day of their next instalment that is not paid the creditor waits. */
export async function plansOf({ house, debtorId }: World): Promise<ReadonlyMap<string, IsoDate>> {
  const rows = await house.rows<{ invoice_id: string; next: IsoDate }>(
    `select b.invoice_id, min(s.due_date)::text as next from payment_plan p join payment_plan_invoice b on b.plan_id = p.id
       join instalment s on s.plan_id = p.id where p.debtor_id = $1 and p.status = 'active' and s.paid < s.amount group by b.invoice_id`,
    [debtorId],
  );
  return new Map(rows.map(({ invoice_id: invoiceId, next }) => [invoiceId, next]));
}

/** Money that came in and was not taken back, and what of it is credit of the debtor. */
export async function moneyOf({ house, debtorId }: World): Promise<{ readonly received: bigint; readonly credit: bigint }> {
  const [row] = await house.rows<{ received: bigint; credit: bigint }>(
    `select coalesce(sum(p.amount), 0)::bigint as received,
       coalesce(sum((select sum(a.amount) from allocation a where a.payment_id = p.id and a.part = 'credit')), 0)::bigint as credit
     from payment p where p.debtor_id = $1 and p.status = 'assigned'`,
    [debtorId],
  );
  return row ?? { received: 0n, credit: 0n };
}
