/**
 * Each rule of where money goes in a simulation, and of what takes it back: as the casebook books it, over several invoices of one debtor.
 */
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import type { InvoiceFacts, PaymentPlanFact } from '../facts/facts.js';
import type { SimulationEvent } from './events.js';
import { applyEvent } from './apply-event.js';
import { memoryOf, type SimulatedAccount } from './memory.js';
import { setOffCredit, writeOff } from './money.js';

const invoice = (id: string, dueDate: string, total: bigint, changes: Partial<InvoiceFacts> = {}) =>
  someInvoice(0, { id, dueDate, total, open: total, ...changes });
/** Due by 20 September are a, b and c; `later` is due in October. */
const a = invoice('a', '2026-09-14', 121_000n);
const b = invoice('b', '2026-09-15', 50_000n);
const c = invoice('c', '2026-09-16', 200_000n);
const later = invoice('later', '2026-10-15', 80_000n);

const accountOf = (...invoices: readonly InvoiceFacts[]): SimulatedAccount => ({ debtor: someDebtor(), invoices });
function play(account: SimulatedAccount, ...events: readonly SimulationEvent[]): SimulatedAccount {
  let after = account;
  for (const event of events) after = applyEvent(after, event, { at: amsterdam(`${event.on}T00:00`), zone: 'Europe/Amsterdam' });
  return after;
}
const on = (day: number, id: string) => ({ on: `2026-09-${day}`, invoice: id });
const paid = (day: number, id: string, amount: bigint): SimulationEvent => ({ type: 'payment', ...on(day, id), amount });
const back = (day: number, id: string, amount: bigint): SimulationEvent => ({ type: 'reversal', ...on(day, id), amount });
const credited = (day: number, id: string, amount: bigint): SimulationEvent => ({ type: 'credit-note', ...on(day, id), amount });
const writtenOff = (day: number, id = 'a'): SimulationEvent => ({ type: 'write-off', ...on(day, id) });
const undone = (day: number, id = 'a'): SimulationEvent => ({ type: 'write-off-undone', ...on(day, id) });
const promised = (day: number, amount: bigint | null): SimulationEvent => ({
  type: 'promise',
  ...on(day, 'a'),
  date: '2026-09-30',
  amount,
});
const opens = ({ invoices }: SimulatedAccount) => invoices.map(({ id, open, outcome }) => `${id} ${open} ${outcome}`);
const promiseOf = ({ invoices }: SimulatedAccount) => invoices[0]?.promise ?? null;
const planOf = (id: string): PaymentPlanFact => ({
  instalments: [
    { dueDate: '2026-10-01', amount: 60_000n, open: 60_000n },
    { dueDate: '2026-11-02', amount: 61_000n, open: 61_000n },
  ],
  agreement: { id, agreedOn: '2026-09-14', earlier: 0 },
});
const instalmentsOf = (found: InvoiceFacts | undefined) => found?.paymentPlan?.instalments.map(({ dueDate, open }) => `${dueDate} ${open}`);
const instalments = ({ invoices }: SimulatedAccount) => invoices.map(instalmentsOf);
const untouched = ['2026-10-01 60000', '2026-11-02 61000'];

describe('a payment', () => {
  it('of more than its invoice goes to what is due in that currency and is chased by us, and to nothing else', () => {
    const dollars = { ...c, id: 'dollars', currency: 'USD' as const };
    const handed = { ...c, id: 'handed', outcome: 'handed-over' as const };
    const after = play(accountOf(dollars, handed, later, a, b), paid(20, 'a', 175_000n));
    expect(opens(after)).toEqual(['dollars 200000 null', 'handed 200000 handed-over', 'later 80000 null', 'a 0 paid', 'b 0 paid']);
    expect(memoryOf(after).booked.map(({ credit }) => credit)).toEqual([4_000n]);
  });

  it('goes to the other invoices of its plan before what is due, also when they are not due yet', () => {
    const paymentPlan = planOf('one');
    const account = accountOf(c, { ...a, paymentPlan }, { ...later, paymentPlan });
    expect(opens(play(account, paid(20, 'a', 151_000n)))).toEqual(['c 200000 null', 'a 0 paid', 'later 50000 null']);
  });

  it('does not follow a plan that is broken', () => {
    const broken = { paymentPlan: planOf('one'), paymentPlanBrokenOn: '2026-09-18' };
    const account = accountOf(c, { ...a, ...broken }, { ...later, ...broken });
    expect(opens(play(account, paid(20, 'a', 151_000n)))).toEqual(['c 170000 null', 'a 0 paid', 'later 80000 null']);
  });

  it('pays the invoice it names first, then what was asked with it in the last message', () => {
    const account = accountOf(c, a, later);
    const asked = new Map([
      [
        'a',
        [
          { id: 'a', amount: 50_000n },
          { id: 'later', amount: 30_000n },
        ],
      ],
    ]);
    const after = play({ ...account, memory: { ...memoryOf(account), asked } }, paid(20, 'a', 131_000n));
    expect(opens(after)).toEqual(['c 200000 null', 'a 0 paid', 'later 70000 null']);
    const ofOther = play({ ...account, memory: { ...memoryOf(account), asked } }, paid(20, 'a', 60_000n));
    expect(opens(ofOther)).toEqual(['c 200000 null', 'a 61000 null', 'later 80000 null']);
  });
});

describe('the same amount again', () => {
  /** It pays 1,210.00 of a and 500.00 of b. */
  const both = play(accountOf(a, b, c), paid(18, 'a', 171_000n));

  it.each<[string, string, bigint]>([
    ['the whole payment, on the invoice it was booked on', 'a', 171_000n],
    ['the whole payment, on an invoice that got a part of it', 'b', 171_000n],
    ['the part of the invoice it was booked on', 'a', 121_000n],
    ['the part of the other one', 'b', 50_000n],
  ])('looks paid twice and waits for a person: %s', (_, id, amount) => {
    const after = play(both, paid(20, id, amount));
    expect(opens(after)).toEqual(['a 0 paid', 'b 0 paid', 'c 200000 null']);
    expect(after.debtor.unmatchedMoney).toBe(true);
    expect(setOffCredit(after, '2026-09-20')).toBe(after);
  });

  it.each<[string, string, bigint]>([
    ['the part of another invoice', 'b', 121_000n],
    ['the part of another invoice, the other way round', 'a', 50_000n],
  ])('does not, when it is %s: it pays what is due', (_, id, amount) => {
    const after = play(both, paid(20, id, amount));
    expect(opens(after)).toEqual(['a 0 paid', 'b 0 paid', `c ${200_000n - amount} null`]);
    expect(after.debtor.unmatchedMoney).toBe(false);
  });
});

describe('credit', () => {
  /** 300.00 more than a: nothing else is due on the 20th. */
  const withCredit = play(accountOf(a, later), paid(20, 'a', 151_000n));

  it('waits until something falls due, and pays that', () => {
    expect(setOffCredit(withCredit, '2026-10-15')).toBe(withCredit);
    const after = setOffCredit(withCredit, '2026-10-16');
    expect(opens(after)).toEqual(['a 0 paid', 'later 50000 null']);
    expect(setOffCredit(after, '2026-10-17')).toBe(after);
  });

  it('goes back from every invoice that it paid, when its payment does', () => {
    const after = setOffCredit(withCredit, '2026-10-16');
    expect(opens(play(after, back(25, 'a', 151_000n)))).toEqual(['a 121000 null', 'later 80000 null']);
  });

  it('of several payments pays one claim after the other, the oldest money first', () => {
    const two = play(accountOf(a, later), paid(20, 'a', 151_000n), paid(21, 'a', 10_000n));
    const after = setOffCredit(two, '2026-10-16');
    expect(opens(after)).toEqual(['a 0 paid', 'later 40000 null']);
    expect(memoryOf(after).booked.map(({ credit }) => credit)).toEqual([0n, 0n]);
  });

  it.each<[string, Partial<InvoiceFacts>]>([
    ['in another currency', { currency: 'USD' }],
    ['that an agency has', { outcome: 'handed-over' }],
  ])('pays no claim %s', (_, changes) => {
    const account = play(accountOf(a, { ...later, ...changes }), paid(20, 'a', 151_000n));
    expect(setOffCredit(account, '2026-10-16')).toBe(account);
  });

  it('is not set off while somebody else has a say in his money (53 Fw)', () => {
    const held = (reason: 'insolvency' | 'vacation') => ({
      ...withCredit,
      debtor: {
        ...withCredit.debtor,
        holds: [
          { reason: 'illness' as const, until: null },
          { reason, until: null },
        ],
      },
    });
    const insolvent = held('insolvency');
    expect(setOffCredit(insolvent, '2026-10-16')).toBe(insolvent);
    expect(opens(setOffCredit(held('vacation'), '2026-10-16'))).toEqual(['a 0 paid', 'later 50000 null']);
  });
});

describe('a claim that was written off', () => {
  it('takes the money that comes for it after all, and the rest goes to what is due', () => {
    expect(opens(play(accountOf(a, b), writtenOff(17), paid(20, 'a', 150_000n)))).toEqual(['a 0 written-off', 'b 21000 null']);
  });

  it('takes in several payments what was given up, and no more', () => {
    const after = play(accountOf(a, b), writtenOff(17), paid(20, 'a', 100_000n), paid(21, 'a', 30_000n));
    expect(opens(after)).toEqual(['a 0 written-off', 'b 41000 null']);
  });

  it('takes first what is still open of it', () => {
    const account = accountOf(a, b);
    const partly = writeOff(account, a, 101_000n);
    expect(opens(partly)).toEqual(['a 20000 written-off', 'b 50000 null']);
    const after = play(partly, paid(20, 'a', 50_000n));
    expect(opens(after)).toEqual(['a 0 written-off', 'b 50000 null']);
    expect(memoryOf(after).booked).toMatchObject([{ recovered: 30_000n, credit: 0n, parts: [{ id: 'a', amount: 20_000n }] }]);
  });

  it('is not paid twice by the amount that came before', () => {
    const after = play(accountOf(a, b), paid(16, 'a', 21_000n), writtenOff(17), paid(20, 'a', 21_000n));
    expect(memoryOf(after).booked).toMatchObject([{ recovered: 0n }, { recovered: 21_000n, credit: 0n, paidTwice: false }]);
  });

  it('is given up again when the money for it goes back', () => {
    const after = play(accountOf(a, b), writtenOff(17), paid(20, 'a', 100_000n), back(22, 'a', 100_000n));
    expect(opens(after)).toEqual(['a 0 written-off', 'b 50000 null']);
    expect(opens(play(after, paid(24, 'a', 130_000n)))).toEqual(['a 0 written-off', 'b 41000 null']);
  });

  it('opens, without what came in meanwhile, when that was a mistake', () => {
    const mistaken = play(accountOf(a, b), writtenOff(17), paid(20, 'a', 21_000n), undone(21));
    expect(opens(mistaken)).toEqual(['a 100000 null', 'b 50000 null']);
    const again = play(mistaken, writtenOff(22), paid(23, 'a', 110_000n));
    expect(opens(again)).toEqual(['a 0 written-off', 'b 40000 null']);
  });

  it('is chased again for what was paid of it and went back: other money for it is no recovery then', () => {
    const after = play(accountOf(a, b), paid(16, 'a', 21_000n), writtenOff(17), back(18, 'a', 21_000n));
    expect(opens(after)).toEqual(['a 21000 null', 'b 50000 null']);
    expect(opens(play(after, paid(20, 'a', 30_000n)))).toEqual(['a 0 paid', 'b 41000 null']);
  });
});

describe('a credit note', () => {
  it('closes the claim that it leaves nothing of, and is refused for one that is closed', () => {
    expect(opens(play(accountOf(a, b), credited(20, 'a', 121_000n)))).toEqual(['a 0 credited', 'b 50000 null']);
    const handed = accountOf({ ...a, outcome: 'handed-over' });
    expect(play(handed, credited(20, 'a', 121_000n))).toBe(handed);
  });

  it('at the end of a dispute about a claim that an agency has leaves it there', () => {
    const promise = { date: '2026-09-30', amount: null };
    const handed = accountOf({ ...a, outcome: 'handed-over', dispute: { since: '2026-09-15', amount: null }, promise });
    const resolved: SimulationEvent = { type: 'dispute-resolved', ...on(20, 'a'), creditAmount: 121_000n };
    const after = play(handed, resolved);
    expect([opens(after), promiseOf(after)]).toEqual([['a 0 handed-over'], null]);
  });
});

describe('a reversal', () => {
  it('undoes the last payment of that amount on that invoice, and no other', () => {
    const account = play(accountOf(a, b), paid(16, 'a', 10_000n), paid(17, 'b', 10_000n), paid(18, 'a', 20_000n));
    expect(opens(play(account, back(20, 'a', 10_000n)))).toEqual(['a 101000 null', 'b 40000 null']);
    expect(opens(play(account, back(20, 'b', 10_000n)))).toEqual(['a 91000 null', 'b 50000 null']);
  });

  it('leaves the other payments as they were booked', () => {
    const account = play(accountOf(a, b, c), paid(16, 'a', 171_000n), paid(18, 'c', 5_000n), back(19, 'c', 5_000n));
    expect(opens(account)).toEqual(['a 0 paid', 'b 0 paid', 'c 200000 null']);
    expect(opens(play(account, back(20, 'a', 171_000n)))).toEqual(['a 121000 null', 'b 50000 null', 'c 200000 null']);
  });

  it('opens a claim that was credited, and leaves one that a person closed or handed over where it is', () => {
    const had = (outcome: InvoiceFacts['outcome']) => accountOf({ ...a, open: 0n, outcome });
    const after = (outcome: InvoiceFacts['outcome']) => opens(play(had(outcome), back(20, 'a', 5_000n)));
    expect(after('credited')).toEqual(['a 5000 null']);
    expect(after('closed')).toEqual(['a 5000 closed']);
    expect(after('handed-over')).toEqual(['a 5000 handed-over']);
  });

  it('ends the collection of its invoice, and of no other', () => {
    const account = accountOf({ ...a, directDebitPending: true }, { ...b, directDebitPending: true });
    const after = play(account, back(20, 'a', 5_000n));
    expect(after.invoices.map(({ directDebitPending }) => directDebitPending)).toEqual([false, true]);
  });
});

describe('a promise of a part', () => {
  it('is kept by what came in since it was made, in one payment or more, credit notes not counted', () => {
    const standing = accountOf({ ...a, promise: { date: '2026-09-30', amount: 10_000n } });
    expect(promiseOf(play(standing, paid(16, 'a', 4_000n)))).toEqual({ date: '2026-09-30', amount: 10_000n });
    expect(promiseOf(play(standing, paid(16, 'a', 4_000n), paid(17, 'a', 6_000n)))).toBeNull();
    expect(promiseOf(play(standing, credited(16, 'a', 4_000n), paid(17, 'a', 6_000n)))).not.toBeNull();
  });

  it('is over, and not kept, when the claim is credited or written off: it does not come back', () => {
    const standing = accountOf({ ...a, promise: { date: '2026-09-30', amount: 10_000n } });
    expect(promiseOf(play(standing, paid(16, 'a', 4_000n), writtenOff(17), undone(18), back(19, 'a', 4_000n)))).toBeNull();
    const whole = play(accountOf(a), promised(15, null), paid(16, 'a', 21_000n), credited(17, 'a', 100_000n));
    expect(opens(whole)).toEqual(['a 0 credited']);
    expect(opens(play(whole, back(18, 'a', 21_000n)))).toEqual(['a 21000 null']);
    expect(promiseOf(play(whole, back(18, 'a', 21_000n)))).toBeNull();
    expect(
      promiseOf(play(accountOf(a), promised(15, null), paid(16, 'a', 5_000n), writtenOff(17), undone(18), back(19, 'a', 5_000n))),
    ).toBeNull();
  });

  it('that stood again is not kept any more', () => {
    const again = play(accountOf(a), promised(15, 10_000n), paid(16, 'a', 10_000n), back(17, 'a', 10_000n));
    expect(promiseOf(again)).not.toBeNull();
    expect(promiseOf(play(again, writtenOff(18), undone(19), paid(20, 'a', 5_000n), back(21, 'a', 5_000n)))).toBeNull();
  });

  it('of a claim that an agency has does not stand again', () => {
    const handed = accountOf({ ...a, outcome: 'handed-over', promise: { date: '2026-09-30', amount: null } });
    const after = play(handed, paid(16, 'a', 121_000n), back(17, 'a', 121_000n));
    expect([opens(after), promiseOf(after)]).toEqual([['a 121000 handed-over'], null]);
  });

  it('stands for a claim of another invoice that is paid', () => {
    const after = play(accountOf(a, b), promised(15, null), paid(16, 'b', 50_000n));
    expect([opens(after), promiseOf(after)]).toEqual([['a 121000 null', 'b 0 paid'], { date: '2026-09-30', amount: null }]);
  });
});

describe('the terms of a payment plan', () => {
  const [one, two] = [planOf('one'), planOf('two')];

  it('are filled for every invoice of the plan, and for no other', () => {
    const account = accountOf({ ...c, paymentPlan: two }, b, { ...a, paymentPlan: one }, { ...later, paymentPlan: one });
    const filled = ['2026-10-01 0', '2026-11-02 51000'];
    const after = play(account, paid(20, 'a', 70_000n));
    expect(instalments(after)).toEqual([untouched, undefined, filled, filled]);
    expect(instalments(play(after, back(20, 'a', 70_000n)))).toEqual([untouched, undefined, untouched, untouched]);
  });

  it('of which nothing is written are filled too', () => {
    const account = accountOf(
      { ...a, paymentPlan: { instalments: one.instalments } },
      { ...b, paymentPlan: { instalments: two.instalments } },
    );
    expect(instalments(play(account, paid(20, 'a', 60_000n)))).toEqual([['2026-10-01 0', '2026-11-02 61000'], untouched]);
  });

  it('of a plan that is broken stay as they were when it broke', () => {
    const account = accountOf({ ...a, paymentPlan: one, paymentPlanBrokenOn: '2026-09-17' });
    const after = play(account, paid(20, 'a', 60_000n));
    expect([opens(after), instalments(after)]).toEqual([['a 61000 null'], [untouched]]);
  });

  it('are emptied from the last one on, and due again a week later when their day is over', () => {
    const account = play(accountOf({ ...a, paymentPlan: one }), paid(20, 'a', 50_000n), paid(21, 'a', 70_000n));
    expect(instalments(account)).toEqual([['2026-10-01 0', '2026-11-02 1000']]);
    const late: SimulationEvent = { ...back(25, 'a', 70_000n), on: '2026-10-30' };
    expect(instalments(play(account, late))).toEqual([['2026-11-06 10000', '2026-11-06 61000']]);
    // What is paid in full keeps its day.
    const second: SimulationEvent = { ...back(25, 'a', 20_000n), on: '2026-10-05' };
    const inThree = play(accountOf({ ...a, paymentPlan: one }), paid(20, 'a', 60_000n), paid(21, 'a', 20_000n), second);
    expect(instalments(inThree)).toEqual([['2026-10-01 0', '2026-11-02 61000']]);
  });

  it('that are due on one day are filled in the order in which they were agreed', () => {
    const account = play(accountOf({ ...a, paymentPlan: one }), paid(20, 'a', 50_000n), paid(21, 'a', 70_000n), {
      ...back(25, 'a', 70_000n),
      on: '2026-10-30',
    });
    expect(instalments(play(account, { ...paid(20, 'a', 30_000n), on: '2026-10-31' }))).toEqual([['2026-11-06 0', '2026-11-06 41000']]);
  });

  it('are not touched by money that went back and had not filled them', () => {
    const plan: SimulationEvent = { type: 'plan', ...on(20, 'a'), instalments: [{ dueDate: '2026-09-28', amount: 100_000n }] };
    const account = play(accountOf(a), paid(18, 'a', 21_000n), plan, back(25, 'a', 21_000n));
    expect([opens(account), instalments(account)]).toEqual([['a 121000 null'], [['2026-09-28 100000']]]);
  });

  it('of another plan that took the place of theirs are not touched when their money goes back', () => {
    const next: SimulationEvent = { type: 'plan', ...on(21, 'a'), instalments: [{ dueDate: '2026-09-28', amount: 61_000n }] };
    const account = play(accountOf({ ...a, paymentPlan: one }), paid(20, 'a', 60_000n), next, paid(22, 'a', 1_000n));
    expect(instalments(play(account, back(25, 'a', 60_000n)))).toEqual([['2026-09-28 60000']]);
  });
});
