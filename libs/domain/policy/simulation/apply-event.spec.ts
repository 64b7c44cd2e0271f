/** What an event about one invoice does to the others of its debtor, and to what was agreed before: as the casebook writes it. */
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice, took } from '#testing/builders/facts.builder.js';
import type { SimulationEvent } from './events.js';
import { applyEvent } from './apply-event.js';
import type { SimulatedAccount } from './memory.js';

const at = (date: string) => amsterdam(`${date}T00:00`);
const [a, b, c] = ['a', 'b', 'c'].map((id) => someInvoice(10, { id }));

function play(events: readonly SimulationEvent[], start: Partial<SimulatedAccount> = {}): SimulatedAccount {
  let account: SimulatedAccount = { debtor: someDebtor(), invoices: [a, b, c].filter((invoice) => invoice !== undefined), ...start };
  for (const event of events) account = applyEvent(account, event, { at: at(event.on), zone: 'Europe/Amsterdam' });
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
    expect(
      invoices.map(({ id, paymentPlanBrokenOn, paymentPlan }) => `${id} ${paymentPlanBrokenOn} ${paymentPlan?.agreement?.agreedOn}`),
    ).toEqual(['a null 2026-10-06', 'b 2026-10-06 2026-09-17', 'c null 2026-10-06']);
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

describe('plans and promises of several invoices', () => {
  const brokenOn = ({ invoices }: SimulatedAccount) => invoices.map(({ id, paymentPlanBrokenOn }) => `${id} ${paymentPlanBrokenOn}`);
  const planIds = ({ invoices }: SimulatedAccount) => invoices.map(({ paymentPlan }) => paymentPlan?.agreement?.id);

  it('a plan leaves the plans of other invoices alone', () => {
    expect(brokenOn(play([plan('2026-09-17', 'b', ['c']), plan('2026-10-06', 'a')]))).toEqual(['a null', 'b null', 'c null']);
  });

  it('a plan that broke before keeps its day when another one is agreed for a part of it', () => {
    const broken = play([plan('2026-09-17', 'a', ['b'])]).invoices.map((invoice) => ({ ...invoice, paymentPlanBrokenOn: '2026-10-06' }));
    expect(brokenOn(play([plan('2026-10-20', 'a')], { invoices: broken }))).toEqual(['a null', 'b 2026-10-06', 'c 2026-10-06']);
  });

  it('each plan has a name of its own, also two of one day', () => {
    const [first, , other] = planIds(play([plan('2026-09-17', 'a', ['b']), plan('2026-09-17', 'c')]));
    expect(first).not.toBe(other);
    const [second, left] = planIds(play([plan('2026-09-17', 'a', ['b']), plan('2026-09-17', 'a')]));
    expect([left, second === left]).toEqual([first, false]);
  });

  it('the terms of the third plan are numbered after those of the two before, and of one of which nothing is written', () => {
    const third = play([plan('2026-09-17', 'a'), plan('2026-09-18', 'a'), plan('2026-09-19', 'a')]);
    expect(third.invoices[0]?.paymentPlan?.agreement?.earlier).toBe(4);
    const unwritten = { instalments: [{ dueDate: '2026-09-20', amount: 5n, open: 5n }] };
    const after = play([plan('2026-09-17', 'a')], { invoices: [someInvoice(10, { id: 'a', paymentPlan: unwritten })] });
    expect(after.invoices[0]?.paymentPlan?.agreement?.earlier).toBe(1);
  });

  it('a promise that is not confirmed takes the place of one that was still to be', () => {
    expect(play([promise('2026-09-17', true), promise('2026-09-18', false)]).invoices[0]?.toConfirm).toBeNull();
  });

  it('the third promise is the third, one that stood at the start counted', () => {
    const three = [promise('2026-09-17', false), promise('2026-09-18', false), promise('2026-09-19', true)];
    expect(play(three).invoices[0]?.toConfirm).toEqual({ kind: 'promise', no: 3 });
    const standing = someInvoice(10, { id: 'a', promisesBroken: ['2026-09-02'], promise: { date: '2026-09-20', amount: null } });
    expect(play([promise('2026-09-18', true)], { invoices: [standing] }).invoices[0]?.toConfirm).toEqual({ kind: 'promise', no: 3 });
  });

  it('a promise is kept by what comes in after it, not by what the one before it got', () => {
    const ofPart = (on: string): SimulationEvent => ({ type: 'promise', on, invoice: 'a', date: '2026-10-01', amount: 10_000n });
    const paid = (on: string, amount: bigint): SimulationEvent => ({ type: 'payment', on, invoice: 'a', amount });
    const again = [ofPart('2026-09-17'), paid('2026-09-18', 6_000n), ofPart('2026-09-19'), paid('2026-09-20', 4_000n)];
    expect(play(again).invoices[0]?.promise).not.toBeNull();
    expect(play([...again, paid('2026-09-21', 6_000n)]).invoices[0]?.promise).toBeNull();
  });
});

describe('the outcome of a call', () => {
  const open = took('call', '2026-09-15T09:00', { result: 'open', channel: 'call', deadline: amsterdam('2026-09-20T09:00') });
  const mail = took('urgent', '2026-09-16T08:00');
  const outcome: SimulationEvent = { type: 'call-outcome', on: '2026-09-17', invoice: 'a', code: 'no-answer' };

  it('is written on the call that is open, which counts from then on', () => {
    const invoices = [someInvoice(10, { id: 'a', taken: [open, mail] }), someInvoice(10, { id: 'b', taken: [open] })];
    const contacts = [
      { at: open.at, channel: 'call' as const },
      { at: mail.at, channel: 'email' as const },
    ];
    const after = play([outcome], { invoices, debtor: someDebtor({ contacts }) });
    expect(after.invoices[0]?.taken).toEqual([mail, { ...open, at: at('2026-09-17'), result: 'done', outcome: 'no-answer' }]);
    expect(after.invoices[1]?.taken).toEqual([open]);
    expect(after.debtor.contacts).toEqual([
      { at: mail.at, channel: 'email' },
      { at: at('2026-09-17'), channel: 'call' },
    ]);
  });

  it('changes nothing when no call is open', () => {
    const account = {
      invoices: [someInvoice(10, { id: 'a', taken: [mail] })],
      debtor: someDebtor({ contacts: [{ at: mail.at, channel: 'email' }] }),
    };
    expect(play([outcome], account)).toEqual(account);
  });
});

describe('a message that comes back', () => {
  const bounce: SimulationEvent = { type: 'bounce', on: '2026-09-20', invoice: 'a' };
  const letter = took('notice', '2026-09-15T08:00', {
    channel: 'letter',
    notice: { lastDay: '2026-10-01', costsFrom: '2026-10-02', announcedCosts: 0n },
  });

  it('counts for nothing as a notice, for every claim that it named, and leaves the notices before it', () => {
    const earlier = took('notice', '2026-09-01T08:00', { channel: 'letter', occurrence: 2, notice: letter.notice ?? null });
    const named = someInvoice(10, { id: 'a', taken: [earlier, letter] });
    const after = play([bounce], { invoices: [named, { ...named, id: 'b' }] });
    const ends = after.invoices.map(({ notices }) => notices.map(({ state, endedReason }) => `${state} ${endedReason}`));
    expect(ends).toEqual([
      ['sent null', 'void bounced'],
      ['sent null', 'void bounced'],
    ]);
    expect(after.invoices[0]?.notices[1]).toEqual({ ...named.notices[1], state: 'void', endedReason: 'bounced' });
  });

  it('is the last one that was sent: not what was asked of a person since, nor what went another way at that moment', () => {
    const approval = took('handover', '2026-09-18T08:00', { channel: null, result: 'done', outcome: 'approved' });
    const sms = took('reminder', '2026-09-15T08:00', { channel: 'sms' });
    const after = play([bounce], { invoices: [someInvoice(10, { id: 'a', taken: [sms, letter, approval] })] });
    expect(after.invoices[0]?.taken.map(({ result }) => result)).toEqual(['delivered', 'failed', 'done']);
    expect(after.debtor.reach).toMatchObject({ letter: 'failed', sms: 'usable' });
  });
});

describe('an event', () => {
  it('about no invoice of the account changes nothing', () => {
    const account = { debtor: someDebtor(), invoices: [someInvoice(10, { id: 'a' })] };
    expect(play([{ type: 'resume', on: '2026-09-20', invoice: 'nobody' }], account)).toEqual(account);
  });

  it.each<[string, SimulationEvent, object]>([
    [
      'stops one chase by a pause, of which a simulation is the reason',
      { type: 'pause', on: '2026-09-20', invoice: 'b', until: '2026-09-25' },
      { pause: { reason: 'simulated', until: '2026-09-25' } },
    ],
    [
      'ends a claim whose dispute is credited in full',
      { type: 'dispute-resolved', on: '2026-09-20', invoice: 'b', creditAmount: 121_000n },
      { open: 0n, outcome: 'credited', dispute: null },
    ],
  ])('%s', (_, event, expected) => {
    const { invoices } = play([event]);
    expect(invoices[1]).toMatchObject(expected);
    expect([invoices[0], invoices[2]]).toEqual([a, c]);
  });
});
