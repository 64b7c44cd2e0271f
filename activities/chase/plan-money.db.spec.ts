/** What the mail of an instalment asks, and where the money goes that answers it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agreePaymentPlan } from '#casebook/commands/agreements.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let mail: ScriptedChannel;
let numbers = 0;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-02T09:00:00Z');
  const channels = scriptedChannels();
  mail = channels.email;
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

/** Three invoices of one debtor: 100.00, 200.00 and 300.00, the last one the oldest; 350.00 is the first instalment. */
async function inPlan(): Promise<readonly [Registered, Registered, Registered]> {
  numbers += 1;
  const order = (name: string, dueDate: string, total: bigint) => ({
    number: `${name}-${numbers}`,
    dueDate,
    total,
    issueDate: '2026-01-05',
  });
  const first = await house.register(order('A', '2026-02-16', 100_00n));
  const debtor = { id: first.debtorId };
  const second = await house.register({ ...order('B', '2026-02-12', 200_00n), debtor });
  const oldest = await house.register({ ...order('C', '2026-02-09', 300_00n), debtor });
  const invoices = [first, second, oldest] as const;
  const instalments = [
    { dueDate: '2026-03-16', amount: 350_00n },
    { dueDate: '2026-04-16', amount: 250_00n },
  ];
  await house.act(first, (open) => agreePaymentPlan(open, { invoiceIds: invoices.map(({ invoiceId }) => invoiceId), instalments }));
  return invoices;
}

/** The reminder of the first instalment leaves. @returns its reference */
async function remind(invoice: Registered): Promise<string> {
  const { at: due } = await activities.planNext(house.chaseOf(invoice));
  house.now = at(due ?? '');
  const sent = await activities.sendMessage({
    chase: house.chaseOf(invoice),
    step: { key: 'instalment-due', occurrence: 1, action: 'message' },
  });
  expect(sent.result).toBe('sent');
  const [row] = await house.rows<{ payment_reference: string | null }>(
    'select m.payment_reference from message m join ledger l on l.message_id = m.id where l.invoice_id = $1',
    [invoice.invoiceId],
  );
  return row?.payment_reference ?? '';
}

const claims = ({ debtorId }: Registered) =>
  house.rows(
    `select i.number, c.amount from message_claim c join message m on m.id = c.message_id join invoice i on i.id = c.invoice_id
     where m.debtor_id = $1 order by i.due_date`,
    [debtorId],
  );
const pay = ({ invoiceId }: Registered, amount: bigint, reference: string | null) =>
  house.act({ invoiceId }, (open) =>
    recordPayment(open, { invoiceId, amount, currency: 'EUR', paidOn: open.today, reference, method: null, sourceKey: null }),
  );
const filled = ({ debtorId }: Registered) =>
  house.rows('select s.paid from instalment s join payment_plan p on p.id = s.plan_id where p.debtor_id = $1 order by s.no', [debtorId]);
const shares = (parts: readonly { readonly number: string; readonly amount: bigint; readonly basis: string }[]) =>
  parts.map(({ number, amount, basis }) => `${number.slice(0, 1)} ${amount} ${basis}`);

describe('the mail of an instalment', () => {
  it('asks the shares that are due, not all that is open', async () => {
    const [first] = await inPlan();
    await remind(first);
    expect(mail.sent).toHaveLength(1);
    expect(mail.sent[0]?.text).toContain('€ 350,00');
    expect(await claims(first)).toEqual([
      { number: `C-${numbers}`, amount: 300_00n },
      { number: `B-${numbers}`, amount: 50_00n },
    ]);
  });

  it('is answered by its reference: each claim gets what was asked, the terms are filled', async () => {
    const invoices = await inPlan();
    const reference = await remind(invoices[0]);
    const { parts, credit } = await pay(invoices[1], 350_00n, `termijn 1 ${reference}`);
    expect([shares(parts), credit]).toEqual([['B 5000 named', 'C 30000 asked'], 0n]);
    expect(await filled(invoices[0])).toEqual([{ paid: 350_00n }, { paid: 0n }]);
  });

  it('is answered by its sum on any of its invoices too', async () => {
    const invoices = await inPlan();
    await remind(invoices[0]);
    expect(shares((await pay(invoices[1], 350_00n, null)).parts)).toEqual(['B 5000 named', 'C 30000 asked']);
  });

  it('paid with more than it asked fills the next term, from the oldest claim of the plan on', async () => {
    const invoices = await inPlan();
    const reference = await remind(invoices[0]);
    const { parts } = await pay(invoices[1], 400_00n, reference);
    expect(shares(parts)).toEqual(['B 10000 named', 'C 30000 asked']);
    expect(await filled(invoices[0])).toEqual([{ paid: 350_00n }, { paid: 50_00n }]);
  });

  it('paid with less is paid from the oldest on', async () => {
    const invoices = await inPlan();
    const reference = await remind(invoices[0]);
    expect(shares((await pay(invoices[1], 310_00n, reference)).parts)).toEqual(['B 1000 named', 'C 30000 asked']);
  });
});
