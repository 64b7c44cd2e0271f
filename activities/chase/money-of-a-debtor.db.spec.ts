/** Money of a debtor reaches his claims: who paid what he was asked is not asked again. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agreePaymentPlan, makePromise, raiseDispute, resolveDispute } from '#casebook/commands/agreements.js';
import { closeInvoice } from '#casebook/commands/manage-invoice.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { RegisterInput, Registered } from '#casebook/commands/registration.js';
import { setOffPaidTwice } from '#casebook/commands/release-credit.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import { isRf } from '#domain/references/rf-reference.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let mail: ScriptedChannel;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z'); // a Monday, a week after the due date: the friendly reminder is due
  const channels = scriptedChannels();
  mail = channels.email;
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const send = (invoice: Registered, key = 'reminder', cycle = 1): Promise<StepResult> =>
  activities.sendMessage({ chase: house.chaseOf(invoice, cycle), step: { key, occurrence: 1, action: 'message' } });
const pay = ({ invoiceId }: Registered, amount: bigint, reference: string | null = null) =>
  house.act({ invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId,
      amount,
      currency: 'EUR',
      paidOn: '2026-02-23',
      reference,
      method: null,
      sourceKey: null,
    }),
  );
const storno = ({ invoiceId }: Registered, paymentId: string) =>
  house.act({ invoiceId }, (debtorCase) => reversePayment(debtorCase, invoiceId, { paymentId, on: debtorCase.today, reason: 'storno' }));

/** Invoices of one debtor, in euros, due on 16 February unless told otherwise. */
async function debtorWith(totals: readonly bigint[], over: Partial<RegisterInput> = {}): Promise<[Registered, ...Registered[]]> {
  const first = await house.register({ ...over, total: (totals[0] ?? 0n) * 100n });
  const all: [Registered, ...Registered[]] = [first];
  for (const total of totals.slice(1)) all.push(await sibling(first, total, over));
  return all;
}
const sibling = ({ debtorId }: Registered, total: bigint, over: Partial<RegisterInput> = {}) =>
  house.register({ ...over, debtor: { id: debtorId }, total: total * 100n });

/** What is open of each, in euros, with how its chase ended. */
async function standing(invoices: readonly Registered[]): Promise<string[]> {
  const rows = await house.rows<{ id: string; open: bigint; outcome: string | null }>(
    'select i.id, i.open, c.outcome from invoice i join chase c on c.invoice_id = i.id where i.id = any($1::uuid[])',
    [invoices.map(({ invoiceId }) => invoiceId)],
  );
  return invoices.map(({ invoiceId }) => {
    const row = rows.find(({ id }) => id === invoiceId);
    return `${Number(row?.open ?? -1n) / 100} ${row?.outcome ?? 'chased'}`;
  });
}
const eventsOf = async ({ invoiceId }: Registered) =>
  (await house.rows<{ type: string }>('select type from event where invoice_id = $1 order by seq', [invoiceId])).map(({ type }) => type);
const creditOf = async ({ debtorId }: Registered) => {
  const [row] = await house.rows<{ sum: bigint | null }>(
    `select sum(a.amount)::bigint as sum from payment p join allocation a on a.payment_id = p.id
     where p.debtor_id = $1 and p.status = 'assigned' and a.part = 'credit'`,
    [debtorId],
  );
  return row?.sum ?? 0n;
};
const startsOf = async ({ invoiceId }: Registered) =>
  (await house.rows(`select seq from outbox where invoice_id = $1 and kind = 'chase.start'`, [invoiceId])).length;
const signalsOf = async ({ invoiceId }: Registered) =>
  (
    await house.rows<{ signal: string }>(
      `select payload->>'signal' as signal from outbox where invoice_id = $1 and kind = 'chase.signal' order by seq`,
      [invoiceId],
    )
  ).map(({ signal }) => signal);
const referenceOfMail = async (): Promise<string> => {
  const [row] = await house.rows<{ payment_reference: string }>(
    'select payment_reference from message where payment_reference is not null order by recorded_at desc limit 1',
  );
  return row?.payment_reference ?? '';
};

describe('the sum that a merged reminder asked', () => {
  it('booked on one of its invoices pays all of them, and nothing is asked again', async () => {
    const all = await debtorWith([1000n, 700n, 300n]);
    await send(all[0]);
    expect(mail.sent).toHaveLength(1);
    expect(mail.sent[0]?.text).toContain('2.000,00');
    const paid = await pay(all[0], 2000_00n);
    expect(paid).toMatchObject({ principal: 2000_00n, credit: 0n, open: 0n, hint: null });
    expect(paid.parts.map(({ amount, basis }) => [amount, basis])).toEqual([
      [1000_00n, 'named'],
      [700_00n, 'asked'],
      [300_00n, 'asked'],
    ]);
    expect(await standing(all)).toEqual(['0 paid', '0 paid', '0 paid']);
    expect((await eventsOf(all[1] ?? all[0])).slice(-2)).toEqual(['payment.allocated', 'invoice.closed']);
    expect(await signalsOf(all[2] ?? all[0])).toContain('paymentReceived');
    house.now = at('2026-03-25T10:00:00Z');
    for (const invoice of all) expect(await activities.planNext(house.chaseOf(invoice))).toMatchObject({ next: 'closed', outcome: 'paid' });
    expect(mail.sent).toHaveLength(1);
  });

  it('less what is contested of one is what it asked of each', async () => {
    const [first, second] = await debtorWith([1000n, 300n]);
    await house.act(first, (debtorCase) => raiseDispute(debtorCase, first.invoiceId, { reason: 'broken', amount: 400_00n, note: null }));
    await send(first);
    const { parts } = await pay(first, 900_00n);
    expect(parts.map(({ amount }) => amount)).toEqual([600_00n, 300_00n]);
    expect(second && (await standing([second]))).toEqual(['0 paid']);
  });

  it('goes before older claims it did not ask', async () => {
    const [first, second] = await debtorWith([100n, 50n]);
    await send(first);
    await sibling(first, 80n, { dueDate: '2026-02-10' });
    const { parts, credit } = await pay(first, 190_00n);
    expect(parts.map(({ amount, basis }) => `${amount} ${basis}`)).toEqual(['10000 named', '5000 asked', '4000 due']);
    expect(credit).toBe(0n);
    expect(second && (await standing([second]))).toEqual(['0 paid']);
  });
});

describe('a message over several invoices', () => {
  it('asks with a reference of its own, the same in each copy, and money with it goes to just what it asked', async () => {
    const [first, second] = await debtorWith([100n, 50n]);
    const older = await sibling(first, 80n, { dueDate: '2026-02-20' });
    await send(first);
    const reference = await referenceOfMail();
    expect(isRf(reference)).toBe(true);
    expect(mail.sent[0]?.text.replaceAll(/\s/g, '')).toContain(reference);
    const { parts } = await pay(older, 150_00n, `betaling ${reference.slice(0, 7)} ${reference.slice(7)} dank`);
    expect(parts.map(({ amount, basis }) => `${amount} ${basis}`)).not.toContain('8000 named');
    expect(second && (await standing([first, second]))).toEqual(['0 paid', '0 paid']);
  });

  it('of one invoice keeps the reference of that invoice', async () => {
    const [first] = await debtorWith([100n]);
    await send(first);
    const rows = await house.rows(
      'select m.payment_reference from message m join ledger l on l.message_id = m.id where l.invoice_id = $1',
      [first.invoiceId],
    );
    expect(rows).toEqual([{ payment_reference: null }]);
  });

  it('of another debtor, or of another creditor, is no reference here', async () => {
    const [theirs, theirSecond] = await debtorWith([100n, 50n]);
    await send(theirs);
    const reference = await referenceOfMail();
    const mine = await house.register({ total: 100_00n });
    const { credit, parts } = await pay(mine, 150_00n, reference);
    expect([parts.length, credit]).toEqual([1, 50_00n]);
    expect(theirSecond && (await standing([theirs, theirSecond]))).toEqual(['100 chased', '50 chased']);
  });
});

describe('what is agreed or contested of the others', () => {
  it('is spared, kept and filled: no contested cent, the promise of a part, the terms of a plan', async () => {
    const [first, contested, promised, planned] = await debtorWith([100n, 80n, 60n, 40n]);
    if (!contested || !promised || !planned) throw new Error('four invoices');
    await house.act(contested, (debtorCase) => raiseDispute(debtorCase, contested.invoiceId, { reason: 'x', amount: null, note: null }));
    await house.act(promised, (debtorCase) =>
      makePromise(debtorCase, promised.invoiceId, { date: '2026-02-27', amount: 20_00n, note: null }),
    );
    await house.act(planned, (debtorCase) =>
      agreePaymentPlan(debtorCase, {
        invoiceIds: [planned.invoiceId],
        instalments: [
          { dueDate: '2026-03-01', amount: 10_00n },
          { dueDate: '2026-04-01', amount: 30_00n },
        ],
      }),
    );
    await pay(first, 180_00n);
    expect(await standing([first, contested])).toEqual(['0 paid', '80 chased']);
    const [promise] = await house.rows('select status from promise where invoice_id = $1', [promised.invoiceId]);
    expect(promise).toEqual({ status: 'kept' });
    const paid = await house.rows<{ paid: bigint }>(
      'select s.paid from instalment s join payment_plan_invoice x on x.plan_id = s.plan_id where x.invoice_id = $1 order by no',
      [planned.invoiceId],
    );
    const [plannedOpen] = await house.rows<{ open: bigint }>('select open from invoice where id = $1', [planned.invoiceId]);
    expect(paid.reduce((sum, row) => sum + row.paid, 0n)).toBe(40_00n - (plannedOpen?.open ?? 0n));
    expect(paid[0]?.paid).toBe(10_00n);
  });

  it('is paid when the money names it', async () => {
    const [first] = await debtorWith([100n]);
    await house.act(first, (debtorCase) => raiseDispute(debtorCase, first.invoiceId, { reason: 'x', amount: null, note: null }));
    expect(await pay(first, 100_00n)).toMatchObject({ credit: 0n, open: 0n });
  });
});

describe('credit of a debtor', () => {
  it('is set off when a claim falls due, before it is asked', async () => {
    const first = await house.register({ total: 100_00n });
    await pay(first, 130_00n);
    const later = await sibling(first, 50n, { issueDate: '2026-02-20', dueDate: '2026-03-06' });
    expect(await standing([later])).toEqual(['50 chased']);
    house.now = at('2026-03-16T10:00:00Z');
    await send(later);
    expect(await standing([later])).toEqual(['20 chased']);
    expect(await creditOf(first)).toBe(0n);
    expect(await eventsOf(later)).toContain('credit.applied');
    expect(mail.sent.at(-1)?.text).toContain('20,00');
  });

  it('is set off against a new invoice that is due, against what a dispute frees, and against what is open again', async () => {
    const first = await house.register({ total: 100_00n });
    await pay(first, 400_00n);
    const late = await sibling(first, 50n);
    expect(await standing([late])).toEqual(['0 paid']);
    expect(await creditOf(first)).toBe(250_00n);
    const contested = await sibling(first, 80n, { issueDate: '2026-02-20', dueDate: '2026-02-25' });
    await house.act(contested, (debtorCase) => raiseDispute(debtorCase, contested.invoiceId, { reason: 'x', amount: null, note: null }));
    house.now = at('2026-02-27T10:00:00Z');
    await house.act(contested, (debtorCase) =>
      resolveDispute(
        debtorCase,
        { invoiceId: contested.invoiceId, disputeId: null },
        { outcome: 'rejected', creditAmount: null, newDueDate: null },
      ),
    );
    expect(await standing([contested])).toEqual(['0 paid']);
    expect(await creditOf(first)).toBe(170_00n);
  });

  it('goes back with the payment it came of, from every claim it was set off against', async () => {
    const first = await house.register({ total: 100_00n });
    const { paymentId } = await pay(first, 400_00n);
    const others = [await sibling(first, 50n), await sibling(first, 60n)];
    expect(await standing([first, ...others])).toEqual(['0 paid', '0 paid', '0 paid']);
    const { parts } = await storno(first, paymentId);
    expect(parts.map(({ reopened }) => reopened)).toEqual([true, true, true]);
    expect(await standing([first, ...others])).toEqual(['100 chased', '50 chased', '60 chased']);
    expect(await creditOf(first)).toBe(0n);
    for (const invoice of [first, ...others]) expect(await startsOf(invoice)).toBe(2);
  });
});

describe('the same amount again for an invoice that is paid', () => {
  it('stays credit with a hint, pays no other claim, and covers its own invoice when the first goes back', async () => {
    const [first, second] = await debtorWith([100n, 50n]);
    if (!second) throw new Error('two invoices');
    const one = await pay(first, 100_00n);
    const two = await pay(first, 100_00n);
    expect(two).toMatchObject({ principal: 0n, credit: 100_00n, parts: [], hint: 'paid-twice' });
    expect(await standing([first, second])).toEqual(['0 paid', '50 chased']);
    expect(await activities.planNext(house.chaseOf(second))).toMatchObject({ next: 'wait', reason: 'unmatched-money' });
    const asked = 'select status from task where invoice_id = $1 and kind = $2';
    expect(await house.rows(asked, [second.invoiceId, 'attention'])).toEqual([{ status: 'open' }]);
    expect(await storno(first, one.paymentId)).toMatchObject({ reopened: false });
    expect(await standing([first, second])).toEqual(['0 paid', '50 chased']);
    expect(await creditOf(first)).toBe(0n);
    expect(await activities.planNext(house.chaseOf(second))).toMatchObject({ next: 'step' });
  });

  it('is set off when a person says so, and goes back with its reversal', async () => {
    const [first, second] = await debtorWith([100n, 50n]);
    if (!second) throw new Error('two invoices');
    await pay(first, 100_00n);
    const two = await pay(first, 100_00n);
    await house.act(first, (debtorCase) => setOffPaidTwice(debtorCase, two.paymentId));
    expect([await standing([second]), await creditOf(first)]).toEqual([['0 paid'], 50_00n]);
    expect(await house.act(first, (debtorCase) => setOffPaidTwice(debtorCase, two.paymentId)).catch(String)).toContain('no-credit-waiting');
    await storno(first, two.paymentId);
    expect([await standing([first, second]), await creditOf(first)]).toEqual([['0 paid', '50 chased'], 0n]);
  });

  it('is spread when it is another amount', async () => {
    const [first, second] = await debtorWith([100n, 50n]);
    await pay(first, 100_00n);
    expect(await pay(first, 50_00n)).toMatchObject({ credit: 0n, hint: null });
    expect(second && (await standing([second]))).toEqual(['0 paid']);
  });
});

describe('a storno', () => {
  it('opens every invoice again that the payment had paid; one at the agency stays there', async () => {
    const [first, second, third] = await debtorWith([100n, 70n, 30n]);
    if (!second || !third) throw new Error('three invoices');
    await send(first);
    const reference = await referenceOfMail();
    await house.rows(`update chase set outcome = 'handed-over', closed_at = now() where invoice_id = $1`, [third.invoiceId]);
    await house.rows(
      `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, result, at, amount)
       values (gen_random_uuid(), $1, $2, $3, 1, 'handover', 1, 'handover', 'done', now(), 3000)`,
      [house.tenantId, third.invoiceId, third.debtorId],
    );
    const { paymentId } = await pay(first, 200_00n, reference);
    expect(await standing([first, second, third])).toEqual(['0 paid', '0 paid', '0 paid']);
    await storno(first, paymentId);
    expect(await standing([first, second, third])).toEqual(['100 chased', '70 chased', '30 handed-over']);
    expect(await Promise.all([startsOf(first), startsOf(second), startsOf(third)])).toEqual([2, 2, 1]);
    expect(await eventsOf(second)).toContain('payment.unallocated');
  });

  it('of the payment that completed a plan opens its terms again: the plan stands, and nothing is sent that day', async () => {
    const [first, second] = await debtorWith([100n, 50n]);
    if (!second) throw new Error('two invoices');
    const invoiceIds = [first.invoiceId, second.invoiceId];
    const instalments = [
      { dueDate: '2026-02-24', amount: 60_00n },
      { dueDate: '2026-02-25', amount: 90_00n },
    ];
    const { planId } = await house.act(first, (debtorCase) => agreePaymentPlan(debtorCase, { invoiceIds, instalments }));
    await pay(first, 60_00n);
    const last = await pay(first, 90_00n);
    const plan = async () => (await house.rows('select status from payment_plan where id = $1', [planId]))[0];
    expect(await standing([first, second])).toEqual(['0 paid', '0 paid']);
    expect(await plan()).toEqual({ status: 'completed' });
    house.now = at('2026-03-10T10:00:00Z');
    await storno(first, last.paymentId);
    expect(await plan()).toEqual({ status: 'active' });
    expect(await house.rows('select paid from instalment where plan_id = $1 order by no', [planId])).toEqual([
      { paid: 60_00n },
      { paid: 0n },
    ]);
    expect(await standing([first, second])).toEqual(['40 chased', '50 chased']);
    expect(await eventsOf(second)).toContain('payment-plan.reopened');
    const next = await activities.planNext(house.chaseOf(first, 2));
    expect([next.reason, (next.at ?? '') > '2026-03-13']).toEqual(['payment-plan', true]);
    await send(first, 'reminder', 2);
    expect(mail.sent).toEqual([]);
  });

  it('of what was paid before a plan was agreed leaves its terms alone', async () => {
    const [first] = await debtorWith([100n]);
    const early = await pay(first, 20_00n);
    const { planId } = await house.act(first, (debtorCase) =>
      agreePaymentPlan(debtorCase, { invoiceIds: [first.invoiceId], instalments: [{ dueDate: '2026-03-30', amount: 80_00n }] }),
    );
    await pay(first, 30_00n);
    await storno(first, early.paymentId);
    expect(await house.rows('select paid from instalment where plan_id = $1', [planId])).toEqual([{ paid: 30_00n }]);
  });

  it('leaves closed what a person closed', async () => {
    const [first, second] = await debtorWith([100n, 50n]);
    if (!second) throw new Error('two invoices');
    const { paymentId } = await pay(first, 130_00n);
    await house.act(second, (debtorCase) => closeInvoice(debtorCase, second.invoiceId, { outcome: 'closed', reason: 'enough' }));
    await storno(first, paymentId);
    expect(await standing([first, second])).toEqual(['100 chased', '50 closed']);
  });
});

/** From one seed, so that red means: something was changed. */
function* numbersFrom(seed: number): Generator<number, never> {
  for (let state = seed; ; state = (state * 48_271) % 2_147_483_647) yield state;
}

describe('whatever is paid, credited and taken back', () => {
  it.each([1, 2, 3, 4, 5, 6])('every cent is somewhere, and taken back it is as it was (life %s)', async (seed) => {
    const numbers = numbersFrom(seed * 7919 + 17);
    const below = (limit: number): number => Math.floor((numbers.next().value / 2_147_483_647) * limit);
    const all = await debtorWith(Array.from({ length: 1 + below(6) }, () => BigInt(1 + below(300))));
    const before = await standing(all);
    const payments: { readonly invoice: Registered; readonly id: string; readonly amount: bigint }[] = [];
    const gone = new Set<string>();
    for (let turn = 0; turn < 12; turn += 1) {
      const invoice = all[below(all.length)] ?? all[0];
      const standingOne = payments[below(payments.length)];
      if (below(4) === 0 && standingOne && !gone.has(standingOne.id)) {
        await storno(standingOne.invoice, standingOne.id);
        gone.add(standingOne.id);
      } else {
        const amount = BigInt(1 + below(40_000));
        payments.push({ invoice, amount, id: (await pay(invoice, amount)).paymentId });
      }
      const [sums] = await house.rows<{ paid: bigint; negative: boolean }>(
        'select sum(paid)::bigint as paid, bool_or(open < 0 or paid < 0) as negative from invoice where debtor_id = $1',
        [invoice.debtorId],
      );
      const came = payments.filter(({ id }) => !gone.has(id)).reduce((sum, { amount }) => sum + amount, 0n);
      expect([(sums?.paid ?? 0n) + (await creditOf(invoice)), sums?.negative]).toEqual([came, false]);
      const rows = await house.rows<{ off: boolean }>(
        `select i.paid <> coalesce((select sum(a.amount) from allocation a join payment p on p.id = a.payment_id
           where a.invoice_id = i.id and p.status = 'assigned'), 0) as off from invoice i where i.debtor_id = $1`,
        [invoice.debtorId],
      );
      expect(rows.some(({ off }) => off)).toBe(false);
    }
    for (const { invoice, id } of payments) if (!gone.has(id)) await storno(invoice, id);
    expect(await standing(all)).toEqual(before);
  });
});
