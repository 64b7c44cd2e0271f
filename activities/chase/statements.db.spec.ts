/** How often Postgres is asked for one thing that is done: as often for a debtor with hundreds of invoices as for one with two. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notFound } from '#casebook/casebook.js';
import { changeDebtor } from '#casebook/commands/manage-debtor.js';
import { recordDelivery } from '#casebook/commands/record-delivery.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { StatementMeter } from '#database/statement-meter.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

/** A debtor whose reminders are all due now. @returns his first invoice */
async function debtorWith(size: number): Promise<Registered> {
  house.now = at('2026-02-10T10:00:00Z');
  const invoice = await house.register();
  const { invoiceId } = invoice;
  await house.rows(
    `with i as (insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at)
       select gen_random_uuid(), t.tenant_id, t.debtor_id, t.number || '-' || n, t.issue_date, t.due_date, t.currency, t.total, t.term_basis, t.policy_version_id, t.registered_at
       from invoice t, generate_series(2, $2::int) n where t.id = $1 returning id)
     insert into chase select (jsonb_populate_record(t, jsonb_build_object('invoice_id', i.id))).* from chase t, i where t.invoice_id = $1`,
    [invoiceId, size],
  );
  house.now = at('2026-02-23T10:00:00Z');
  return invoice;
}

async function pay({ invoiceId }: Registered): Promise<void> {
  const answer = await house.act({ invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId,
      amount: 10_00n,
      currency: 'EUR',
      paidOn: '2026-02-23',
      reference: null,
      method: null,
      sourceKey: null,
    }),
  );
  expect(answer.principal).toBe(10_00n);
}

async function addInvoice({ debtorId }: Registered): Promise<void> {
  await house.register({ debtor: { id: debtorId } });
}

async function becomePerson({ debtorId }: Registered): Promise<void> {
  const answer = await house.book.ofDebtor({ actor: house.actor, debtorId }, (debtorCase) =>
    changeDebtor(debtorCase, { kind: 'natural_business' }),
  );
  expect(answer).not.toBe(notFound);
}

async function remind(invoice: Registered): Promise<void> {
  const activities = chaseActivities(house.book, scriptedChannels(), senderOfSpecs);
  const step = { key: 'reminder', occurrence: 1, action: 'message' } as const;
  expect((await activities.sendMessage({ chase: house.chaseOf(invoice), step })).result).toBe('sent');
}

/**
 * Not a part of what is done: the relay's wake-up goes out of itself, and policies and zone are read again every two seconds. On a machine
 * so slow that a message takes seconds its lease is renewed too, in a transaction of its own.
 */
const isAside = (name: string): boolean => /^(select pg_notify|creditor-zone|select id, key, version, body from)/.test(name);

async function statementsOf(work: () => Promise<void>): Promise<{ count: number; roundTrips: number; commits: number }> {
  const meter = StatementMeter.start();
  const { byName, commits, roundTrips } = await work().then(
    () => meter.stop(),
    (error: unknown) => {
      meter.stop();
      throw error;
    },
  );
  const sum = (of: [string, number][]): number => of.reduce((all, [, times]) => all + times, 0);
  const aside = sum([...byName].filter(([name]) => isAside(name)));
  const renewals = byName.get('renew-attempt') ?? 0;
  const count = sum([...byName]) - aside - 3 * renewals; // begin, renew, commit: of these the first two travel together
  return { count, roundTrips: roundTrips - aside - 2 * renewals, commits: commits - renewals };
}

describe.each([
  { what: 'a payment', most: 14, waits: 12, commits: 1, act: pay },
  { what: 'a new invoice', most: 8, waits: 7, commits: 1, act: addInvoice },
  { what: 'a change that every plan speaks of', most: 9, waits: 7, commits: 1, act: becomePerson },
  // Of them two statements, a round trip and a commit to ask for the zone of a clock that is not ours, as the one of this house; the live
  // one asks nobody. The creditor's own texts travel with the creditor.
  { what: 'one message over all of them', most: 16 + 2, waits: 6 + 1, commits: 2 + 1, act: remind },
])('$what', ({ most, waits, commits, act }) => {
  it('takes as many statements for 300 invoices as for two', async () => {
    const warm = await debtorWith(2);
    await act(warm);
    const two = await debtorWith(2);
    const few = await statementsOf(() => act(two));
    const hundreds = await debtorWith(300);
    const many = await statementsOf(() => act(hundreds));
    expect(many.count).toBeLessThanOrEqual(few.count);
    expect(few.count).toBeLessThanOrEqual(most);
    expect(few.roundTrips).toBeLessThanOrEqual(waits);
    expect(many.roundTrips).toBeLessThanOrEqual(waits);
    expect({ few: few.commits, many: many.commits }).toEqual({ few: commits, many: commits });
  });
});

it('the report that a message arrived takes six statements in three round trips, and one commit', async () => {
  const invoice = await debtorWith(2);
  await remind(invoice);
  const [message] = await house.rows<{ id: string }>('select distinct message_id as id from ledger where debtor_id = $1', [
    invoice.debtorId,
  ]);
  const report = {
    provider: 'scripted-email',
    providerEventId: 'arrived',
    messageId: message?.id ?? '',
    kind: 'delivered' as const,
    at: new Date(house.now),
  };
  const { actor } = house;
  const said = await statementsOf(() => recordDelivery(house.book, { actor, debtorId: invoice.debtorId }, { ...report, detail: '' }));
  expect(said).toEqual({ count: 6, roundTrips: 3, commits: 1 });
  const again = await statementsOf(() => recordDelivery(house.book, { actor, debtorId: invoice.debtorId }, { ...report, detail: '' }));
  expect(again.count).toBeLessThan(6);
  expect(
    await house.rows(`select type, count(*)::int as n from event where debtor_id = $1 and type = 'message.delivered' group by 1`, [
      invoice.debtorId,
    ]),
  ).toEqual([{ type: 'message.delivered', n: 2 }]);
});

it('one message over many invoices is told of each of them once, and each gets its new plan', async () => {
  const invoice = await debtorWith(40);
  await remind(invoice);
  const rows = await house.rows<{ type: string; n: number; invoices: number }>(
    `select type, count(*)::int as n, count(distinct invoice_id)::int as invoices from event where debtor_id = $1 and type like 'message.%' group by type order by type`,
    [invoice.debtorId],
  );
  expect(rows).toEqual([
    { type: 'message.claimed', n: 40, invoices: 40 },
    { type: 'message.sent', n: 40, invoices: 40 },
  ]);
  const plans = await house.rows<{ next_step: string; told: number; n: number }>(
    `select c.next_step, (c.plan->'step'->>'key' = c.next_step)::int as told, count(*)::int as n from chase c where c.debtor_id = $1 group by 1, 2`,
    [invoice.debtorId],
  );
  expect(plans).toEqual([{ next_step: 'call', told: 1, n: 40 }]);
});
