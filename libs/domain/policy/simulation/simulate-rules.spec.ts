import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import type { DebtorFacts, InvoiceFacts } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';
import type { SimulationEvent } from './events.js';
import { simulate } from './simulate.js';
import type { Simulation, SimulationSpan } from './answer.js';

const plain: Policy = { ...standaard, jitterMinutes: 0 };
const from = amsterdam('2026-09-01T00:00');
const until = amsterdam('2027-03-01T00:00');
const invoice = (id: string, dueDate: string, changes: Partial<InvoiceFacts> = {}) => someInvoice(0, { id, dueDate, ...changes });
const a = invoice('a', '2026-09-16');
interface Options {
  readonly policy?: Policy;
  readonly debtor?: Partial<DebtorFacts>;
  readonly span?: Partial<SimulationSpan>;
  readonly events?: readonly SimulationEvent[];
}
const play = (invoices: readonly InvoiceFacts[], { policy = plain, debtor, span, events = [] }: Options = {}): Simulation =>
  simulate(policy, [{ debtor: someDebtor(debtor), invoices }], { from, until, events, ...span });
const lines = (...given: Parameters<typeof play>): readonly string[] =>
  play(...given).contacts.map(({ invoice: id, step, date, amount }) => `${id} ${step} ${date} ${amount}`);
const gates = (...given: Parameters<typeof play>): readonly string[] =>
  play(...given).gates.map(({ debtor, invoice: id, step, gate, on }) => `${debtor} ${id} ${step ?? '-'} ${gate} ${on}`);
const paid = (on: string, id = 'a', amount = 121_000n): SimulationEvent => ({ type: 'payment', on, invoice: id, amount });
const mail = (key: string, days: number, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger: { anchor: 'dueDate', days },
  channels: ['email'],
  ...rest,
});

describe('gates', () => {
  it.each<[string, Options, Partial<InvoiceFacts>, readonly string[]]>([
    ['a company is handed over by a person', {}, {}, ['debtor-1 a handover approval 2026-11-09']],
    [
      "a consumer's costs wait for the end of the notice",
      { debtor: { kind: 'consumer' } },
      {},
      ['debtor-1 a handover notice-running 2026-10-16', 'debtor-1 a handover approval 2026-11-09'],
    ],
    [
      'a notice to a consumer whose term is only on the invoice is looked at by a person',
      { debtor: { kind: 'consumer' } },
      { termBasis: 'unilateral' },
      [
        'debtor-1 a notice legal-gate 2026-10-05',
        'debtor-1 a notice approval 2026-10-16',
        'debtor-1 a notice notice-running 2026-10-16',
        'debtor-1 a handover notice-running 2026-11-07',
        'debtor-1 a handover approval 2026-11-30',
      ],
    ],
    ['a notice without an address', { debtor: { reach: { email: 'usable' } } }, {}, ['debtor-1 a - no-channel 2026-10-05']],
    ['none while the chase only reminds', { span: { until: amsterdam('2026-10-15T00:00') } }, {}, []],
  ])('%s', (_, options, changes, expected) => {
    expect(gates([{ ...a, ...changes }], options)).toEqual(expected);
  });

  it('are named for every invoice, and once for each', () => {
    const both = gates([a, invoice('b', '2026-09-16')]);
    expect(both).toEqual(['debtor-1 a handover approval 2026-11-09', 'debtor-1 b handover approval 2026-11-09']);
  });
});

describe('invoices of one debtor', () => {
  const wide: Policy = { ...plain, scope: 'debtor', merge: 'none' };
  const b = invoice('b', '2026-09-24', { open: 500n });

  it('are asked for together in debtor scope, the oldest speaking for all', () => {
    expect(lines([a, b], { policy: wide, span: { until: amsterdam('2026-10-01T00:00') } })).toEqual([
      'a pre-due 2026-09-14 121500',
      'a reminder 2026-09-21 121500',
      'a call 2026-09-30 121500',
    ]);
  });

  it('start where they stand themselves when the oldest is paid', () => {
    expect(lines([a, b], { policy: wide, events: [paid('2026-09-22')], span: { until: amsterdam('2026-10-01T00:00') } })).toEqual([
      'a pre-due 2026-09-14 121500',
      'a reminder 2026-09-21 121500',
      'b pre-due 2026-09-24 500',
      'b reminder 2026-09-29 500',
    ]);
  });

  it('are not given notice or handed over for one that is due months later', () => {
    const policy: Policy = { ...plain, scope: 'debtor' };
    const later = invoice('b', '2026-12-01', { registeredAt: amsterdam('2026-08-20T09:00'), open: 500n });
    expect(lines([a, later], { policy }).filter((line) => /notice|handover/.test(line))).toEqual([
      'a notice 2026-10-16 121500',
      'a handover 2026-11-09 121500',
      'b notice 2026-12-31 500',
      'b handover 2027-01-25 500',
    ]);
    const disputed: SimulationEvent = { type: 'dispute', on: '2026-10-20', invoice: 'a', amount: null };
    expect(
      lines([a, later], { policy: wide, debtor: { kind: 'consumer' }, events: [disputed] }).filter((line) => line.startsWith('b')),
    ).toEqual([
      'b pre-due 2026-11-30 500',
      'b reminder 2026-12-07 500',
      'b call 2026-12-15 500',
      'b notice 2026-12-31 500',
      'b handover 2027-01-25 500',
    ]);
  });

  it('get their notice anew when the due date moved after it', () => {
    const events: readonly SimulationEvent[] = [
      { type: 'dispute', on: '2026-10-20', invoice: 'a', amount: null },
      { type: 'dispute-resolved', on: '2026-10-22', invoice: 'a', newDueDate: '2026-12-01' },
    ];
    expect(lines([a], { debtor: { kind: 'consumer' }, events }).slice(3)).toEqual([
      'a notice 2026-10-16 121000',
      'a notice 2026-12-31 121000',
      'a handover 2027-01-25 121000',
    ]);
  });

  it('leave in messages of their own where the policy does not merge', () => {
    const policy: Policy = { ...plain, merge: 'none', minimumDaysBetweenContacts: 0, contactCap: { perDay: 9, perWeek: 9 } };
    const { contacts } = play([a, invoice('b', '2026-09-16')], { policy, span: { until: amsterdam('2026-09-15T00:00') } });
    expect(contacts.map(({ invoice: id, message }) => `${id} ${message}`)).toEqual(['a 1', 'b 2']);
  });
});

describe('contacts', () => {
  it('made before the start keep their distance', () => {
    const contacts = [{ at: amsterdam('2026-09-13T12:00'), channel: 'email' as const }];
    expect(lines([a], { debtor: { contacts } })[0]).toBe('a pre-due 2026-09-16 121000');
  });

  it('are not the agreement of a person: the message leaves on the same day', () => {
    const policy: Policy = { ...plain, sending: 'by-hand' };
    expect(lines([a], { policy }).slice(0, 2)).toEqual(['a pre-due 2026-09-14 121000', 'a reminder 2026-09-21 121000']);
  });
});

describe('events', () => {
  it('of one day happen in the order in which they are given', () => {
    const pause: SimulationEvent = { type: 'pause', on: '2026-09-10', invoice: 'a', until: null };
    const resume: SimulationEvent = { type: 'resume', on: '2026-09-10', invoice: 'a' };
    expect(lines([a], { events: [pause, resume] })).toHaveLength(5);
    expect(lines([a], { events: [resume, pause] })).toHaveLength(0);
  });

  it('stay as they were given', () => {
    const events = [paid('2026-09-22'), paid('2026-09-20', 'b')];
    const given = [...events];
    play([a, invoice('b', '2026-09-16')], { events });
    expect(events).toEqual(given);
  });

  it('happen before what is sent at the very start of a day', () => {
    const policy: Policy = { ...plain, sendingWindows: { email: '00:00-18:00' } };
    expect(lines([a], { policy, events: [paid('2026-09-14')] })).toEqual([]);
  });

  it.each([
    ['at the very end still happen', '2026-09-21T00:00', [{ invoice: 'a', outcome: 'paid', on: '2026-09-21' }]],
    ['after the end never happen', '2026-09-20T23:59', []],
  ])('%s', (_, end, ended) => {
    expect(play([a], { events: [paid('2026-09-21')], span: { until: amsterdam(end) } }).ended).toEqual(ended);
  });

  it('end an invoice once, and again only after it was open again', () => {
    const again: SimulationEvent = { type: 'reversal', on: '2026-09-20', invoice: 'a', amount: 121_000n };
    const ended = (...events: readonly SimulationEvent[]) => play([a], { events }).ended.map(({ outcome, on }) => `${outcome} ${on}`);
    expect(ended(paid('2026-09-10'), paid('2026-09-15'))).toEqual(['paid 2026-09-10']);
    expect(ended(paid('2026-09-10'), again, paid('2026-09-25'))).toEqual(['paid 2026-09-10', 'paid 2026-09-25']);
    expect(play([{ ...a, outcome: 'written-off' }], { events: [paid('2026-09-10')] }).ended).toEqual([]);
  });
});

describe('the end of a chase', () => {
  it('is the step that writes off, not one before it', () => {
    const policy: Policy = { ...plain, steps: [mail('first', 1), mail('last', 10, { effect: 'write-off' })] };
    expect(play([a], { policy }).ended).toEqual([{ invoice: 'a', outcome: 'written-off', on: '2026-09-28' }]);
  });

  it('is not the agreement to hand over, but the handover', () => {
    expect(play([a]).ended).toHaveLength(1);
    expect(play([a], { span: { until: amsterdam('2026-11-09T07:59') } }).ended).toEqual([]);
  });
});

describe('states', () => {
  it('are told up to the last day', () => {
    const policy: Policy = {
      ...plain,
      progress: 'highest',
      steps: [{ key: 'warned', kind: 'internal', trigger: { anchor: 'dueDate', days: 10, align: 'none' } }],
    };
    const states = (end: string) => play([a], { policy, span: { until: amsterdam(end) } }).states.map(({ on, state }) => `${on} ${state}`);
    expect(states('2026-09-26T00:00')).toEqual(['2026-09-26 warned']);
    expect(states('2026-09-25T23:59')).toEqual([]);
  });
});
