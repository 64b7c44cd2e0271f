/** What an event about one invoice does to the others of its debtor, and to what was agreed before: as the casebook writes it. */
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice, took } from '#testing/builders/facts.builder.js';
import type { SimulationEvent } from './events.js';
import { happen } from './happenings.js';
import type { SimulatedAccount } from './memory.js';

const at = (date: string) => amsterdam(`${date}T00:00`);
const [a, b, c] = ['a', 'b', 'c'].map((id) => someInvoice(10, { id }));

function play(events: readonly SimulationEvent[], start: Partial<SimulatedAccount> = {}): SimulatedAccount {
  let account: SimulatedAccount = { debtor: someDebtor(), invoices: [a, b, c].filter((invoice) => invoice !== undefined), ...start };
  for (const event of events) account = happen(account, event, { at: at(event.on), zone: 'Europe/Amsterdam' });
  return account;
}
const plan = (on: string, invoice: string, more: readonly string[] = [], confirm = true): SimulationEvent => ({
  type: 'plan',
  on,
  invoice,
  with: more,
  instalments: [
    { dueDate: '2026-10-01', amount: 50_000n },
    { dueDate: '2026-11-02', amount: 71_000n },
  ],
  confirm,
});
const promise = (on: string, confirm: boolean): SimulationEvent => ({
  type: 'promise',
  on,
  invoice: 'a',
  date: '2026-10-01',
  amount: null,
  confirm,
});

describe('a payment plan', () => {
  it('ends the plan that one of its invoices was in, for all that were in it', () => {
    const { invoices } = play([plan('2026-09-17', 'a', ['b']), plan('2026-10-06', 'a', ['c'])]);
    expect(invoices.map(({ id, planBrokenOn, paymentPlan }) => `${id} ${planBrokenOn} ${paymentPlan?.agreement?.agreedOn}`)).toEqual([
      'a null 2026-10-06',
      'b 2026-10-06 2026-09-17',
      'c null 2026-10-06',
    ]);
  });

  it('is the n-th of its invoice, whatever number its instalments begin with', () => {
    const { invoices } = play([plan('2026-09-17', 'a'), plan('2026-10-06', 'a', ['b'])]);
    expect(invoices.map(({ toConfirm, paymentPlan }) => [toConfirm?.no, paymentPlan?.agreement?.earlier])).toEqual([
      [2, 2],
      [1, 0],
      [undefined, undefined],
    ]);
  });

  it('is still to be confirmed when a promise follows that is not', () => {
    expect(play([plan('2026-09-17', 'a'), promise('2026-09-18', false)]).invoices[0]?.toConfirm).toEqual({ kind: 'plan', no: 1 });
  });
});

describe('a promise', () => {
  it('is the n-th of its invoice, also when the ones before were confirmed or broken', () => {
    expect(play([promise('2026-09-17', false), promise('2026-09-18', true)]).invoices[0]?.toConfirm).toEqual({ kind: 'promise', no: 2 });
    const broken = { ...someInvoice(10, { id: 'a' }), promisesBroken: ['2026-09-02'] };
    expect(play([promise('2026-09-18', true)], { invoices: [broken] }).invoices[0]?.toConfirm).toEqual({ kind: 'promise', no: 2 });
  });
});

describe('a bounce', () => {
  it('fails the step of every invoice that the message was about, and of no other', () => {
    const sent = took('reminder', '2026-09-15T08:00');
    const other = took('reminder', '2026-09-15T09:00');
    const invoices = [
      someInvoice(10, { id: 'a', taken: [sent] }),
      someInvoice(10, { id: 'b', taken: [sent] }),
      someInvoice(10, { id: 'c', taken: [other] }),
    ];
    const debtor = someDebtor({ contacts: [sent, other].map((row) => ({ at: row.at, channel: 'email' as const })) });
    const after = play([{ type: 'bounce', on: '2026-09-16', invoice: 'b' }], { invoices, debtor });
    expect(after.invoices.map(({ taken }) => taken[0]?.result)).toEqual(['failed', 'failed', 'delivered']);
    expect(after.debtor.contacts).toEqual([{ at: other.at, channel: 'email' }]);
    expect(after.debtor.reach.email).toBe('failed');
  });
});
