/** Money in a simulation goes where the casebook would book it, and goes back the same way. */
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import type { Hold, InvoiceFacts } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import type { SimulationEvent } from './events.js';
import { applyEvent } from './apply-event.js';
import type { SimulatedAccount } from './memory.js';
import { simulate } from './simulate.js';

const at = (date: string) => amsterdam(`${date}T00:00`);
const invoice = (id: string, dueDate: string, changes: Partial<InvoiceFacts> = {}) => someInvoice(0, { id, dueDate, ...changes });
const on = (date: string, id = 'a') => ({ on: date, invoice: id });
const [a, b] = [invoice('a', '2026-09-16'), invoice('b', '2026-09-17', { open: 50_000n, total: 50_000n })];

function play(invoices: readonly InvoiceFacts[], events: readonly SimulationEvent[]): SimulatedAccount {
  let account: SimulatedAccount = { debtor: someDebtor(), invoices };
  for (const event of events) account = applyEvent(account, event, { at: at(event.on), zone: 'Europe/Amsterdam' });
  return account;
}
const opens = (...given: Parameters<typeof play>) => play(...given).invoices.map(({ id, open, outcome }) => `${id} ${open} ${outcome}`);

describe('a payment over several invoices', () => {
  const both: SimulationEvent = { type: 'payment', ...on('2026-09-20'), amount: 171_000n };

  it('pays what is due besides the invoice it names, and its reversal opens all of it', () => {
    expect(opens([a, b], [both])).toEqual(['a 0 paid', 'b 0 paid']);
    expect(opens([a, b], [both, { ...both, type: 'reversal', on: '2026-09-22' }])).toEqual(['a 121000 null', 'b 50000 null']);
  });

  it('stays credit while nothing else is due, and is set off when that is: nothing is asked of who has money here', () => {
    const later = invoice('b', '2026-10-15', { open: 50_000n, total: 50_000n });
    expect(opens([a, later], [both])).toEqual(['a 0 paid', 'b 50000 null']);
    const span = { from: at('2026-09-01'), until: at('2027-03-01'), events: [both] };
    const { contacts, ended } = simulate({ ...standaard, jitterMinutes: 0 }, [{ debtor: someDebtor(), invoices: [a, later] }], span);
    expect(ended.map(({ invoice: id, outcome, on: day }) => `${id} ${outcome} ${day}`)).toEqual(['a paid 2026-09-20', 'b paid 2026-10-20']);
    expect(contacts.filter(({ invoice: id }) => id === 'b').map(({ step }) => step)).toEqual(['pre-due']);
  });

  it('leaves, set off at the moment of a reminder, too little of a claim to remind of', () => {
    const later = invoice('b', '2026-10-15', { open: 50_400n, total: 50_400n });
    const span = { from: at('2026-09-01'), until: at('2027-03-01'), events: [both] };
    const { contacts, ended } = simulate({ ...standaard, jitterMinutes: 0 }, [{ debtor: someDebtor(), invoices: [a, later] }], span);
    expect(ended.map(({ invoice: id }) => id)).toEqual(['a']);
    expect(contacts.filter(({ invoice: id }) => id === 'b').map(({ step }) => step)).toEqual(['pre-due']);
  });

  it('that comes again for a paid invoice waits for a person: nothing is asked meanwhile', () => {
    const once: SimulationEvent = { type: 'payment', ...on('2026-09-20'), amount: 121_000n };
    const twice = play([a, b], [once, { ...once, on: '2026-09-21' }]);
    expect([twice.debtor.unmatchedMoney, twice.invoices[1]?.open]).toEqual([true, 50_000n]);
    const back = play([a, b], [once, { ...once, on: '2026-09-21' }, { ...once, type: 'reversal', on: '2026-09-22' }]);
    expect([back.debtor.unmatchedMoney, back.invoices[0]?.outcome]).toEqual([false, 'paid']);
  });

  it('that goes back is made good by what looked paid twice, for then it was not', () => {
    const part: SimulationEvent = { type: 'payment', ...on('2026-09-21', 'b'), amount: 50_000n };
    const storno: SimulationEvent = { ...both, type: 'reversal', on: '2026-09-22' };
    expect(play([a, b], [both, part]).debtor.unmatchedMoney).toBe(true);
    expect(opens([a, b], [both, part, storno])).toEqual(['a 121000 null', 'b 0 paid']);
    expect(play([a, b], [both, part, storno]).debtor.unmatchedMoney).toBe(false);
  });

  it.each<[string, readonly Hold[], string, readonly string[]]>([
    ['pays what else was reopened and is due', [], '2026-09-22', ['a 0 paid', 'b 0 paid']],
    ['waits while it is not due', [], '2026-09-16', ['a 121000 null', 'b 0 paid']],
    ['waits where an estate has a say', [{ reason: 'insolvency', until: null }], '2026-09-22', ['a 121000 null', 'b 0 paid']],
  ])('the rest of such credit %s', (_, holds, day, expected) => {
    const sum: SimulationEvent = { type: 'payment', ...on('2026-09-15'), amount: 171_000n };
    const again: SimulationEvent = { type: 'payment', ...on('2026-09-15', 'b'), amount: 171_000n };
    const paid = play([a, { ...b, dueDate: '2026-09-10' }], [sum, again]);
    const held = { ...paid, debtor: { ...paid.debtor, holds } };
    const back = applyEvent(held, { ...sum, type: 'reversal', on: day }, { at: at(day), zone: 'Europe/Amsterdam' });
    expect(back.invoices.map(({ id, open, outcome }) => `${id} ${open} ${outcome}`)).toEqual(expected);
  });

  it('that goes back after the policy gave the rest up opens what it had paid, and no more', () => {
    const mail = { kind: 'message', channels: ['email'], template: 't' } as const;
    const policy: Policy = {
      ...standaard,
      steps: [
        { key: 'end', kind: 'internal', trigger: { anchor: 'dueDate', days: 2 }, effect: 'write-off' },
        { key: 'after', trigger: { anchor: 'dueDate', days: 60 }, ...mail },
      ],
    };
    const events: readonly SimulationEvent[] = [
      { type: 'payment', ...on('2026-09-10'), amount: 60_000n },
      { type: 'reversal', ...on('2026-10-01'), amount: 60_000n },
    ];
    const asked = (found: InvoiceFacts) => {
      const span = { from: at('2026-09-01'), until: at('2027-01-15'), events };
      return simulate(policy, [{ debtor: someDebtor(), invoices: [found] }], span).contacts.map(({ step, amount }) => `${step} ${amount}`);
    };
    expect(asked(a)).toEqual(['end 61000', 'after 60000']);
    // What is contested was not given up, and is not asked either.
    expect(asked({ ...a, dispute: { since: '2026-09-09', amount: 21_000n } })).toEqual(['end 40000', 'after 60000']);
  });

  it('of an instalment that was reminded of goes where its mail asked', () => {
    const instalments = [
      { dueDate: '2026-09-30', amount: 130_000n },
      { dueDate: '2026-10-30', amount: 41_000n },
    ];
    const plan: SimulationEvent = { type: 'plan', ...on('2026-09-18'), instalments, with: ['b'] };
    const paid: SimulationEvent = { type: 'payment', ...on('2026-09-29', 'b'), amount: 130_000n };
    const span = { from: at('2026-09-18'), until: at('2026-10-15'), events: [plan, paid] };
    const { contacts, ended } = simulate({ ...standaard, jitterMinutes: 0 }, [{ debtor: someDebtor(), invoices: [a, b] }], span);
    expect(contacts.map(({ invoice: id, step, amount }) => `${id} ${step} ${amount}`).sort()).toEqual([
      'a instalment-due 121000',
      'b instalment-due 9000',
    ]);
    expect(ended.map(({ invoice: id, outcome }) => `${id} ${outcome}`)).toEqual(['a paid']);
  });

  it('leaves what is contested', () => {
    expect(opens([a, { ...b, dispute: { since: '2026-09-18', amount: 20_000n } }], [both])).toEqual(['a 0 paid', 'b 20000 null']);
  });
});

describe('a reversal', () => {
  const promise = (amount: bigint | null): SimulationEvent => ({ type: 'promise', ...on('2026-09-18'), date: '2026-09-30', amount });
  const paid = (date: string, amount: bigint): SimulationEvent => ({ type: 'payment', ...on(date), amount });
  const back = (date: string, amount: bigint): SimulationEvent => ({ type: 'reversal', ...on(date), amount });
  const promiseOf = (...events: readonly SimulationEvent[]) => play([a], events).invoices[0]?.promise ?? null;

  it('makes a kept promise stand again until its day', () => {
    const whole = [promise(null), paid('2026-09-20', 121_000n)];
    expect(promiseOf(...whole)).toBe(null);
    expect(promiseOf(...whole, back('2026-09-30', 121_000n))).toEqual({ date: '2026-09-30', amount: null });
    expect(promiseOf(...whole, back('2026-10-01', 121_000n))).toBe(null);
  });

  it('of what was paid besides leaves a promise of a part kept', () => {
    const part = [promise(10_000n), paid('2026-09-20', 10_000n), paid('2026-09-21', 20_000n)];
    expect(promiseOf(...part, back('2026-09-22', 20_000n))).toBe(null);
    expect(promiseOf(...part, back('2026-09-22', 20_000n), back('2026-09-23', 10_000n))).toEqual({ date: '2026-09-30', amount: 10_000n });
  });

  it('gives the terms that it empties the days that a missed one can be mended in', () => {
    const plan: SimulationEvent = {
      type: 'plan',
      ...on('2026-09-18'),
      instalments: [
        { dueDate: '2026-10-01', amount: 60_000n },
        { dueDate: '2026-11-02', amount: 61_000n },
      ],
    };
    const after = play([a], [plan, paid('2026-10-01', 60_000n), back('2026-10-05', 60_000n)]);
    expect(after.invoices[0]?.paymentPlan?.instalments.map(({ dueDate, open }) => `${dueDate} ${open}`)).toEqual([
      '2026-10-12 60000',
      '2026-11-02 61000',
    ]);
  });

  it('of a claim that an agency has leaves it there', () => {
    const handed = { ...a, outcome: 'handed-over' as const };
    expect(opens([handed], [paid('2026-10-01', 121_000n)])).toEqual(['a 0 paid']);
    expect(opens([handed], [paid('2026-10-01', 121_000n), back('2026-10-02', 121_000n)])).toEqual(['a 121000 handed-over']);
  });
});
