import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import { notFound } from '#casebook/casebook.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered, RegisterInput } from '#casebook/commands/registration.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let letter: ScriptedChannel;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-11-23T10:00:00Z'); // a Monday
  const channels = scriptedChannels('lookup');
  ({ letter } = channels);
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

/** An invoice of 100.00 whose formal notice is due now. */
async function dueNotice(over: Parameters<DatabaseHouse['register']>[0] = {}): Promise<Registered> {
  const order = { issueDate: '2026-09-01', dueDate: '2026-10-01', total: 100_00n, adopt: { lastStep: 'call', at: '2026-11-02' }, ...over };
  const invoice = await house.due(order);
  expect(invoice.plan.step?.key).toBe('notice');
  return invoice;
}

const send = (invoice: Registered): Promise<StepResult> =>
  activities.sendMessage({ chase: house.chaseOf(invoice), step: { key: 'notice', occurrence: 1, action: 'message' } });

it('a claim of a consumer that is not in default stays out of the 14-day letter for the others', async () => {
  const own = await dueNotice({ debtor: { inline: aDebtor({ kind: 'consumer' }) } });
  const unagreed = await house.register({
    debtor: { id: own.debtorId },
    number: 'UNAGREED',
    issueDate: '2026-09-05',
    dueDate: '2026-10-05',
    total: 100_00n,
    termBasis: 'unilateral',
  });
  expect((await send(own)).result).toBe('sent');
  expect(letter.sent).toHaveLength(1);
  expect(letter.sent[0]?.text).toContain('€ 100,00 binnen vijftien dagen');
  expect(letter.sent[0]?.text).not.toContain('UNAGREED');
  expect(await house.rows('select 1 from ledger where invoice_id = $1', [unagreed.invoiceId])).toEqual([]);
});

it('a letter that may not leave pauses the chase whose step it is, not that of an older claim it names', async () => {
  const own = await dueNotice({ debtor: { inline: aDebtor({ kind: 'consumer' }) } });
  const older = await house.register({
    debtor: { id: own.debtorId },
    number: 'OLDER',
    issueDate: '2026-08-15',
    dueDate: '2026-09-01',
    total: 50_00n,
  });
  letter.reachesPeople = true;
  const { result } = await send(own);
  expect(result).toBe('superseded');
  const paused = await house.rows<{ invoice_id: string }>(
    'select invoice_id from chase where invoice_id = any($1::uuid[]) and paused_reason is not null',
    [[own.invoiceId, older.invoiceId]],
  );
  expect(paused).toEqual([{ invoice_id: own.invoiceId }]);
});

it('names its claims in the order of their due dates', async () => {
  const own = await dueNotice({ debtor: { inline: aDebtor({ kind: 'consumer' }) } });
  await house.register({ debtor: { id: own.debtorId }, number: 'EARLIER', issueDate: '2026-08-15', dueDate: '2026-09-01', total: 50_00n });
  await send(own);
  expect(letter.sent[0]?.subject).toMatch(/EARLIER en /);
});

describe('the interest in a demand', () => {
  const pay = ({ invoiceId }: Registered, amount: bigint, paidOn: string) =>
    house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
      recordPayment(debtorCase, { invoiceId, amount, currency: 'EUR', paidOn, reference: null, method: null, sourceKey: null }),
    );
  const business = (): RegisterInput['debtor'] => ({ inline: aDebtor({ kind: 'company' }) });

  it('runs on the principal as it stood: what was paid late bore interest until that day', async () => {
    const invoice = await dueNotice({ debtor: business(), issueDate: '2025-12-02', dueDate: '2026-01-01', total: 10_000_00n });
    await pay(invoice, 9_000_00n, '2026-11-20');
    expect((await send(invoice)).result).toBe('sent');
    expect(letter.sent[0]?.text).toContain('€ 1.000,00 binnen 14 dagen');
    expect(letter.sent[0]?.text).toContain('Berekend op 23 november 2026 is die € 909,63');
  });

  it('forgets a payment that went back', async () => {
    const invoice = await dueNotice({ debtor: business(), total: 100_00n });
    const paid = await pay(invoice, 60_00n, '2026-10-01');
    if (paid === notFound || !('paymentId' in paid)) throw new Error('not paid');
    await house.book.ofInvoice({ actor: house.actor, invoiceId: invoice.invoiceId }, (debtorCase) =>
      reversePayment(debtorCase, invoice.invoiceId, { paymentId: paid.paymentId, on: '2026-11-01', reason: null }),
    );
    await send(invoice);
    expect(letter.sent[0]?.text).toContain('is die € 1,51');
  });

  it('runs only where the day it begins on is known', async () => {
    const agreed = await dueNotice({ debtor: business() });
    const order = { debtor: { id: agreed.debtorId }, number: 'NO-TERM', issueDate: '2026-09-05', dueDate: '2026-10-05', total: 100_00n };
    await house.register({ ...order, termBasis: 'unilateral' });
    expect((await send(agreed)).result).toBe('sent');
    expect(letter.sent[0]?.text).toContain('NO-TERM');
    expect(letter.sent[0]?.text).toContain('€ 200,00 binnen 14 dagen');
    expect(letter.sent[0]?.text).toContain('is die € 1,51');
  });
});

describe('a notice in another currency', () => {
  it('to a business announces neither costs nor interest, which the law gives in euros', async () => {
    const invoice = await dueNotice({ currency: 'USD', debtor: { inline: aDebtor({ kind: 'company' }) } });
    expect((await send(invoice)).result).toBe('sent');
    expect(letter.sent[0]?.text).toContain('US$ 100,00 binnen 14 dagen nadat deze brief bij u is bezorgd');
    expect(letter.sent[0]?.text).toContain('geven wij de vordering uit handen.');
    expect(letter.sent[0]?.text).not.toMatch(/rente|incassokosten/);
    const notices = 'select n.announced_costs, n.kind from notice n join notice_claim c on c.notice_id = n.id where c.invoice_id = $1';
    expect(await house.rows(notices, [invoice.invoiceId])).toEqual([{ announced_costs: 0n, kind: 'demand' }]);
  });

  it('of default to a business speaks of no interest either', async () => {
    const invoice = await dueNotice({ currency: 'USD', termBasis: 'none', debtor: { inline: aDebtor({ kind: 'company' }) } });
    expect((await send(invoice)).result).toBe('sent');
    expect(letter.sent[0]?.text).toContain('dan bent u in verzuim.');
    expect(letter.sent[0]?.text).not.toMatch(/rente|incassokosten/);
  });

  it('to a consumer is left to a person, once', async () => {
    const invoice = await dueNotice({ currency: 'USD', debtor: { inline: aDebtor({ kind: 'consumer' }) } });
    const { result, plan } = await send(invoice);
    expect({ result, reason: plan.reason }).toEqual({ result: 'superseded', reason: 'paused' });
    expect(letter.sent).toEqual([]);
    expect(await house.rows('select paused_reason from chase where invoice_id = $1', [invoice.invoiceId])).toEqual([
      { paused_reason: expect.stringContaining('euros only') },
    ]);
    expect(await house.rows(`select data from event where invoice_id = $1 and type = 'message.refused'`, [invoice.invoiceId])).toEqual([
      { data: expect.objectContaining({ step: 'notice', code: 'currency-mismatch' }) },
    ]);
    expect(await house.rows('select 1 from ledger where invoice_id = $1', [invoice.invoiceId])).toEqual([]);
    expect((await send(invoice)).result).toBe('superseded');
  });

  it('that waited for its provider is withdrawn when it can no longer be drafted', async () => {
    const invoice = await dueNotice({ currency: 'USD', debtor: { inline: aDebtor({ kind: 'company' }) } });
    letter.answers = [{ status: 'throttled', retryAfterMs: 1_000, detail: 'busy' }];
    await expect(send(invoice)).rejects.toThrow('busy');
    await house.rows(`update debtor set kind = 'consumer' where id = $1`, [invoice.debtorId]);
    const { result, plan } = await send(invoice);
    expect({ result, reason: plan.reason }).toEqual({ result: 'superseded', reason: 'paused' });
    const messages = await house.rows(
      'select distinct m.status from message m join ledger l on l.message_id = m.id where l.invoice_id = $1',
      [invoice.invoiceId],
    );
    expect(messages).toEqual([{ status: 'withdrawn' }]);
  });
});
