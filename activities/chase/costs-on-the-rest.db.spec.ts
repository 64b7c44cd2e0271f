/**
 * Part payment within the term of a notice: the costs that may be asked later are over the rest only. The figures are calculated by hand
 * from the scale (BIK art. 2): 15 % of the first 2,500.00, 10 % of the next 2,500.00, at least 40.00.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { raiseDispute, resolveDispute } from '#casebook/commands/agreements.js';
import { recordCreditNote } from '#casebook/commands/credit-note.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { listNoticeViews } from '#database/queries/notice-views.js';
import { costedNotice } from '#database/repositories/notice-costs.js';
import { costsDueOf } from '#domain/notice/notice-costs.js';
import { walkTo } from '#testing/chase-walk.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let letter: ScriptedChannel;

beforeEach(async () => {
  house = await DatabaseHouse.open();
  house.now = at('2026-03-02T09:00:00Z');
  const channels = scriptedChannels('lookup');
  ({ letter } = channels);
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});
afterEach(() => house.close());

const walk = (until: string, approves = false) => walkTo({ house, activities, approves }, at(`${until}T22:00:00Z`));
const idOf = async (number: string): Promise<string | undefined> =>
  (await house.rows<{ id: string }>('select id from invoice where number = $1', [number]))[0]?.id;
const consumer = { inline: aDebtor({ kind: 'consumer' }) };
const pay = ({ invoiceId }: Registered, amount: bigint, reference: string | null = null) =>
  house.act({ invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, { invoiceId, amount, currency: 'EUR', paidOn: debtorCase.today, reference, method: null, sourceKey: null }),
  );
/** What is asked in words, and the costs that it announces. */
const told = () =>
  letter.sent.map(({ text }) => [
    /(€ [\d.,]+) binnen vijftien dagen/.exec(text)?.[1],
    /(€ [\d.,]+) aan buitengerechtelijke/.exec(text)?.[1] ?? null,
  ]);
/** The costs that are due of each notice, oldest first, as `GET /v1/notices/{id}` calculates them. */
async function due(): Promise<bigint[]> {
  const views = await house.dbs.app.ofTenant(house.tenantId, (tx) => listNoticeViews(tx, {}, { limit: 10, after: null }));
  return views.toReversed().map(({ costed }) => costsDueOf(costed.map(costedNotice)).at(-1) ?? -1n);
}
const referenceOfLetter = async (): Promise<string> => {
  const [row] = await house.rows<{ payment_reference: string }>(`select payment_reference from message where channel = 'letter'`);
  return row?.payment_reference ?? '';
};

/** 1,000.00 of which 400.00 are contested, 800.00 and 700.00, all due on 10 March; a letter of 9 April names 600 + 800 + 700. */
async function three(): Promise<readonly [Registered, Registered, Registered]> {
  const order = { issueDate: '2026-02-24', dueDate: '2026-03-10' };
  const x1 = await house.register({ ...order, debtor: consumer, number: 'X1', total: 1_000_00n });
  const debtor = { id: x1.debtorId };
  const x2 = await house.register({ ...order, debtor, number: 'X2', total: 800_00n });
  const x3 = await house.register({ ...order, debtor, number: 'X3', total: 700_00n });
  await house.act(x1, (debtorCase) => raiseDispute(debtorCase, x1.invoiceId, { reason: 'broken', amount: 400_00n, note: null }));
  await walk('2026-04-14');
  // 15 % of 2,100.00.
  expect(told()).toEqual([['€ 2.100,00', '€ 315,00']]);
  return [x1, x2, x3];
}

describe('a letter for three claims', () => {
  it('paid in part by its reference in time, one contested in part, one credited: costs over the rest, and a later letter over the rest of both', async () => {
    const [x1, , x3] = await three();
    const { parts } = await pay(x1, 900_00n, await referenceOfLetter());
    expect(parts.map(({ number, amount, basis }) => `${number} ${amount} ${basis}`)).toEqual([
      'X1 25714 named',
      'X2 34286 asked',
      'X3 30000 asked',
    ]);
    // Equally old and equally onerous: in proportion (6:43 lid 2 BW). Left of what it named are 1,200.00: 15 %.
    expect(await due()).toEqual([180_00n]);
    await house.act(x3, (debtorCase) =>
      recordCreditNote(debtorCase, x3.invoiceId, { number: 'C-1', amount: 200_00n, issuedOn: debtorCase.today }),
    );
    // And 200.00 less: 15 % of 1,000.00.
    expect(await due()).toEqual([150_00n]);
    // What was contested was never asked by the letter, whoever was right.
    const end = { outcome: 'rejected', creditAmount: null, newDueDate: null } as const;
    await house.act(x1, (debtorCase) => resolveDispute(debtorCase, { invoiceId: x1.invoiceId, disputeId: null }, end));
    expect(await due()).toEqual([150_00n]);
    await house.register({
      debtor: { id: x1.debtorId },
      number: 'X4',
      issueDate: '2026-03-20',
      dueDate: '2026-04-03',
      total: 500_00n,
    });
    await walk('2026-05-12');
    // The scale over 1,000.00 + 500.00 is 225.00, of which 150.00 are due of the first letter.
    expect(told()[1]).toEqual(['€ 500,00', '€ 75,00']);
    expect(await due()).toEqual([150_00n, 75_00n]);
    // Too late changes nothing; together never more than 15 % of 1,500.00.
    await pay(x3, 200_00n);
    expect(await due()).toEqual([150_00n, 75_00n]);
  });

  it('a dispute about what it named asks no costs while it is open, and none on what it took off', async () => {
    const [, x2] = await three();
    await house.act(x2, (debtorCase) => raiseDispute(debtorCase, x2.invoiceId, { reason: 'short', amount: 300_00n, note: null }));
    // 600.00 + 500.00 + 700.00.
    expect(await due()).toEqual([270_00n]);
    const upheld = { outcome: 'upheld', creditAmount: null, newDueDate: null } as const;
    await house.act(x2, (debtorCase) => resolveDispute(debtorCase, { invoiceId: x2.invoiceId, disputeId: null }, upheld));
    expect(await due()).toEqual([270_00n]);
  });

  it('a small rest owes the minimum once, however many letters named it', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 2_500_00n });
    await walk('2026-04-14');
    expect(told()).toEqual([['€ 2.500,00', '€ 375,00']]);
    await pay(x1, 2_400_00n);
    expect(await due()).toEqual([40_00n]);
    await house.register({ debtor: { id: x1.debtorId }, number: 'X2', issueDate: '2026-03-10', dueDate: '2026-03-24', total: 100_00n });
    await walk('2026-05-12');
    // 15 % of 200.00 are 30.00: the minimum of 40.00 is over both.
    expect(letter.sent).toHaveLength(2);
    expect(told()[1]).toEqual(['€ 100,00', null]);
    expect(await due()).toEqual([40_00n, 0n]);
  });

  it('money of the term that goes back brings its costs back, never more than the scale over all', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 2_500_00n });
    await walk('2026-04-14');
    const { paymentId } = await pay(x1, 1_500_00n);
    expect(await due()).toEqual([150_00n]);
    await house.register({ debtor: { id: x1.debtorId }, number: 'X2', issueDate: '2026-03-10', dueDate: '2026-03-24', total: 500_00n });
    await walk('2026-05-12');
    expect(told()[1]).toEqual(['€ 500,00', '€ 75,00']);
    await house.act(x1, (debtorCase) => reversePayment(debtorCase, x1.invoiceId, { paymentId, on: debtorCase.today, reason: 'storno' }));
    // Over 3,000.00: 375.00 and 10 % of 500.00. The second letter announced 75.00.
    expect(await due()).toEqual([375_00n, 50_00n]);
  });
});

describe('a letter beside one whose claims went their way', () => {
  const order = { issueDate: '2026-02-24', dueDate: '2026-03-10' };
  const later = { number: 'X2', issueDate: '2026-04-01', dueDate: '2026-04-20', total: 100_00n };
  /** 100.00 with a letter of 9 April that announced 40.00; its term ran out, and it was handed over or not. */
  async function one({ approves }: { approves: boolean }): Promise<Registered> {
    const x1 = await house.register({ ...order, debtor: consumer, number: 'X1', total: 100_00n });
    await house.register({ ...later, debtor: { id: x1.debtorId } });
    await walk('2026-05-10', approves);
    expect(told()).toEqual([['€ 100,00', '€ 40,00']]);
    return x1;
  }
  const outcomes = () => house.rows('select outcome from chase c join invoice i on i.id = c.invoice_id order by i.number');

  it('that was handed over with its costs announces only what the scale over both leaves', async () => {
    const x1 = await one({ approves: true });
    expect(await outcomes()).toEqual([{ outcome: 'handed-over' }, { outcome: null }]);
    await walk('2026-06-20');
    // The minimum is over both: 40.00 of them were charged.
    expect(told()[1]).toEqual(['€ 100,00', null]);
    expect(await due()).toEqual([40_00n, 0n]);
    // Five in all: by the scale 15 % of 1,200.00 are 180.00, 40.00 of them charged.
    await house.register({
      debtor: { id: x1.debtorId },
      number: 'X3',
      issueDate: '2026-05-01',
      dueDate: '2026-06-01',
      total: 1_100_00n,
    });
    await walk('2026-08-10');
    expect(told()[2]).toEqual(['€ 1.100,00', '€ 140,00']);
    expect(await due()).toEqual([40_00n, 0n, 140_00n]);
  });

  it('that a person closed, or that was paid too late, likewise', async () => {
    const x1 = await one({ approves: false });
    await pay(x1, 100_00n);
    expect(await outcomes()).toEqual([{ outcome: 'paid' }, { outcome: null }]);
    await walk('2026-06-20');
    expect(told()[1]).toEqual(['€ 100,00', null]);
    expect(await due()).toEqual([40_00n, 0n]);
  });

  it('that was paid before the new claim fell due is another matter: they could never be in one letter', async () => {
    const x1 = await one({ approves: false });
    await pay(x1, 100_00n);
    await pay({ ...x1, invoiceId: (await idOf('X2')) ?? '' }, 100_00n);
    await house.register({ debtor: { id: x1.debtorId }, number: 'X5', issueDate: '2026-05-01', dueDate: '2026-06-01', total: 100_00n });
    await walk('2026-08-10');
    expect(told()[1]).toEqual(['€ 100,00', '€ 40,00']);
    expect(await due()).toEqual([40_00n, 40_00n]);
  });
});
