import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import type { DebtorFacts, InvoiceFacts } from '../facts/facts.js';
import { forecast } from '../forecast/forecast.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import type { SimulationEvent } from './events.js';
import { applyEvent } from './apply-event.js';
import { simulate } from './simulate.js';
import type { SimulationSpan } from './answer.js';

const plain: Policy = { ...standaard, jitterMinutes: 0 };
const from = amsterdam('2026-09-01T00:00');
const until = amsterdam('2027-03-01T00:00');
const invoice = (id: string, dueDate: string, changes: Partial<InvoiceFacts> = {}) => someInvoice(0, { id, dueDate, ...changes });
const play = (
  invoices: readonly InvoiceFacts[],
  events: readonly SimulationEvent[] = [],
  options: { policy?: Policy; debtor?: Partial<DebtorFacts>; span?: Partial<SimulationSpan> } = {},
) => simulate(options.policy ?? plain, [{ debtor: someDebtor(options.debtor), invoices }], { from, until, events, ...options.span });
const lines = (...given: Parameters<typeof play>): readonly string[] =>
  play(...given).contacts.map(
    ({ invoice: id, step, occurrence, date, channel, amount }) =>
      `${id} ${step}${occurrence > 1 ? `#${occurrence}` : ''} ${date} ${channel ?? '-'} ${amount}`,
  );
const a = invoice('a', '2026-09-16');
const whole = [
  'a pre-due 2026-09-14 email 121000',
  'a reminder 2026-09-21 email 121000',
  'a call 2026-09-30 call 121000',
  'a notice 2026-10-16 letter 121000',
  'a handover 2026-11-09 - 121000',
];

describe('a simulated life', () => {
  it('takes the whole ladder and ends with the handover', () => {
    const { contacts, ended, states } = play([a]);
    expect(lines([a])).toEqual(whole);
    expect(ended).toEqual([{ invoice: 'a', outcome: 'handed-over', on: '2026-11-09' }]);
    expect(states).toEqual([]);
    expect(contacts[0]).toEqual({
      debtor: 'debtor-1',
      invoice: 'a',
      step: 'pre-due',
      occurrence: 1,
      kind: 'message',
      channel: 'email',
      at: amsterdam('2026-09-14T08:00'),
      date: '2026-09-14',
      amount: 121_000n,
      currency: 'EUR',
      reason: 'due-by-policy',
      message: 1,
    });
  });

  it('is the forecast, approvals left out', () => {
    const foreseen = forecast(plain, { debtor: someDebtor(), invoice: a, siblings: [] }, { now: from, until });
    const steps = foreseen.flatMap(({ step }) => (step && step.approval === 'none' ? [`${step.key} ${step.at}`] : []));
    expect(play([a]).contacts.map(({ step, at }) => `${step} ${at}`)).toEqual(steps);
  });

  it('ends where it is told to', () => {
    expect(lines([a], [], { span: { until: amsterdam('2026-09-21T08:00') } })).toEqual(whole.slice(0, 2));
    expect(lines([a], [], { span: { until: amsterdam('2026-09-21T07:59') } })).toEqual(whole.slice(0, 1));
    expect(lines([a], [], { span: { from: amsterdam('2026-09-22T00:00') } })[0]).toBe('a reminder 2026-09-22 email 121000');
    expect(lines([{ ...a, outcome: 'paid' }])).toEqual([]);
  });

  it('merges what falls on one day into one message and caps the rest', () => {
    const b = invoice('b', '2026-09-16', { open: 500n });
    const c = invoice('c', '2026-09-17');
    const { contacts } = play([a, b, c], [], { span: { until: amsterdam('2026-09-30T00:00') } });
    expect(contacts.map(({ invoice: id, step, date, message }) => `${message} ${id} ${step} ${date}`)).toEqual([
      '1 a pre-due 2026-09-14',
      '1 b pre-due 2026-09-14',
      '1 c pre-due 2026-09-14',
      '2 a reminder 2026-09-21',
      '2 b reminder 2026-09-21',
      '3 c reminder 2026-09-24',
    ]);
  });

  it('does not let accounts touch each other', () => {
    const accounts = ['x', 'y'].map((id) => ({ debtor: someDebtor({ id }), invoices: [invoice(id, '2026-09-16')] }));
    const { contacts } = simulate(plain, accounts, { from, until });
    expect(contacts.filter(({ debtor }) => debtor === 'x').map(({ date }) => date)).toEqual(
      contacts.filter(({ debtor }) => debtor === 'y').map(({ date }) => date),
    );
  });

  it('writes off where the policy says so', () => {
    const policy: Policy = {
      ...plain,
      steps: [{ key: 'last', kind: 'message', trigger: { anchor: 'dueDate', days: 1 }, channels: ['email'], effect: 'write-off' }],
    };
    expect(play([a], [], { policy }).ended).toEqual([{ invoice: 'a', outcome: 'written-off', on: '2026-09-17' }]);
    const call: Policy = {
      ...plain,
      steps: [{ key: 'call', kind: 'call', trigger: { anchor: 'dueDate', days: 1 }, script: 's', effect: 'write-off' }],
    };
    expect(play([a], [], { policy: call }).ended).toEqual([]);
  });
});

describe('events', () => {
  const on = (date: string) => ({ on: date, invoice: 'a' });
  const upTo = (count: number, ...rest: string[]) => [...whole.slice(0, count), ...rest];

  it.each<[string, readonly SimulationEvent[], readonly string[]]>([
    ['payment ends it on its day, before anything is sent', [{ type: 'payment', ...on('2026-09-21'), amount: 121_000n }], upTo(1)],
    [
      'part payment lowers the amount',
      [{ type: 'payment', ...on('2026-09-15'), amount: 21_000n }],
      [whole[0] ?? '', ...whole.slice(1).map((line) => line.replace('121000', '100000'))],
    ],
    ['credit note', [{ type: 'credit-note', ...on('2026-09-15'), amount: 121_000n }], upTo(1)],
    [
      'reversal: the ladder goes on where it was',
      [
        { type: 'payment', ...on('2026-09-22'), amount: 121_000n },
        { type: 'reversal', ...on('2026-09-25'), amount: 121_000n },
      ],
      whole,
    ],
    [
      'promise kept',
      [
        { type: 'promise', ...on('2026-09-18'), date: '2026-09-25', amount: null },
        { type: 'payment', ...on('2026-09-25'), amount: 121_000n },
      ],
      upTo(1),
    ],
    [
      'promise broken: late by its grace, the distances are kept',
      [{ type: 'promise', ...on('2026-09-18'), date: '2026-09-25', amount: null }],
      upTo(
        1,
        'a reminder 2026-09-30 email 121000',
        'a call 2026-10-09 call 121000',
        'a notice 2026-10-26 letter 121000',
        'a handover 2026-11-16 - 121000',
      ),
    ],
    ['dispute', [{ type: 'dispute', ...on('2026-09-18'), amount: null }], upTo(1)],
    [
      'dispute resolved with a new term',
      [
        { type: 'dispute', ...on('2026-09-18'), amount: null },
        { type: 'dispute-resolved', ...on('2026-10-01'), newDueDate: '2026-10-14', creditAmount: 21_000n },
        { type: 'payment', ...on('2026-10-20'), amount: 100_000n },
      ],
      upTo(1, 'a reminder 2026-10-19 email 100000'),
    ],
    [
      'part dispute',
      [
        { type: 'dispute', ...on('2026-09-18'), amount: 20_000n },
        { type: 'payment', ...on('2026-09-22'), amount: 121_000n },
      ],
      upTo(1, 'a reminder 2026-09-21 email 101000'),
    ],
    [
      'pause and resume',
      [
        { type: 'pause', ...on('2026-09-18'), until: null },
        { type: 'resume', ...on('2026-09-22') },
        { type: 'payment', ...on('2026-09-23'), amount: 121_000n },
      ],
      upTo(1, 'a reminder 2026-09-22 email 121000'),
    ],
    [
      'pause with an end',
      [
        { type: 'pause', ...on('2026-09-18'), until: '2026-09-22' },
        { type: 'payment', ...on('2026-09-24'), amount: 121_000n },
      ],
      upTo(1, 'a reminder 2026-09-23 email 121000'),
    ],
    [
      'bounce: the next channel at once',
      [
        { type: 'bounce', ...on('2026-09-22') },
        { type: 'payment', ...on('2026-09-23'), amount: 121_000n },
      ],
      upTo(2, 'a reminder 2026-09-22 sms 121000'),
    ],
    ['call outcome: the ladder goes on', [{ type: 'call-outcome', ...on('2026-10-01'), code: 'no-answer' }], whole],
    [
      'due date changed',
      [
        { type: 'due-date-changed', ...on('2026-09-10'), dueDate: '2026-09-23' },
        { type: 'payment', ...on('2026-09-29'), amount: 121_000n },
      ],
      ['a pre-due 2026-09-21 email 121000', 'a reminder 2026-09-28 email 121000'],
    ],
    ['write-off', [{ type: 'write-off', ...on('2026-09-15') }], upTo(1)],
    [
      'write-off undone',
      [
        { type: 'write-off', ...on('2026-09-15') },
        { type: 'write-off-undone', ...on('2026-09-18') },
      ],
      whole,
    ],
    ['an event of another invoice', [{ type: 'write-off', on: '2026-09-15', invoice: 'zzz' }], whole],
    [
      'events in any order',
      [
        { type: 'resume', ...on('2026-09-22') },
        { type: 'pause', ...on('2026-09-18'), until: null },
        { type: 'payment', ...on('2026-09-23'), amount: 121_000n },
      ],
      upTo(1, 'a reminder 2026-09-22 email 121000'),
    ],
  ])('%s', (_, events, expected) => {
    expect(lines([a], events)).toEqual(expected);
  });

  it('a payment plan holds as long as it is kept', () => {
    const instalments = [
      { dueDate: '2026-10-01', amount: 60_000n },
      { dueDate: '2026-11-02', amount: 61_000n },
    ];
    const plan: SimulationEvent = { type: 'plan', ...on('2026-09-18'), instalments };
    const paid = (date: string, amount: bigint): SimulationEvent => ({ type: 'payment', ...on(date), amount });
    const reminders = ['a instalment-due 2026-09-28 email 60000', 'a instalment-due#2 2026-10-30 email 61000'];
    expect(lines([a], [plan, paid('2026-10-01', 60_000n), paid('2026-11-02', 61_000n)])).toEqual(upTo(1, ...reminders));
    const missed = [...reminders, 'a instalment-missed#2 2026-11-05 email 61000', 'a plan-ended#2 2026-11-17 email 61000'];
    expect(lines([a], [plan, paid('2026-10-01', 60_000n)]).slice(0, 6)).toEqual(upTo(1, ...missed, 'a reminder 2026-11-25 email 61000'));
    const mended = paid('2026-11-10', 61_000n);
    expect(lines([a], [plan, paid('2026-10-01', 60_000n), mended])).toEqual(upTo(1, ...missed.slice(0, 3)));
  });

  it('a payment plan over two invoices says everything once, and what is paid of one is paid of it', () => {
    const b = { ...a, id: 'b', open: 40_000n, total: 40_000n };
    const instalments = [
      { dueDate: '2026-10-01', amount: 121_000n },
      { dueDate: '2026-11-02', amount: 40_000n },
    ];
    const events: readonly SimulationEvent[] = [
      { type: 'plan', ...on('2026-09-18'), instalments, with: ['b'], confirm: true },
      { type: 'payment', ...on('2026-10-01'), amount: 121_000n },
    ];
    const { contacts } = play([a, b], events);
    const ofPlan = contacts.filter(({ date }) => date >= '2026-09-18');
    expect(ofPlan.slice(0, 5).map(({ invoice, step, date, amount }) => `${invoice} ${step} ${date} ${amount}`)).toEqual([
      'a confirm-plan 2026-09-18 121000',
      'b confirm-plan 2026-09-18 40000',
      'a instalment-due 2026-09-28 121000',
      'b instalment-due 2026-09-28 0',
      'b instalment-due 2026-10-30 40000',
    ]);
    expect(new Set(ofPlan.slice(0, 4).map(({ message }) => message)).size).toBe(2);
  });

  it('end once, with the day', () => {
    expect(play([a], [{ type: 'payment', ...on('2026-09-21'), amount: 500_000n }]).ended).toEqual([
      { invoice: 'a', outcome: 'paid', on: '2026-09-21' },
    ]);
    expect(play([a], [{ type: 'credit-note', ...on('2026-09-21'), amount: 121_000n }]).ended).toEqual([
      { invoice: 'a', outcome: 'credited', on: '2026-09-21' },
    ]);
    expect(play([a], [{ type: 'write-off', ...on('2026-09-21') }]).ended).toEqual([
      { invoice: 'a', outcome: 'written-off', on: '2026-09-21' },
    ]);
  });

  it('before the start happen at the start, after the end never', () => {
    expect(lines([a], [{ type: 'payment', ...on('2026-08-01'), amount: 121_000n }])).toEqual([]);
    expect(play([a], [{ type: 'payment', ...on('2027-03-02'), amount: 1n }]).ended).toHaveLength(1);
  });
});

describe('what an event does to the facts', () => {
  const account = { debtor: someDebtor(), invoices: [a] };
  const after = (event: SimulationEvent, invoices = [a]) =>
    applyEvent({ ...account, invoices }, event, { at: amsterdam('2026-09-20T00:00'), zone: 'Europe/Amsterdam' }).invoices[0];
  const on = { on: '2026-09-20', invoice: 'a' };

  it('money never makes the open amount negative, and taking it back never more than the total', () => {
    expect(after({ type: 'payment', ...on, amount: 999_999n })).toMatchObject({ open: 0n, outcome: 'paid' });
    expect(after({ type: 'reversal', ...on, amount: 999_999n }, [{ ...a, open: 1000n }])).toMatchObject({ open: 121_000n, outcome: null });
    expect(after({ type: 'reversal', ...on, amount: 5n }, [{ ...a, open: 0n, outcome: 'written-off' }])).toMatchObject({
      open: 5n,
      outcome: null,
    });
    expect(after({ type: 'payment', ...on, amount: 121_000n }, [{ ...a, promise: { date: '2026-10-01', amount: null } }])).toMatchObject({
      promise: null,
    });
    expect(after({ type: 'payment', ...on, amount: 1n }, [{ ...a, promise: { date: '2026-10-01', amount: null } }])).toMatchObject({
      promise: { date: '2026-10-01' },
    });
    const ofAPart = [{ ...a, promise: { date: '2026-10-01', amount: 5n } }];
    expect(after({ type: 'payment', ...on, amount: 4n }, ofAPart)).toMatchObject({ promise: { date: '2026-10-01', amount: 5n } });
    expect(after({ type: 'payment', ...on, amount: 5n }, ofAPart)).toMatchObject({ promise: null });
    expect(after({ type: 'credit-note', ...on, amount: 5n }, ofAPart)).toMatchObject({ promise: { amount: 5n } });
  });

  it('instalments are paid in order of their dates', () => {
    const paymentPlan = {
      instalments: [
        { dueDate: '2026-11-01', amount: 10n, open: 10n },
        { dueDate: '2026-10-01', amount: 10n, open: 10n },
      ],
    };
    expect(
      after({ type: 'payment', ...on, amount: 15n }, [{ ...a, paymentPlan }])?.paymentPlan?.instalments.map(({ dueDate, open }) => [
        dueDate,
        open,
      ]),
    ).toEqual([
      ['2026-10-01', 0n],
      ['2026-11-01', 5n],
    ]);
  });

  it('a written-off invoice stays closed by what closed it first', () => {
    expect(after({ type: 'write-off', ...on }, [{ ...a, outcome: 'paid' }])).toMatchObject({ outcome: 'paid' });
    expect(after({ type: 'write-off-undone', ...on }, [{ ...a, outcome: 'paid' }])).toMatchObject({ outcome: 'paid' });
    expect(after({ type: 'payment', ...on, amount: 121_000n }, [{ ...a, outcome: 'written-off' }])).toMatchObject({
      outcome: 'written-off',
      open: 0n,
    });
  });

  it('a bounce ends the address and the contact does not count', () => {
    const row = {
      step: 'reminder',
      occurrence: 1,
      at: 5,
      result: 'sent',
      channel: 'email',
      outcome: null,
      deadline: null,
    } as const;
    const contacts = [
      { at: 4, channel: 'sms' as const },
      { at: 5, channel: 'email' as const },
    ];
    const bounced = applyEvent(
      { debtor: someDebtor({ contacts }), invoices: [{ ...a, taken: [row, { ...row, step: 'call', channel: 'call', at: 6 }] }] },
      { type: 'bounce', ...on },
      { at: from, zone: 'Europe/Amsterdam' },
    );
    expect(bounced.debtor).toMatchObject({ reach: { email: 'failed', sms: 'usable' }, contacts: [{ at: 4 }] });
    expect(bounced.invoices[0]?.taken.map(({ result }) => result)).toEqual(['failed', 'sent']);
    expect(applyEvent(account, { type: 'bounce', ...on }, { at: from, zone: 'Europe/Amsterdam' })).toEqual(account);
  });
});

describe('states', () => {
  const policy: Policy = {
    ...plain,
    scope: 'debtor',
    progress: 'highest',
    steps: [
      { key: 'warned', kind: 'internal', trigger: { anchor: 'oldestOpenDueDate', days: 10, align: 'none' } },
      { key: 'blocked', kind: 'internal', trigger: { anchor: 'oldestOpenDueDate', days: 20, align: 'none' } },
    ],
  };

  it('are told when they are entered, and when the account is clear again', () => {
    const { states, contacts, ended } = play(
      [a, invoice('b', '2026-09-28', { issueDate: '2026-09-20' })],
      [{ type: 'payment', on: '2026-10-07', invoice: 'a', amount: 121_000n }],
      {
        policy,
        span: { until: amsterdam('2026-10-20T00:00') },
      },
    );
    expect(states.map(({ on, state }) => `${on} ${state}`)).toEqual([
      '2026-09-26 warned',
      '2026-10-06 blocked',
      '2026-10-07 null',
      '2026-10-08 warned',
      '2026-10-18 blocked',
    ]);
    expect(contacts).toEqual([]);
    expect(ended).toEqual([{ invoice: 'a', outcome: 'paid', on: '2026-10-07' }]);
  });

  it('fall to a lower one', () => {
    const { states } = play([a, invoice('b', '2026-09-24')], [{ type: 'payment', on: '2026-10-07', invoice: 'a', amount: 121_000n }], {
      policy,
      span: { until: amsterdam('2026-10-08T00:00') },
    });
    expect(states.map(({ state }) => state)).toEqual(['warned', 'blocked', 'warned']);
  });
});
