import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

/** Invoices whose reminder falls due at one instant, and that are paid at about the same moment (issue 3). */
const pairs = 200;
/** Each order must really have happened this often, or the test has shown nothing. */
const leastOfEach = 20;
/** The reminders of one clock step leave within about this time; the payments are spread over it. */
const spreadMs = 3_000;

let house: TestHouse;

beforeAll(async () => {
  house = await TestHouse.start();
  await house.publish(atOncePolicy);
});
afterAll(() => house.stop());

interface Verdict {
  readonly claims_before: string;
  readonly claims_after: string;
}

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
    const answers = await Promise.all(ids.map((id, n) => payLater(id, (n * 7919) % spreadMs)));
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
    const announced = answers.reduce((sum, answer) => sum + answer.inFlight, 0);
    process.stdout.write(
      `pairs ${pairs}: reminder first ${reminderFirst}, payment first ${pairs - reminderFirst}, announced in flight ${announced}\n`,
    );
  });
});

async function payLater(invoiceId: string, afterMs: number): Promise<{ inFlight: number }> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const paid = await house.ok('POST', `/v1/invoices/${invoiceId}/payments`, {
    amount: { amount: 12_100, currency: 'EUR' },
    paidOn: '2026-01-19',
  });
  return { inFlight: Array.isArray(paid['inFlight']) ? paid['inFlight'].length : 0 };
}
