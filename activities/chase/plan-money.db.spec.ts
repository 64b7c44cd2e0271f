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
  await house.act(first, (debtorCase) =>
    agreePaymentPlan(debtorCase, { invoiceIds: invoices.map(({ invoiceId }) => invoiceId), instalments }),
  );
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
  house.act({ invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, { invoiceId, amount, currency: 'EUR', paidOn: debtorCase.today, reference, method: null, sourceKey: null }),
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

describe('an arrangement over several invoices', () => {
  /** 100.00 that is the older and 200.00; the first instalment is less than the older one. */
  async function two(): Promise<readonly [Registered, Registered]> {
    numbers += 1;
    const order = { issueDate: '2026-01-05', number: `D-${numbers}`, dueDate: '2026-02-09', total: 100_00n };
    const older = await house.register(order);
    const newer = await house.register({
      ...order,
      debtor: { id: older.debtorId },
      number: `E-${numbers}`,
      dueDate: '2026-02-16',
      total: 200_00n,
    });
    const instalments = ['2026-03-16', '2026-04-16', '2026-05-18'].map((dueDate, at) => ({ dueDate, amount: at === 2 ? 140_00n : 80_00n }));
    await house.act(older, (debtorCase) =>
      agreePaymentPlan(debtorCase, { invoiceIds: [older.invoiceId, newer.invoiceId], instalments, confirm: true }),
    );
    return [older, newer];
  }
  /** Takes the due steps of both chases until a day, and returns the references of the mails in their order. */
  async function walk(invoices: readonly Registered[], until: string): Promise<(string | null)[]> {
    for (let taken = true; taken;) {
      taken = false;
      for (const invoice of invoices) {
        const chase = house.chaseOf(invoice);
        const plan = await activities.planNext(chase);
        if (plan.step?.action !== 'message' || plan.at === null || plan.at > until) continue;
        house.now = Math.max(house.now, at(plan.at));
        await activities.sendMessage({ chase, step: plan.step });
        taken = true;
      }
    }
    const rows = await house.rows<{ payment_reference: string | null }>(
      'select payment_reference from message where debtor_id = $1 order by claimed_at, id',
      [invoices[0]?.debtorId ?? ''],
    );
    return rows.map(({ payment_reference: reference }) => reference);
  }

  it('bears one reference in all that is written about it, and money with it goes to its claims', async () => {
    const invoices = await two();
    const [older, newer] = invoices;
    const references = await walk(invoices, '2026-03-15T22:00:00Z');
    expect(references).toHaveLength(2);
    const [reference] = references;
    expect(reference).toMatch(/^RF/);
    expect(references[1]).toBe(reference);
    for (const { text } of mail.sent) expect(text.replaceAll(/\s/g, '')).toContain(reference);
    // The reminder asked 80.00 of the older one. Booked on the newer by whoever read the bank line: it is the instalment all the same.
    const first = await pay(newer, 80_00n, reference ?? null);
    expect(shares(first.parts)).toEqual(['D 8000 asked']);
    expect(await filled(older)).toEqual([{ paid: 80_00n }, { paid: 0n }, { paid: 0n }]);
    // The next one before it was asked: the rest of the older, then the newer; nobody takes it for paid twice.
    const second = await pay(older, 80_00n, reference ?? null);
    expect([second.hint, second.credit]).toEqual([null, 0n]);
    expect(await filled(older)).toEqual([{ paid: 80_00n }, { paid: 80_00n }, { paid: 0n }]);
    // The older is paid: the last reminder asks only of the newer, under the same reference.
    const all = await walk(invoices, '2026-05-17T22:00:00Z');
    expect(new Set(all)).toEqual(new Set([reference]));
    expect(all.length).toBeGreaterThan(2);
    expect(shares((await pay(newer, 140_00n, reference ?? null)).parts)).toEqual(['E 14000 named']);
    expect(await house.rows('select outcome from chase where debtor_id = $1', [older.debtorId])).toEqual([
      { outcome: 'paid' },
      { outcome: 'paid' },
    ]);
  });
});
