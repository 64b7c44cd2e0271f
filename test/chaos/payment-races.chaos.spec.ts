import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

/** Invoices whose reminder falls due at one instant, and that are paid at about the same moment (issue 3). */
const pairs = 200;
/** Each order must really have happened this often, or the test has shown nothing. */
const leastOfEach = 20;
/** Payments under way at once, and how far they may run ahead of the reminders: they keep step, so that the two meet all along. */
const payersAtOnce = 4;
const mostAhead = 4;
/** A payment waits this long for the reminders: longer means that the worker has stopped, and then the counts tell. */
const longestWaitMs = 20_000;
const lookEveryMs = 20;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let house: TestHouse;

beforeAll(async () => {
  house = await TestHouse.start({}, 'full');
  await house.publish(atOncePolicy);
});
afterAll(() => house.stop());

type Verdict = Record<'claims_before' | 'claims_after', string>;

/** Claims of an invoice's reminder by their place in the audit trail, whose order is the order of the debtor's lock. */
const verdicts = () =>
  house.rows<Verdict>(`
    select count(*) filter (where e.type = 'message.claimed' and e.seq < p.seq)::text as claims_before,
           count(*) filter (where e.type = 'message.claimed' and e.seq > p.seq)::text as claims_after
    from event p join event e on e.invoice_id = p.invoice_id where p.type = 'payment.received' group by p.invoice_id`);

describe('a payment in the same moment as a due step', () => {
  it(`${pairs} pairs: either order, never a claim after the payment`, async () => {
    const clock = String((await house.ok('POST', '/v1/test-clocks', { frozenTime: '2026-01-12T10:00:00Z' }))['id']);
    const ids: string[] = [];
    for (let n = 0; n < pairs; n++)
      ids.push(String((await house.ok('POST', '/v1/invoices', anInvoice({ policy: 'at-once', testClock: clock })))['id']));
    await eventually(
      'all chases are started',
      async () => (await house.rows('select 1 from outbox where done_at is null limit 1')).length === 0,
    );
    await house.ok('POST', `/v1/test-clocks/${clock}/advance`, { to: '2026-01-20T10:00:00Z' });
    await eventually(
      'the first reminder is claimed',
      async () => (await house.rows(`select 1 from event where type = 'message.claimed' limit 1`)).length > 0,
    );
    const inFlight = await payAll(shuffled(ids));
    await eventually('the clock is ready', async () => (await house.ok('GET', `/v1/test-clocks/${clock}`))['status'] === 'ready');

    const rows = await verdicts();
    expect(rows).toHaveLength(pairs);
    expect(rows.filter((row) => row.claims_after !== '0')).toEqual([]);
    const reminderFirst = rows.filter((row) => row.claims_before === '1').length;
    expect({ reminderFirst: reminderFirst >= leastOfEach, paymentFirst: pairs - reminderFirst >= leastOfEach }).toEqual({
      reminderFirst: true,
      paymentFirst: true,
    });
    // What the provider executed is exactly what was claimed: nothing of a paid invoice slipped through, nothing claimed was lost.
    expect((await house.executedKeys()).length).toBe(reminderFirst);
    process.stdout.write(
      `pairs ${pairs}: reminder first ${reminderFirst}, payment first ${pairs - reminderFirst}, announced in flight ${inFlight}\n`,
    );
  });
});

/** `untouched`: neither reminded nor paid; while there is one, the worker will claim another. */
type Progress = Record<'claimed' | 'untouched', number>;

async function progress(): Promise<Progress> {
  const [row] = await house.rows<Progress>(`
    select count(distinct invoice_id) filter (where type = 'message.claimed')::int as claimed,
           ${pairs} - count(distinct invoice_id) filter (where type in ('message.claimed', 'payment.received'))::int as untouched
    from event`);
  return row ?? { claimed: 0, untouched: 0 };
}

/** Waits until the reminders have caught up with `paid` payments, or all that are left have been claimed. */
async function keepStep(paid: number): Promise<void> {
  for (const end = Date.now() + longestWaitMs; Date.now() < end; await pause(lookEveryMs)) {
    const { claimed, untouched } = await progress();
    if (untouched === 0 || paid <= claimed + mostAhead) return;
  }
}

/** Pays every invoice, some at a time. @returns how many of them were told that a message was in flight */
async function payAll(ids: readonly string[]): Promise<number> {
  const waiting = [...ids];
  let announced = 0;
  let paidSoFar = 0;
  const payer = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      await keepStep(paidSoFar);
      paidSoFar += 1;
      const paid = await house.ok('POST', `/v1/invoices/${id}/payments`, {
        amount: { amount: 12_100, currency: 'EUR' },
        paidOn: '2026-01-19',
      });
      if (Array.isArray(paid['inFlight']) && paid['inFlight'].length > 0) announced += 1;
    }
  };
  await Promise.all(Array.from({ length: payersAtOnce }, payer));
  return announced;
}

/** The same ids in an order of its own: the worker takes them in the order of their creation, the payments must not. */
const shuffled = (ids: readonly string[]): string[] =>
  ids
    .map((id, n) => ({ id, rank: (n * 7919) % ids.length }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ id }) => id);
