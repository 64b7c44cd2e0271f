/** Facts that come straight to Temporal: each is recorded or refused with an event, and none keeps its chase waiting. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChasePlan } from '#contracts/chase.js';
import type { FactSignal } from '#contracts/signals.js';
import { isRefused } from '#casebook/actor.js';
import { notFound } from '#casebook/casebook.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { InvalidDate } from '#domain/calendar/iso-date.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { RecordSignal } from './record-signal.activity.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

interface Signal {
  readonly signal: string;
  readonly signalId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
const tell = ({ invoiceId }: Registered, signal: Signal): Promise<ChasePlan> =>
  new RecordSignal(house.book).run({ chase: { tenantId: house.tenantId, invoiceId, cycle: 1 }, ...signal });

interface Answer {
  [name: string]: unknown;
  type: string;
  data: Readonly<Record<string, unknown>>;
}
const answersOf = ({ invoiceId }: Registered) =>
  house.rows<Answer>(
    `select type, data || coalesce((select texts from event_text where event_id = event.id), '{}') as data from event where invoice_id = $1 and type like 'signal.%' order by seq`,
    [invoiceId],
  );
const paymentsOf = ({ invoiceId }: Registered) => house.rows('select id from payment where invoice_id = $1', [invoiceId]);

describe('a payment', () => {
  const bankLine: Signal = { signal: 'paymentReceived', signalId: 'bankline-77', payload: { amount: 12_550 } };

  it('with one id for two invoices counts for each, and once', async () => {
    const invoices = [await house.register(), await house.register()];
    for (const invoice of [...invoices, ...invoices])
      expect(await tell(invoice, bankLine)).toMatchObject({ next: 'closed', outcome: 'paid' });
    for (const invoice of invoices) expect(await paymentsOf(invoice)).toHaveLength(1);
  });

  it('that an outside event made for another invoice is refused, never taken for a repeat', async () => {
    const sum = { amount: 1_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: 'bank/9' };
    const pay = ({ invoiceId }: Registered) =>
      house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) => recordPayment(debtorCase, { ...sum, invoiceId }));
    const first = await house.register();
    const paid = await pay(first);
    if (paid === notFound || isRefused(paid)) throw new Error('not paid');
    expect(await pay(first)).toMatchObject({ repeated: true, paymentId: paid.paymentId });
    expect(await pay(await house.register())).toMatchObject({ refused: true, code: 'payment-counted-elsewhere' });
  });
});

describe('a signal that cannot become a fact is refused with an event, and the chase goes on:', () => {
  const terms = (amount: number) => ({
    instalments: [
      { dueDate: '2026-04-10', amount: 12_550 },
      { dueDate: '2026-05-10', amount },
    ],
  });

  it.each<[string, FactSignal, Signal['payload'], string]>([
    ['an instalment of nothing', 'paymentPlanAgreed', terms(0), 'instalments/1/amount'],
    ['a promise of nothing', 'promiseMade', { date: '2026-04-01', amount: 0 }, 'amount'],
    ['a dispute about nothing', 'disputeRaised', { amount: '0' }, 'amount'],
    ['a payment of nothing', 'paymentReceived', { amount: '0' }, 'amount'],
    ['a pause to the end of the calendar', 'chasePaused', { until: '2199-12-31' }, 'until'],
    ['a promise beyond a year', 'promiseMade', { date: '2027-03-03' }, 'date'],
    ['a promise for the next century', 'promiseMade', { date: '2100-01-01' }, 'date'],
    ['a due date in the next century', 'disputeResolved', { outcome: 'rejected', newDueDate: '2150-01-01' }, 'newDueDate'],
    [
      'an instalment in the next century',
      'paymentPlanAgreed',
      { instalments: [{ dueDate: '2199-12-31', amount: 12_550 }] },
      'instalments/0/dueDate',
    ],
    ['a call-back at the end of the calendar', 'callOutcomeRecorded', { code: 'call-back', at: '2199-12-31T23:30:00Z' }, 'at'],
    ['half of a surrogate pair', 'chasePaused', { reason: 'cut \ud800' }, 'reason'],
    ['NUL', 'disputeRaised', { reason: 'cut\u0000' }, 'reason'],
    ['no object at all, for a signal that needs no field', 'chaseResumed', { unreadable: 42 }, ''],
    ['no object at all, for a signal that would close', 'invoiceClosed', { unreadable: ['?'] }, ''],
    ['no object at all, for a signal that would stop', 'chasePaused', { unreadable: true }, ''],
    ['an escape sequence', 'promiseMade', { date: '2026-04-01', note: '\u001b[2J' }, 'note'],
  ])('%s', async (name, signal, payload, argument) => {
    const invoice = await house.register();
    expect(await tell(invoice, { signal, signalId: name, payload })).toMatchObject({ next: 'step', reason: 'due-by-policy' });
    expect(await answersOf(invoice)).toMatchObject([{ type: 'signal.refused', data: { signal, signalId: name, argument } }]);
  });

  it.each<[FactSignal, string]>([
    ['disputeRaised', 'It may hold reason, amount, note.'],
    ['paymentReceived', 'It needs amount, and may hold currency, paidOn, reference.'],
    ['promiseMade', 'It needs date, and may hold amount, note, confirm.'],
    ['paymentPlanAgreed', 'It needs instalments, and may hold confirm.'],
    ['paymentReversed', 'It needs paymentId, and may hold reason.'],
    ['approvalDecided', 'It needs code, and may hold note.'],
    ['invoiceClosed', 'It may hold reason.'],
    ['chaseResumed', 'It has no fields of its own: send {}.'],
  ])('no payload at all, and it says what is needed: %s', async (signal, needed) => {
    const invoice = await house.register();
    for (const _time of ['first', 'second'])
      expect(await tell(invoice, { signal, signalId: 'none', payload: { unreadable: null } })).toMatchObject({ reason: 'due-by-policy' });
    const answers = await answersOf(invoice);
    expect(answers).toMatchObject([{ type: 'signal.refused', data: { signal, code: 'signal-payload-missing', argument: '' } }]);
    expect(answers[0]?.data['detail']).toBe(`The signal came without its payload, one object. ${needed}`);
    await tell(invoice, { signal: 'disputeRaised', signalId: 'mended', payload: {} });
    expect(await house.rows('select amount from dispute where invoice_id = $1', [invoice.invoiceId])).toEqual([{ amount: null }]);
  });

  it.each([
    ['a\u0000b', '"a\\u0000b"'],
    ['cut \ud800', '"cut \\ud800"'],
  ])('an id that cannot be stored, once', async (signalId, shown) => {
    const invoice = await house.register();
    for (const _time of ['first', 'second']) await tell(invoice, { signal: 'chasePaused', signalId, payload: {} });
    expect(await answersOf(invoice)).toMatchObject([{ type: 'signal.refused', data: { signalId: shown, code: 'signal-id-invalid' } }]);
  });

  it.each<[string, string, string]>([
    ['noSuchSignal', 'noSuchSignal', 'signal-unknown'],
    ['toString', 'toString', 'signal-unknown'],
    ['__proto__', '__proto__', 'signal-unknown'],
    ['debtorHeld', 'debtorHeld', 'signal-not-direct'],
    ['cut \ud800', '"cut \\ud800"', 'signal-unknown'],
    ['\u001b[2J\u0000', '"\\u001b[2J\\u0000"', 'signal-unknown'],
    ['x'.repeat(5_000), 'x'.repeat(250), 'signal-unknown'],
  ])('a name nobody knows, once, and nothing of what it held: %s', async (signal, shown, code) => {
    const invoice = await house.register();
    const stranger = { signal, signalId: 'run/stranger/1', payload: { iban: 'NL91ABNA0417164300' } };
    for (const _time of ['first', 'second']) expect(await tell(invoice, stranger)).toMatchObject({ reason: 'due-by-policy' });
    const detail = expect.any(String);
    const data = {
      signal: shown,
      signalId: 'run/stranger/1',
      signalKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      code,
      argument: '',
      detail,
    };
    expect(await answersOf(invoice)).toEqual([{ type: 'signal.refused', data }]);
    await tell(invoice, { ...stranger, signalId: 'run/stranger/2', payload: { further: 'ignored' } });
    expect((await answersOf(invoice))[1]?.data).toMatchObject({ detail: expect.stringContaining('ignores further ones') });
  });

  it('what only the database knows to refuse, once and without a trace of the fact', async () => {
    await house.rows(`alter table promise add constraint unforeseen check (note <> 'unforeseen')`);
    const invoice = await house.register();
    const odd: Signal = { signal: 'promiseMade', signalId: 's', payload: { date: '2026-04-01', note: 'unforeseen' } };
    for (const _time of ['first', 'second']) expect(await tell(invoice, odd)).toMatchObject({ reason: 'due-by-policy' });
    expect(await answersOf(invoice)).toEqual([
      {
        type: 'signal.refused',
        data: {
          signal: 'promiseMade',
          signalId: 's',
          signalKey: expect.stringMatching(/^[0-9a-f]{64}$/),
          code: 'signal-not-recordable',
          argument: '',
          detail: 'The database refuses it (SQLSTATE 23514).',
        },
      },
    ]);
    expect(await house.rows('select type from event where invoice_id = $1 and type = $2', [invoice.invoiceId, 'promise.made'])).toEqual([]);
  });

  it('what only the rules of the domain know to refuse', async () => {
    const invoice = await house.register();
    vi.spyOn(house.book, 'ofInvoice').mockRejectedValueOnce(new InvalidDate('until', '2200-01-01'));
    await tell(invoice, { signal: 'chasePaused', signalId: 's', payload: {} });
    expect(await answersOf(invoice)).toMatchObject([
      { type: 'signal.refused', data: { code: 'signal-not-recordable', argument: 'until' } },
    ]);
  });
});

it('what may succeed the next time is thrown, to be tried again, and leaves no event', async () => {
  const invoice = await house.register();
  for (const error of [new Error('the connection was cut'), Object.assign(new Error('shutting down'), { code: '57P01' })]) {
    vi.spyOn(house.book, 'ofInvoice').mockRejectedValueOnce(error);
    await expect(tell(invoice, { signal: 'chasePaused', signalId: 's', payload: {} })).rejects.toBe(error);
  }
  expect(await answersOf(invoice)).toEqual([]);
  await tell(invoice, { signal: 'chasePaused', signalId: 's', payload: {} });
  expect(await answersOf(invoice)).toMatchObject([{ type: 'signal.recorded' }]);
});
