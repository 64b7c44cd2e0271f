/** What time and news take away with them: the same that the casebook writes (docs/reference/policy.md, "What a simulation plays"). */
import { describe, expect, it } from 'vitest';
import { amsterdam, type InvoiceChanges, someDebtor, someInvoice, took } from '#testing/builders/facts.builder.js';
import type { DebtorFacts, InvoiceFacts, PaymentPlanFact } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import { withConsequences, withElapsedTime, type Moment } from './consequences.js';
import type { SimulatedAccount } from './memory.js';

const moment = (at: string): Moment => ({ now: amsterdam(at), zone: 'Europe/Amsterdam', policyOf: () => standaard });
const invoice = (id: string, changes: InvoiceChanges = {}): InvoiceFacts => someInvoice(0, { id, ...changes });
const accountOf = (invoices: readonly InvoiceFacts[], debtor: Partial<DebtorFacts> = {}): SimulatedAccount => ({
  debtor: someDebtor(debtor),
  invoices,
});
/** A call that was opened on the 23rd and runs out on the 28th at nine, and the contact that it is. */
const openCall = took('call', '2026-09-23T09:00', { result: 'open', channel: 'call', deadline: amsterdam('2026-09-28T09:00') });
const mail = took('reminder', '2026-09-21T08:00');
const contacts = [
  { at: mail.at, channel: 'email' as const },
  { at: openCall.at, channel: 'call' as const },
];

/** Agreed over 1,210.00, the first half due on Thursday 1 October. */
const planOf = (id: string): PaymentPlanFact => ({
  instalments: [
    { dueDate: '2026-10-01', amount: 60_000n, open: 60_000n },
    { dueDate: '2026-11-02', amount: 61_000n, open: 61_000n },
  ],
  agreement: { id, agreedOn: '2026-09-17', earlier: 0 },
});

describe('a promise', () => {
  const promise = { date: '2026-09-16', amount: null };

  it('holds until its grace of two working days is over, and is broken on the day after it', () => {
    const account = accountOf([invoice('a', { promise, promisesBroken: ['2026-07-01'] })]);
    expect(withElapsedTime(account, moment('2026-09-18T23:59'))).toBe(account);
    expect(withElapsedTime(account, moment('2026-09-19T00:00')).invoices).toEqual([
      invoice('a', { promise: null, promisesBroken: ['2026-07-01', '2026-09-19'] }),
    ]);
  });

  it('is broken on that day also when nobody looks until later', () => {
    expect(withElapsedTime(accountOf([invoice('a', { promise })]), moment('2026-10-05T10:00')).invoices[0]?.promisesBroken).toEqual([
      '2026-09-19',
    ]);
  });

  it('of one invoice says nothing of the others', () => {
    const later = invoice('b', { promise: { date: '2026-10-16', amount: null } });
    const after = withElapsedTime(accountOf([later, invoice('a', { promise }), invoice('c')]), moment('2026-09-19T00:00'));
    expect(after.invoices).toEqual([later, invoice('a', { promisesBroken: ['2026-09-19'] }), invoice('c')]);
  });

  it('of a claim that is handed over is not looked after any more, whatever the other claims do', () => {
    const handed = invoice('a', { promise, outcome: 'handed-over' });
    const alone = accountOf([handed]);
    expect(withElapsedTime(alone, moment('2026-09-30T00:00'))).toBe(alone);
    const after = withElapsedTime(accountOf([handed, invoice('b', { promise })]), moment('2026-09-30T00:00'));
    expect(after.invoices).toEqual([handed, invoice('b', { promisesBroken: ['2026-09-19'] })]);
  });

  it('is looked after in the time zone of the policy', () => {
    const lisbon: Moment = { ...moment('2026-09-19T00:30'), policyOf: () => ({ ...standaard, timeZone: 'Europe/Lisbon' }) };
    const account = accountOf([invoice('a', { promise })]);
    expect(withElapsedTime(account, lisbon)).toBe(account);
  });
});

describe('a task that runs out', () => {
  it('is over at its deadline, and the call that nobody made was no contact', () => {
    const account = accountOf([invoice('a', { taken: [mail, openCall] }), invoice('b', { taken: [mail] })], { contacts });
    expect(withElapsedTime(account, moment('2026-09-28T08:59'))).toBe(account);
    const after = withElapsedTime(account, moment('2026-09-28T09:00'));
    expect(after.invoices).toEqual([invoice('a', { taken: [mail, { ...openCall, result: 'expired' }] }), invoice('b', { taken: [mail] })]);
    expect(after.debtor.contacts).toEqual([{ at: mail.at, channel: 'email' }]);
  });

  it('leaves the promise that still stands, and runs out beside one that broke', () => {
    const standing = { date: '2026-09-25', amount: 5_000n };
    const [after] = withElapsedTime(
      accountOf([invoice('a', { taken: [openCall], promise: standing })]),
      moment('2026-09-28T10:00'),
    ).invoices;
    expect(after).toMatchObject({ promise: standing, promisesBroken: [], taken: [{ result: 'expired' }] });
    const [late] = withElapsedTime(
      accountOf([invoice('a', { taken: [openCall], promise: standing })]),
      moment('2026-09-30T10:00'),
    ).invoices;
    expect(late).toMatchObject({ promise: null, promisesBroken: ['2026-09-30'], taken: [{ result: 'expired' }] });
  });
});

describe('a payment plan', () => {
  /** Nobody can be written to: such a plan breaks when the grace of its instalment is over, on Tuesday 6 October. */
  const unreachable = { reach: {} };
  const brokenOn = (account: SimulatedAccount, at: string) =>
    withElapsedTime(account, moment(at)).invoices.map(({ id, paymentPlanBrokenOn }) => `${id} ${paymentPlanBrokenOn}`);

  it('breaks for all invoices that are in it, a paid one too, and for no other', () => {
    const paymentPlan = planOf('one');
    const paid = invoice('paid', { paymentPlan, open: 0n, outcome: 'paid' });
    const other = invoice('other', { paymentPlan: planOf('two'), dispute: { since: '2026-09-20', amount: null } });
    const account = accountOf([invoice('a', { paymentPlan }), invoice('b', { paymentPlan }), paid, other, invoice('none')], unreachable);
    expect(withElapsedTime(account, moment('2026-10-05T23:59'))).toBe(account);
    expect(brokenOn(account, '2026-10-06T00:00')).toEqual(['a 2026-10-06', 'b 2026-10-06', 'paid 2026-10-06', 'other null', 'none null']);
  });

  it('breaks besides another one that breaks on the same day', () => {
    const account = accountOf([invoice('a', { paymentPlan: planOf('one') }), invoice('b', { paymentPlan: planOf('two') })], unreachable);
    expect(brokenOn(account, '2026-10-07T12:00')).toEqual(['a 2026-10-07', 'b 2026-10-07']);
  });

  it('of which nothing is written breaks for the one invoice that has it', () => {
    const { instalments } = planOf('nobody asks');
    const account = accountOf([invoice('a', { paymentPlan: { instalments } }), invoice('b')]);
    expect(brokenOn(account, '2026-10-06T00:00')).toEqual(['a 2026-10-06', 'b null']);
  });

  it('breaks while a promise for another invoice stands', () => {
    const promised = invoice('b', { promise: { date: '2026-12-01', amount: null } });
    const after = withElapsedTime(
      accountOf([invoice('a', { paymentPlan: planOf('one') }), promised], unreachable),
      moment('2026-10-06T00:00'),
    );
    expect(after.invoices.map(({ paymentPlanBrokenOn, promise }) => [paymentPlanBrokenOn, promise?.date])).toEqual([
      ['2026-10-06', undefined],
      [null, '2026-12-01'],
    ]);
  });
});

describe('news', () => {
  const news = (before: readonly InvoiceFacts[], after: readonly InvoiceFacts[], debtor: Partial<DebtorFacts> = {}) =>
    withConsequences(accountOf(before, debtor), accountOf(after, debtor), moment('2026-09-24T00:00'));
  const pause = { reason: 'asked', until: null };
  const approved = took('handover', '2026-09-20T10:00', { result: 'done', channel: null, outcome: 'approved' });

  it('that takes nothing away leaves the account as it is', () => {
    const account = accountOf([invoice('a', { taken: [mail, openCall, approved] }), invoice('b', { taken: [mail] })], { contacts });
    expect(withConsequences(account, account, moment('2026-09-24T00:00'))).toBe(account);
  });

  it('that stops one chase takes its open call off the list, which was no contact then; the others keep theirs', () => {
    const second = took('call', '2026-09-22T09:00', { result: 'open', channel: 'call', deadline: amsterdam('2026-09-27T09:00') });
    const [a, b] = [invoice('a', { taken: [mail, openCall] }), invoice('b', { taken: [second] })];
    const after = news([a, b], [{ ...a, pause }, b], { contacts: [{ at: second.at, channel: 'call' }, ...contacts] });
    expect(after.invoices).toEqual([invoice('a', { taken: [mail], pause }), b]);
    expect(after.debtor.contacts).toEqual([
      { at: second.at, channel: 'call' },
      { at: mail.at, channel: 'email' },
    ]);
  });

  it('that ends a chase takes its open call off the list and leaves what was done', () => {
    const a = invoice('a', { taken: [mail, approved, openCall] });
    const paid = { ...a, open: 0n, outcome: 'paid' as const };
    const after = news([a], [paid], { contacts });
    expect(after.invoices[0]?.taken.map(({ step }) => step)).toEqual(['reminder', 'handover']);
    expect(after.debtor.contacts).toEqual([{ at: mail.at, channel: 'email' }]);
  });

  it('that moves what an approval rests on makes it void, and what has gone out before stays', () => {
    const a = invoice('a', { taken: [mail, approved] });
    expect(news([a], [{ ...a, dueDate: '2026-09-10' }]).invoices[0]?.taken.map(({ step }) => step)).toEqual(['reminder']);
    expect(news([a], [{ ...a, open: 100_000n }]).invoices[0]?.taken.map(({ step }) => step)).toEqual(['reminder', 'handover']);
  });

  it('looks at the approval of each invoice by what that invoice was before', () => {
    const [a, b] = [invoice('a', { taken: [approved] }), invoice('b', { taken: [{ ...approved }], dueDate: '2026-09-01' })];
    const after = news([a, b], [a, { ...b, dueDate: '2026-09-10' }]);
    expect(after.invoices.map(({ taken }) => taken.length)).toEqual([1, 0]);
  });

  it('of an invoice that was not there before takes no approval away', () => {
    const adopted = invoice('b', { taken: [approved] });
    expect(news([], [adopted]).invoices).toEqual([adopted]);
  });

  describe('while something is still to be confirmed', () => {
    const promised = invoice('a', { promise: { date: '2026-10-16', amount: null }, toConfirm: { kind: 'promise', no: 1 } });
    const confirmations = (after: SimulatedAccount) => after.invoices.map(({ id, toConfirm }) => `${id} ${toConfirm?.kind}`);
    const dispute = { since: '2026-09-24', amount: 100n };
    const inPlan = (id: string, plan: string, changes: InvoiceChanges = {}) =>
      invoice(id, { paymentPlan: planOf(plan), toConfirm: { kind: 'plan', no: 1 }, ...changes });

    it('silences the promise of a disputed invoice, and not that of another', () => {
      const other = { ...promised, id: 'b' };
      expect(confirmations(news([promised, other], [{ ...promised, dispute }, other]))).toEqual(['a undefined', 'b promise']);
    });

    it('silences a promise for its invoice alone, also when that is in a plan with others', () => {
      const promisedSince = inPlan('a', 'one', { promise: promised.promise, toConfirm: { kind: 'promise', no: 1 } });
      const paid = inPlan('paid', 'one', { open: 0n, outcome: 'paid' });
      expect(confirmations(news([promisedSince, paid], [{ ...promisedSince, dispute }, paid]))).toEqual(['a undefined', 'paid plan']);
    });

    it('silences a plan for all of its invoices, one that is paid too, when one of them is disputed', () => {
      const [a, b, other] = [inPlan('a', 'one'), inPlan('b', 'one'), inPlan('c', 'two')];
      const paid = inPlan('paid', 'one', { open: 0n, outcome: 'paid' });
      const after = news([a, b, paid, other], [{ ...a, dispute }, b, paid, other]);
      expect(confirmations(after)).toEqual(['a undefined', 'b undefined', 'paid undefined', 'c plan']);
    });

    it('silences two promises that stop at once', () => {
      const debtor = { doNotContact: true };
      expect(confirmations(news([promised, { ...promised, id: 'b' }], [promised, { ...promised, id: 'b' }], debtor))).toEqual([
        'a undefined',
        'b undefined',
      ]);
    });

    it('takes the call that was open off the list too', () => {
      const called = { ...promised, taken: [openCall] };
      const after = news([called], [{ ...called, pause }], { contacts });
      expect(after.invoices).toEqual([{ ...promised, toConfirm: null, pause }]);
    });
  });
});
