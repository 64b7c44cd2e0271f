import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText, skippedText } from '#testing/builders/plan-text.js';
import { decide } from './decide.js';
import type { InvoiceFacts } from './facts/facts.js';
import { standaard } from './language/policies.js';
import type { Policy, Step } from './language/policy.js';

const plain: Policy = { ...standaard, jitterMinutes: 0 };
const morning = amsterdam('07:00');
const plan = (options: FactsOptions, policy = plain, now = morning) => decide(policy, someFacts(options), now);
const asText = (options: FactsOptions, policy = plain, now = morning): string => planText(plan(options, policy, now));

describe('what an operator orders', () => {
  const order = (step: string, act: 'skip' | 'postpone' | 'run-now', until: string | null = null, at = '06:00') => ({
    step,
    act,
    until,
    at: amsterdam(at),
  });
  const with_ = (...overrides: ReturnType<typeof order>[]): FactsOptions => ({ daysLate: 5, invoice: { overrides } });

  it.each<[string, FactsOptions, string]>([
    ['skip', with_(order('reminder', 'skip')), 'call 2026-09-25 09:00 call'],
    ['postpone', with_(order('reminder', 'postpone', '2026-09-22')), 'reminder 2026-09-22 08:00 email'],
    ['postpone to a day that is over', with_(order('reminder', 'postpone', '2026-09-01')), 'reminder 2026-09-16 08:00 email'],
    ['postpone without a date', with_(order('reminder', 'postpone')), 'wait postponed'],
    ['run the next step now', { ...with_(order('reminder', 'run-now')), daysLate: 1 }, 'reminder 2026-09-16 08:00 email'],
    ['run a later step now', with_(order('call', 'run-now')), 'call 2026-09-16 09:00 call'],
    [
      'the newest order counts',
      with_(order('reminder', 'skip'), order('reminder', 'postpone', '2026-09-22', '06:30')),
      'reminder 2026-09-22 08:00 email',
    ],
    [
      'also when it stands first',
      with_(order('reminder', 'postpone', '2026-09-22', '06:30'), order('reminder', 'skip')),
      'reminder 2026-09-22 08:00 email',
    ],
    [
      'an order that was carried out is over',
      { ...with_(order('reminder', 'run-now', null, '2026-09-15T08:00')), taken: [took('reminder', '2026-09-15T08:01')] },
      'call 2026-09-25 09:00 call',
    ],
  ])('%s', (_, options, expected) => {
    const { taken, ...rest } = options;
    expect(asText({ ...rest, invoice: { ...rest.invoice, taken: taken ?? [] } })).toBe(expected);
  });

  it('tells what was jumped over and why', () => {
    const answer = plan(with_(order('call', 'run-now')));
    expect(answer.reasons).toEqual(['run-now']);
    expect(skippedText(answer)).toEqual(['check-in', 'pre-due', 'reminder'].map((key) => `${key} skipped-by-operator`));
    expect(skippedText(plan(with_(order('reminder', 'skip'))))).toContain('reminder skipped-by-operator');
    expect(plan(with_(order('reminder', 'postpone', '2026-09-22'))).reasons).toEqual(['due-by-policy', 'postponed']);
  });

  it('is bound by caps and windows, not by distances', () => {
    const debtor = { contacts: [{ at: amsterdam('2026-09-15T12:00'), channel: 'sms' as const }] };
    expect(asText({ ...with_(order('call', 'run-now')), debtor })).toBe('call 2026-09-16 09:00 call');
    const today = { contacts: [{ at: amsterdam('06:30'), channel: 'sms' as const }] };
    expect(asText({ ...with_(order('call', 'run-now')), debtor: today })).toBe('call 2026-09-17 09:00 call');
  });

  it('never opens a legal gate', () => {
    const ordered: FactsOptions = { ...with_(order('handover', 'run-now')), debtor: { kind: 'consumer' } };
    expect(asText(ordered)).toBe('notice 2026-10-12 08:00 letter+email');
    const adopted = { ...ordered, invoice: { ...ordered.invoice, adopted: { lastStep: 'notice', at: '2026-09-10' } } };
    expect(asText(adopted)).toBe('wait legal-gate');
  });
});

describe('a step that did not arrive', () => {
  const failed = (...channels: ('email' | 'whatsapp' | 'sms' | 'letter')[]) =>
    channels.map((channel, index) => took('reminder', `2026-09-16T06:0${index}`, { channel, result: 'failed' }));

  it.each<[string, FactsOptions, string]>([
    ['goes by the next channel', { daysLate: 5, taken: failed('email') }, 'reminder 2026-09-16 09:00 sms'],
    ['is left out when none is left', { daysLate: 5, taken: failed('email', 'sms') }, 'call 2026-09-25 09:00 call'],
    [
      'is sent once something arrived',
      { daysLate: 5, taken: [...failed('email'), took('reminder', '06:30', { channel: 'sms' })] },
      'call 2026-09-25 09:00 call',
    ],
    [
      'waits while the next try is on its way',
      { daysLate: 5, taken: [...failed('email'), took('reminder', '06:30', { result: 'claimed' })] },
      'wait send-in-flight',
    ],
    [
      'arrived when only the copy failed',
      { daysLate: 5, taken: [took('reminder', '06:30', { channel: 'sms', result: 'sent' }), ...failed('email')] },
      'call 2026-09-25 09:00 call',
    ],
  ])('%s', (_, options, expected) => {
    expect(asText(options)).toBe(expected);
  });

  it('a notice without an address waits for a person', () => {
    const taken = [took('call', '2026-09-01T09:00', { channel: 'call', result: 'done' })];
    expect(asText({ daysLate: 30, taken, debtor: { reach: { email: 'usable' } } })).toBe('wait no-channel');
  });
});

describe('debtor scope', () => {
  const debtorWide: Policy = { ...plain, scope: 'debtor', steps: plain.steps.filter(({ key }) => key !== 'check-in') };
  const older = someInvoice(10, { id: 'older', open: 50_000n });

  it.each([
    ['a call that is open', { channel: 'call', result: 'open' }, 'wait awaiting-outcome'],
    ['a message on its way', { channel: 'email', result: 'claimed' }, 'wait send-in-flight'],
    ['a call that was agreed to', { channel: null, result: 'done', outcome: 'approved' }, 'call 2026-09-16 09:00 call'],
  ] as const)('is not handed to an older invoice whose ladder has ended by what this one has begun: %s', (_, begun, expected) => {
    const steps: Policy['steps'] = [
      { key: 'reminder', kind: 'message', trigger: { anchor: 'dueDate', days: 5 }, channels: ['email'] },
      { key: 'call', kind: 'call', trigger: { anchor: 'dueDate', days: 14 } },
    ];
    // Called before this one was late.
    const ended = someInvoice(60, { id: 'older', taken: [took('call', '2026-08-10T10:00', { channel: 'call', result: 'done' })] });
    const taken = [took('reminder', '2026-09-06T10:00'), took('call', '06:00', begun)];
    expect(asText({ daysLate: 15, siblings: [ended] }, { ...debtorWide, steps })).not.toContain('follows-oldest');
    expect(asText({ daysLate: 15, taken, siblings: [ended] }, { ...debtorWide, steps })).toBe(expected);
  });

  it('lets the oldest invoice speak for all', () => {
    expect(asText({ daysLate: 5, siblings: [older] }, debtorWide)).toBe('wait follows-oldest');
    const speaks = decide(debtorWide, { ...someFacts({ siblings: [someInvoice(5)] }), invoice: older }, morning);
    expect(planText(speaks)).toBe('reminder 2026-09-16 08:00 email');
    expect(speaks).toMatchObject({ step: { amount: 171_000n } });
  });

  it.each([
    ['an invoice that is closed', { ...older, outcome: 'paid' as const }],
    ['one that is disputed', { ...older, dispute: { since: '2026-09-01', amount: null } }],
    ['a younger one', someInvoice(4, { id: 'younger' })],
    ['one of the same day with a later id', someInvoice(5, { id: 'invoice-2' })],
  ])('does not follow %s', (_, sibling) => {
    expect(asText({ daysLate: 5, siblings: [sibling] }, debtorWide)).toBe('reminder 2026-09-16 08:00 email');
  });

  it('follows one of the same day with an earlier id', () => {
    expect(asText({ daysLate: 5, siblings: [someInvoice(5, { id: 'invoice-0' })] }, debtorWide)).toBe('wait follows-oldest');
  });

  it('chases one ladder per currency, for a message asks one', () => {
    const dollars = { ...older, currency: 'USD' };
    expect(asText({ daysLate: 5, siblings: [older] }, debtorWide)).toBe('wait follows-oldest');
    expect(plan({ daysLate: 5, siblings: [dollars] }, debtorWide)).toMatchObject({ step: { key: 'reminder', amount: 121_000n } });
  });

  describe('the oldest carries the ladder while it may be asked', () => {
    const kept = { instalments: [{ dueDate: '2028-12-01', amount: 1n, open: 1n }] };

    it.each<[string, Partial<InvoiceFacts>]>([
      ['is paused', { pause: { reason: 'x', until: null } }],
      ['is in a plan that is kept', { paymentPlan: kept }],
      ['is collected by direct debit', { directDebitPending: true }],
      ['was chased to the end', { taken: [took('handover', '2026-09-10T08:00', { result: 'skipped', channel: null })] }],
    ])('not when it %s: the next one does', (_, changes) => {
      const answer = plan({ daysLate: 5, siblings: [{ ...older, ...changes }] }, debtorWide);
      expect(planText(answer)).toBe('reminder 2026-09-16 08:00 email');
      // What was agreed for the other is not asked with this one; the end of a ladder is no agreement.
      expect(answer).toMatchObject({ step: { amount: changes.taken ? 171_000n : 121_000n } });
    });

    it('not when it stands for good at a step that is not for it', () => {
      const call: Step = { key: 'call', kind: 'call', trigger: { anchor: 'dueDate', days: 4 }, deadlineDays: 1 };
      const only = { outcome: { step: 'call', outcome: ['no-answer'] } };
      const policy: Policy = { ...debtorWide, steps: [call, { ...call, key: 'again', only, unfit: 'wait' }] };
      const called = took('call', '2026-09-08T08:00', { channel: 'call', result: 'done', outcome: 'reached-paid' });
      expect(asText({ daysLate: 3, siblings: [{ ...older, taken: [called] }] }, policy)).toBe('call 2026-09-17 09:00 call');
    });

    it.each<[string, Partial<InvoiceFacts>, string]>([
      ['a pause runs out', { pause: { reason: 'x', until: '2026-09-20' } }, 'wait follows-oldest until 2026-09-21 00:00'],
      ['a pause runs out after the step', { pause: { reason: 'x', until: '2026-09-21' } }, 'reminder 2026-09-21 08:00 email'],
      ['a promise would be broken', { promise: { date: '2026-09-16', amount: null } }, 'wait follows-oldest until 2026-09-19 00:00'],
      ['a promise was broken', { promise: { date: '2026-09-10', amount: null } }, 'wait follows-oldest'],
      ['a plan was broken', { paymentPlan: kept, paymentPlanBrokenOn: '2026-09-10' }, 'wait follows-oldest'],
    ])('again when %s', (_, changes, expected) => {
      expect(asText({ daysLate: 1, siblings: [{ ...older, ...changes }] }, debtorWide)).toBe(expected);
    });

    it('is waited for as long as it waits itself', () => {
      const open = took('call', '2026-09-14T09:00', { channel: 'call', result: 'open', deadline: amsterdam('2026-09-21T09:00') });
      expect(asText({ daysLate: 5, siblings: [{ ...older, taken: [open] }] }, debtorWide)).toBe(
        'wait follows-oldest until 2026-09-21 09:00',
      );
      const sending = took('reminder', '06:59', { result: 'claimed' });
      expect(asText({ daysLate: 5, siblings: [{ ...older, taken: [sending] }] }, debtorWide)).toBe('wait follows-oldest');
    });

    it('is the oldest of those that may be asked, not the first in the list', () => {
      const ended = { ...older, id: 'ended', taken: [took('handover', '2026-09-10T08:00', { result: 'skipped', channel: null })] };
      const third = someInvoice(7, { id: 'third', pause: { reason: 'x', until: null } });
      expect(asText({ daysLate: 5, siblings: [third, someInvoice(6, { id: 'second' }), ended] }, debtorWide)).toBe('wait follows-oldest');
      expect(asText({ daysLate: 5, siblings: [third, ended] }, debtorWide)).toBe('reminder 2026-09-16 08:00 email');
    });

    it('is asked in its own order, whatever the list', () => {
      const open = took('call', '2026-09-14T09:00', { channel: 'call', result: 'open', deadline: amsterdam('2026-09-21T09:00') });
      const siblings = [someInvoice(6, { id: 'second' }), { ...older, taken: [open] }];
      expect(asText({ daysLate: 2, siblings }, debtorWide)).toBe('wait follows-oldest until 2026-09-21 09:00');
    });

    it('carries it while somebody is asked about it, and while its own notice is on its way', () => {
      const asked = took('handover', '2026-09-14T09:00', { channel: null, result: 'open' });
      expect(asText({ daysLate: 5, siblings: [{ ...older, taken: [asked] }] }, debtorWide)).toBe('wait follows-oldest');
      const sending = took('notice', '06:59', { channel: 'letter', result: 'claimed' });
      const notices: Policy = { ...debtorWide, steps: plain.steps.filter(({ legal }) => legal) };
      expect(asText({ daysLate: 32, siblings: [{ ...older, dueDate: '2026-08-01', taken: [sending] }] }, notices)).toBe(
        'wait follows-oldest',
      );
    });

    it('carries nothing once the debtor was told all there is, be it about another invoice', () => {
      const one: Policy = { ...debtorWide, steps: plain.steps.filter(({ key }) => key === 'reminder') };
      const told = { invoice: { taken: [took('reminder', '2026-09-15T08:00')] } };
      expect(asText({ daysLate: 5, ...told, siblings: [older] }, one)).toBe('wait no-step-left');
    });

    it('counts an amount again from the day on which it may be asked', () => {
      const policy: Policy = { ...debtorWide, minimumOpenAmount: { EUR: 150_000n } };
      const paused = (until: string | null) => someInvoice(4, { id: 'younger', open: 50_000n, pause: { reason: 'x', until } });
      expect(asText({ daysLate: 5, siblings: [paused('2026-09-20')] }, policy)).toBe('wait below-minimum until 2026-09-21 00:00');
      expect(asText({ daysLate: 5, siblings: [paused(null)] }, policy)).toBe('wait below-minimum');
    });

    it('says so beside its own stops', () => {
      const pause = { reason: 'x', until: '2026-09-20' };
      expect(asText({ daysLate: 5, invoice: { pause }, siblings: [older] }, debtorWide)).toBe('wait paused,follows-oldest');
    });
  });

  it('stands where any of the open invoices stands', () => {
    const covered = { ...someInvoice(3, { id: 'younger' }), taken: [took('reminder', '2026-09-15T08:00')] };
    expect(asText({ daysLate: 14, siblings: [covered] }, debtorWide)).toBe('call 2026-09-18 09:00 call'.replace('18', '24'));
  });

  describe('the oldest open date', () => {
    const from = (anchor: 'oldestOpenDueDate' | 'oldestOpenIssueDate', days: number, scope: Policy['scope'] = 'debtor'): Policy => ({
      ...debtorWide,
      scope,
      steps: [{ key: 'r', kind: 'message', trigger: { anchor, days, align: 'none' }, channels: ['email'] }],
    });
    const disputed = { dispute: { since: '2026-09-10', amount: null } };
    const agreed: readonly (readonly [string, Partial<InvoiceFacts>])[] = [
      ['disputed', disputed],
      ['paused', { pause: { reason: 'x', until: null } }],
      ['promised', { promise: { date: '2026-12-01', amount: null } }],
    ];

    it.each<readonly [string, Partial<InvoiceFacts>]>([...agreed, ['in another currency', { currency: 'USD' }]])(
      'is not that of one that is %s: nothing leaves before the own due date',
      (_, changes) => {
        const siblings = [{ ...older, ...changes }];
        expect(asText({ daysLate: -10, siblings }, from('oldestOpenDueDate', 5))).toBe('r 2026-10-01 08:00 email');
      },
    );

    it.each(agreed)('nor with a ladder for each invoice that of one that is %s', (_, changes) => {
      const siblings = [{ ...older, ...changes }];
      expect(asText({ daysLate: -10, siblings }, from('oldestOpenDueDate', 5, 'invoice'))).toBe('r 2026-10-01 08:00 email');
      expect(asText({ daysLate: -10, siblings: [older] }, from('oldestOpenDueDate', 5, 'invoice'))).toBe('r 2026-09-16 08:00 email');
    });

    it('is not that of one whose ladder has ended', () => {
      const ended = { ...older, taken: [took('r', '2026-09-11T08:00')] };
      expect(asText({ daysLate: -10, siblings: [ended] }, from('oldestOpenDueDate', 5))).toBe('r 2026-10-01 08:00 email');
    });

    it('may be that of an invoice that was issued earlier and falls due later', () => {
      const long = (changes: Partial<InvoiceFacts> = {}) => [someInvoice(-10, { id: 'long', issueDate: '2026-08-07', ...changes })];
      const policy = from('oldestOpenIssueDate', 50);
      expect(asText({ daysLate: 0, siblings: long() }, policy)).toBe('r 2026-09-26 08:00 email');
      expect(asText({ daysLate: 0, siblings: long({ outcome: 'paid' }) }, policy)).toBe('r 2026-10-06 08:00 email');
      expect(asText({ daysLate: 0, siblings: long(disputed) }, policy)).toBe('r 2026-10-06 08:00 email');
      expect(asText({ daysLate: 0, siblings: long({ currency: 'USD' }) }, policy)).toBe('r 2026-10-06 08:00 email');
    });
  });

  it('counts from the oldest due date, which moves when that invoice is paid', () => {
    const policy: Policy = {
      ...debtorWide,
      steps: [{ key: 'r', kind: 'message', trigger: { anchor: 'oldestOpenDueDate', days: 7 }, channels: ['email'] }],
    };
    const younger = someInvoice(5);
    expect(planText(decide(policy, { ...someFacts({ siblings: [younger] }), invoice: older }, morning))).toBe('r 2026-09-16 08:00 email');
    expect(planText(decide(policy, { ...someFacts(), invoice: younger, siblings: [{ ...older, outcome: 'paid' }] }, morning))).toBe(
      'r 2026-09-18 08:00 email',
    );
  });
});
