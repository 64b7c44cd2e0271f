/** What a fact takes away with it in a simulation: the same as in the running chase. */
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import type { DebtorFacts, InvoiceFacts } from '../facts/facts.js';
import { standaard, strak } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import type { SimulationEvent } from './events.js';
import { simulate } from './simulate.js';

const from = amsterdam('2026-09-01T00:00');
const until = amsterdam('2027-03-01T00:00');
const invoice = (id: string, dueDate: string, changes: Partial<InvoiceFacts> = {}) => someInvoice(0, { id, dueDate, ...changes });
const a = invoice('a', '2026-09-16');
const on = (date: string, id = 'a') => ({ on: date, invoice: id });

interface Options {
  readonly policy?: Policy;
  readonly debtor?: Partial<DebtorFacts>;
}

function lines(invoices: readonly InvoiceFacts[], events: readonly SimulationEvent[], { policy = strak, debtor }: Options = {}) {
  const plain: Policy = { ...policy, jitterMinutes: 0 };
  return simulate(plain, [{ debtor: someDebtor(debtor), invoices }], { from, until, events }).contacts.map(
    ({ invoice: id, step, occurrence, date }) => `${id} ${step}${occurrence > 1 ? `#${occurrence}` : ''} ${date}`,
  );
}

/** Under `strak` the call is opened on 23 September, a week after the due date, and runs out on the 28th. */
const upToCall = ['a pre-due 2026-09-09', 'a reminder 2026-09-17', 'a call 2026-09-23'];

describe('a stop that falls on an open call', () => {
  it('takes the call off the list, and the ladder asks for it again when the stop has gone', () => {
    const events: readonly SimulationEvent[] = [
      { type: 'pause', ...on('2026-09-24'), until: null },
      { type: 'resume', ...on('2026-10-05') },
      { type: 'write-off', ...on('2026-10-06') },
    ];
    expect(lines([a], events)).toEqual([...upToCall, 'a call 2026-10-05']);
  });

  it('makes the call no contact: nothing keeps its distance from it', () => {
    const events: readonly SimulationEvent[] = [{ type: 'dispute', ...on('2026-09-24'), amount: null }];
    // The reminder of b is due on the 24th, one day after the call.
    const b = invoice('b', '2026-09-23', { registeredAt: amsterdam('2026-09-20T10:00') });
    expect(lines([a, b], events).slice(0, 4)).toEqual([...upToCall, 'b reminder 2026-09-24']);
    expect(lines([a, b], []).slice(0, 4)).toEqual([...upToCall, 'b reminder 2026-09-26']);
  });

  it('does so by time alone too: a part payment that leaves too little to chase for', () => {
    const events: readonly SimulationEvent[] = [
      { type: 'payment', ...on('2026-09-24'), amount: 120_900n },
      { type: 'reversal', ...on('2026-09-30'), amount: 120_900n },
      { type: 'write-off', ...on('2026-10-01') },
    ];
    expect(lines([a], events)).toEqual([...upToCall, 'a call 2026-09-30']);
  });

  it('leaves a call that was made', () => {
    const events: readonly SimulationEvent[] = [
      { type: 'call-outcome', ...on('2026-09-24'), code: 'no-answer' },
      { type: 'pause', ...on('2026-09-25'), until: null },
      { type: 'resume', ...on('2026-10-12') },
      { type: 'write-off', ...on('2026-10-13') },
    ];
    expect(lines([a], events)).toEqual([...upToCall, 'a urgent 2026-10-12']);
  });
});

describe('a stop that begins by time alone', () => {
  it('takes an open call off the list too, when the chase wakes by which it begins', () => {
    // In debtor scope b follows a, as soon as the pause of a is over: the call that b had open is asked for again, now by a.
    const policy: Policy = { ...strak, scope: 'debtor', steps: strak.steps.filter(({ kind }) => kind === 'call') };
    const paused = { ...a, pause: { reason: 'asked', until: '2026-09-28' } };
    const b = invoice('b', '2026-09-17');
    expect(lines([paused, b], [], { policy })).toEqual(['b call 2026-09-24', 'a call 2026-09-29']);
  });
});

describe('an approval that was given', () => {
  const approvalOf = (events: readonly SimulationEvent[]) => {
    const given = { step: 'handover', occurrence: 1, at: amsterdam('2026-09-20T10:00'), result: 'done', channel: null } as const;
    const asked = { ...invoice('a', '2026-09-16'), taken: [{ ...given, outcome: 'approved', deadline: null }] };
    const policy: Policy = {
      ...standaard,
      jitterMinutes: 0,
      steps: [{ key: 'handover', kind: 'handover', trigger: { anchor: 'dueDate', days: 20 }, approval: 'required' }],
    };
    return simulate(policy, [{ debtor: someDebtor(), invoices: [asked] }], {
      from: amsterdam('2026-09-21T00:00'),
      until,
      events,
    }).gates.map(({ gate, on: day }) => `${gate} ${day}`);
  };

  it.each<[string, readonly SimulationEvent[]]>([
    ['the due date', [{ type: 'due-date-changed', ...on('2026-09-22'), dueDate: '2026-09-20' }]],
    ['a part that is contested', [{ type: 'dispute', ...on('2026-09-22'), amount: 100n }]],
    ['a stop', [{ type: 'pause', ...on('2026-09-22'), until: '2026-09-23' }]],
  ])('is asked for again when its ground moved: %s', (_, events) => {
    expect(approvalOf(events).some((line) => line.startsWith('approval'))).toBe(true);
  });

  it.each<[string, readonly SimulationEvent[]]>([
    ['nothing happens', []],
    ['a part is paid', [{ type: 'payment', ...on('2026-09-22'), amount: 100n }]],
  ])('stands when %s', (_, events) => {
    expect(approvalOf(events).some((line) => line.startsWith('approval'))).toBe(false);
  });
});

describe('the end of a chase', () => {
  it('takes its open call off the list: nothing keeps its distance from a call that is not made any more', () => {
    const policy: Policy = {
      ...strak,
      progress: 'independent',
      contactCap: { perDay: 1, perWeek: 1 },
      minimumDaysBetweenContacts: 0,
      steps: [
        { key: 'call', kind: 'call', trigger: { anchor: 'dueDate', days: 1 }, script: 's', deadlineDays: 5 },
        { key: 'end', kind: 'internal', trigger: { anchor: 'dueDate', days: 2 }, effect: 'write-off' },
      ],
    };
    const b = invoice('b', '2026-09-17');
    expect(lines([a, b], [], { policy })).toEqual(['a call 2026-09-17', 'a end 2026-09-18', 'b call 2026-09-18', 'b end 2026-09-21']);
  });
});

describe('a call', () => {
  it('counts from the moment it was made: distances count from there', () => {
    const policy: Policy = { ...strak, minimumDaysBetweenContacts: 7 };
    const events: readonly SimulationEvent[] = [{ type: 'call-outcome', ...on('2026-09-27'), code: 'no-answer' }];
    expect(lines([a], events, { policy }).slice(2, 4)).toEqual(['a call 2026-09-24', 'a urgent 2026-10-05']);
  });

  it('that nobody made in time was no contact', () => {
    const policy: Policy = { ...strak, contactCap: { perDay: 1, perWeek: 1 }, minimumDaysBetweenContacts: 0 };
    expect(lines([a], [], { policy }).slice(2, 4)).toEqual(['a call 2026-09-24', 'a urgent 2026-09-30']);
  });
});
