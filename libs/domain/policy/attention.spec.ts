import { describe, expect, it } from 'vitest';
import { amsterdam, someFacts, someInvoice, today, took } from '#testing/builders/facts.builder.js';
import { type Remedy, type WaitState, groundsOf, waitStateOf, standstills } from './attention.js';
import { decide } from './decide.js';
import type { ChaseFacts, InvoiceFacts, NoticeFact } from './facts/facts.js';
import { type ReasonCode, type SkippedStep, reasonCodes } from './language/plan.js';
import { standaard } from './language/policies.js';
import type { Policy, Step } from './language/policy.js';

const now = amsterdam('09:00');
const letter: Step = {
  key: 'notice',
  kind: 'message',
  trigger: { anchor: 'dueDate', days: 5, align: 'none' },
  channels: ['letter'],
  legal: 'formal-notice',
};
const mail: Step = { key: 'mail', kind: 'message', trigger: { anchor: 'dueDate', days: 1, align: 'none' }, channels: ['email', 'sms'] };
const policyOf = (...steps: Step[]): Policy => ({ ...standaard, steps });
const stand = (policy: Policy, facts: ChaseFacts, at = now): WaitState =>
  waitStateOf(policy, facts, { plan: decide(policy, facts, at), now: at });
const late = (over: Parameters<typeof someFacts>[0] = {}): ChaseFacts => someFacts({ daysLate: 30, ...over });

describe('whom a chase waits for', () => {
  it('time, while there is an instant', () => {
    expect(stand(policyOf(letter), late())).toEqual({ waitsFor: 'time', ask: null });
    expect(stand(policyOf(letter), late({ invoice: { promise: { date: today, amount: null } } }))).toEqual({ waitsFor: 'time', ask: null });
  });

  it('nobody, once it is over', () => {
    expect(stand(policyOf(letter), late({ invoice: { outcome: 'paid', open: 0n } }))).toEqual({ waitsFor: null, ask: null });
  });

  it.each([
    ['a pause', { invoice: { pause: { reason: 'asked', until: null } } }],
    ['a dispute', { invoice: { dispute: { since: today, amount: null } } }],
    ['a hold', { debtor: { holds: [{ reason: 'deceased' as const, until: null }] } }],
    ['silence that was asked for', { debtor: { doNotContact: true } }],
    ['a direct debit', { invoice: { directDebitPending: true } }],
  ])('news, while it is stopped by %s', (_what, over) => {
    expect(stand(policyOf(letter), late(over))).toEqual({ waitsFor: 'news', ask: null });
  });

  it('the person who has its call or approval', () => {
    const open = took('notice', '2026-09-15T10:00', { result: 'open', channel: null });
    expect(stand(policyOf(letter), late({ taken: [open] }))).toEqual({ waitsFor: 'person', ask: null });
  });

  it('time, while a message is on its way: that ends by itself', () => {
    const claimed = took('notice', '2026-09-16T08:59', { result: 'claimed', channel: 'letter' });
    expect(decide(policyOf(letter), late({ taken: [claimed] }), now)).toMatchObject({ reasons: ['send-in-flight'], until: null });
    expect(stand(policyOf(letter), late({ taken: [claimed] }))).toEqual({ waitsFor: 'time', ask: null });
  });

  it('the person who has its call, also under a policy of states', () => {
    const phone: Step = { key: 'phone', kind: 'call', trigger: { anchor: 'dueDate', days: 5 } };
    const open = took('phone', '2026-09-15T10:00', { result: 'open', channel: 'call' });
    expect(stand(policyOf(phone), late({ taken: [open] }))).toEqual({ waitsFor: 'person', ask: null });
    const plan = { next: 'wait', until: null, reasons: ['awaiting-outcome'], skipped: [], inputs: {} } as const;
    expect(waitStateOf({ ...policyOf(phone), progress: 'highest' }, late(), { plan, now })).toEqual({ waitsFor: 'person', ask: null });
  });

  it('news, under a policy of states', () => {
    expect(stand({ ...policyOf(mail), progress: 'highest' }, late())).toEqual({ waitsFor: 'news', ask: null });
  });
});

describe('a person is asked', () => {
  it.each([
    ['an address', {}, ['address', 'next-move']],
    ['an address, when the one he has failed', { letter: 'failed' as const }, ['address', 'next-move']],
    ['his consent', { letter: 'refused' as const }, ['consent', 'next-move']],
  ])('for %s, when the notice cannot reach the debtor', (_what, reach, remedies) => {
    const { ask } = stand(policyOf(letter), late({ debtor: { reach: { email: 'usable', ...reach } } }));
    expect(ask).toEqual({ reason: 'no-channel', step: 'notice', remedies });
  });

  it('what happens now, at the end of the ladder', () => {
    const taken = [took('mail', '2026-09-10T10:00')];
    expect(stand(policyOf(mail), late({ taken })).ask).toEqual({ reason: 'no-step-left', step: null, remedies: ['next-move'] });
  });

  it('for the addresses of what was left out', () => {
    expect(stand(policyOf(mail), late({ debtor: { reach: {} } })).ask).toMatchObject({ remedies: ['email', 'telephone', 'next-move'] });
  });

  it('what became of a message in doubt', () => {
    const taken = [took('mail', '2026-09-10T10:00', { result: 'unknown' })];
    expect(stand(policyOf(mail, letter), late({ taken })).ask).toEqual({
      reason: 'outcome-unknown',
      step: 'notice',
      remedies: ['settle-message'],
    });
  });

  it('what money of the debtor was for, which nobody has matched or which looks paid twice', () => {
    expect(stand(policyOf(mail), late({ debtor: { unmatchedMoney: true } }))).toEqual({
      waitsFor: 'person',
      ask: { reason: 'unmatched-money', step: null, remedies: ['match-money'] },
    });
  });

  it('about a message of which no report came in ten days, and not before', () => {
    const policy = policyOf(mail, { ...letter, requires: 'delivered' });
    const taken = [took('mail', '2026-09-10T10:00', { result: 'sent' })];
    expect(stand(policy, late({ taken }))).toEqual({ waitsFor: 'time', ask: null });
    const later = decide(policy, late({ taken }), now);
    expect(later).toMatchObject({ next: 'wait', reasons: ['awaiting-delivery'], until: amsterdam('2026-09-20T00:00') });
    expect(stand(policy, late({ taken }), amsterdam('2026-09-20T00:00')).ask).toMatchObject({ reason: 'awaiting-delivery' });
  });

  it('for a notice, when what rests on one is next', () => {
    const handover: Step = { key: 'handover', kind: 'handover', trigger: { anchor: 'noticeExpiry', days: 1, align: 'none' } };
    const facts = late({ debtor: { kind: 'consumer' }, invoice: { adopted: { lastStep: 'notice', at: '2026-09-01' } } });
    expect(stand(policyOf(letter, handover), facts).ask).toEqual({
      reason: 'legal-gate',
      step: 'handover',
      remedies: ['notice', 'next-move'],
    });
    const skipped = {
      ...facts,
      invoice: { ...facts.invoice, overrides: [{ step: 'handover', act: 'skip' as const, until: null, at: now }] },
    };
    expect(stand(policyOf(letter, handover), skipped).ask).toMatchObject({ reason: 'no-step-left' });
  });

  it('about a pause of the system’s own, unless another stop stands beside it', () => {
    const pause = { reason: 'refused by its check', until: null, cause: 'notice-check' as const };
    expect(stand(policyOf(letter), late({ invoice: { pause } })).ask).toMatchObject({ reason: 'paused', remedies: ['legal-check'] });
    const promised = { pause, promise: { date: today, amount: null } };
    expect(stand(policyOf(letter), late({ invoice: promised })).ask).toMatchObject({ reason: 'paused' });
    const disputed = { pause, dispute: { since: today, amount: null } };
    expect(stand(policyOf(letter), late({ invoice: disputed }))).toEqual({ waitsFor: 'news', ask: null });
  });
});

describe('what would mend a standstill', () => {
  const call: Step = { key: 'call', kind: 'call', trigger: { anchor: 'dueDate', days: 14 } };
  const note: Step = { key: 'note', kind: 'internal', trigger: { anchor: 'dueDate', days: 15 } };
  const ladder = policyOf(mail, call, note, letter);
  const debtor = { reach: { sms: 'refused', letter: 'failed' } } as const;
  const asks = (reason: ReasonCode, step?: string, skipped: readonly SkippedStep[] = [], facts = late({ debtor }), policy = ladder) => {
    const plan = { next: 'wait', until: null, reasons: [reason], skipped, inputs: step === undefined ? {} : { step } } as const;
    return waitStateOf(policy, facts, { plan, now });
  };

  it.each<[ReasonCode, string | undefined, readonly Remedy[]]>([
    ['no-channel', 'mail', ['email', 'consent', 'next-move']],
    ['no-channel', 'notice', ['address', 'next-move']],
    ['no-channel', 'call', ['telephone', 'next-move']],
    ['no-channel', 'note', ['next-move']],
    // A step of another version of the policy.
    ['no-channel', 'gone', ['next-move']],
    ['no-channel', undefined, ['next-move']],
    ['legal-gate', 'note', ['notice', 'next-move']],
    ['outcome-unknown', 'mail', ['settle-message']],
    ['awaiting-delivery', 'mail', ['skip-step', 'next-move']],
    ['not-for-this-debtor', 'mail', ['skip-step', 'policy', 'next-move']],
    ['unmatched-money', undefined, ['match-money']],
    ['time-barred', undefined, ['interruption', 'next-move']],
    ['plan-ended', undefined, ['email', 'address', 'next-move']],
    ['run-day', 'mail', ['policy']],
    ['calendar', 'mail', ['next-move']],
    ['contact-cap', 'mail', ['next-move']],
  ])('for %s at the step %s', (reason, step, remedies) => {
    expect(asks(reason, step)).toEqual({ waitsFor: 'person', ask: { reason, step: step ?? null, remedies } });
  });

  it('where the policy has no formal notice at all is another policy', () => {
    expect(asks('legal-gate', 'note', [], late(), policyOf(mail, note)).ask?.remedies).toEqual(['policy', 'next-move']);
    const demand: Step = { ...mail, key: 'other', legal: 'formal-notice' };
    expect(asks('legal-gate', 'note', [], late(), policyOf(mail, demand)).ask?.remedies).toEqual(['notice', 'next-move']);
  });

  it('at the end of the ladder is what the steps lacked that could not reach him, each once, and no others', () => {
    const skipped: readonly SkippedStep[] = [
      { key: 'mail', occurrence: 1, reason: 'no-channel' },
      { key: 'call', occurrence: 1, reason: 'past-its-sense' },
      { key: 'notice', occurrence: 1, reason: 'no-channel' },
      { key: 'mail', occurrence: 1, reason: 'no-channel' },
    ];
    expect(asks('no-step-left', undefined, skipped).ask?.remedies).toEqual(['email', 'consent', 'address', 'next-move']);
    expect(asks('no-step-left', undefined, skipped.slice(1, 2)).ask?.remedies).toEqual(['next-move']);
  });

  it('of a barred claim is asked, whatever stops it beside that', () => {
    const barred = late({ daysLate: 2500, debtor: { holds: [{ reason: 'insolvency', until: '2026-12-31' }] } });
    const plan = decide(ladder, barred, now);
    expect(plan).toMatchObject({ next: 'wait', until: null, reasons: ['insolvent', 'time-barred'] });
    expect(waitStateOf(ladder, barred, { plan, now })).toEqual({
      waitsFor: 'person',
      ask: { reason: 'time-barred', step: null, remedies: ['interruption', 'next-move'] },
    });
  });
});

describe('a claim that is with the agency', () => {
  const [sent] = someInvoice(60, {
    taken: [
      took('notice', '2026-08-24T08:00', {
        channel: 'letter',
        notice: { lastDay: '2026-09-08', costsFrom: '2026-09-11', announcedCosts: 0n },
      }),
    ],
  }).notices;
  if (!sent) throw new Error('no notice');
  const fell = (endedReason: NoticeFact['endedReason'], more: Partial<NoticeFact> = {}): NoticeFact => ({
    ...sent,
    state: 'void',
    endedReason,
    ...more,
  });
  const ofDefault: NoticeFact = { ...sent, id: 'default', kind: 'notice-of-default' };
  const asked = (notices: readonly NoticeFact[], outcome: InvoiceFacts['outcome'] = 'handed-over') =>
    stand(policyOf(letter), late({ daysLate: 60, invoice: { outcome, notices } }));

  it.each<[string, readonly NoticeFact[]]>([
    ['no letter is known', []],
    ['the letter stands', [sent]],
    ['another letter stands instead of the one that fell', [fell('returned'), { ...sent, id: 'second' }]],
    ['only its notice of default fell', [sent, { ...ofDefault, state: 'void', endedReason: 'returned' }]],
  ])('is nobody’s question while %s', (_, notices) => {
    expect(asked(notices)).toEqual({ waitsFor: null, ask: null });
  });

  it.each<[string, readonly NoticeFact[], readonly Remedy[]]>([
    ['came back', [fell('returned')], ['tell-agency', 'address']],
    ['bounced as a mail', [fell('bounced', { channel: 'email' })], ['tell-agency', 'email']],
    ['said what was not right', [fell('wrong-content')], ['tell-agency']],
    ['was to a company that is a consumer', [fell('debtor-kind-changed')], ['tell-agency']],
    ['came back after a first that stood', [sent, fell('returned', { id: 'second' })], ['tell-agency', 'address']],
    ['came back, though its notice of default stands', [fell('returned'), ofDefault], ['tell-agency', 'address']],
  ])('is one when the last letter under it %s: no costs are due on its strength', (_, notices, remedies) => {
    expect(asked(notices)).toEqual({ waitsFor: null, ask: { reason: 'handed-over-on-void-notice', step: null, remedies } });
    expect(asked(notices, 'written-off')).toEqual({ waitsFor: null, ask: null });
  });
});

describe('a pause', () => {
  const paused = (invoice: Partial<InvoiceFacts>, debtor = {}) => stand(policyOf(mail, letter), late({ invoice, debtor }));
  const provider = { reason: 'reaches nobody', until: null, cause: 'provider' } as const;
  const check = { reason: 'refused by its check', until: null, cause: 'notice-check' } as const;

  it.each([
    ['the provider when the installation may not use it', provider, ['provider']],
    ['the notice when its check refused it', check, ['legal-check']],
  ] as const)('is about %s', (_, pause, remedies) => {
    expect(paused({ pause })).toEqual({ waitsFor: 'person', ask: { reason: 'paused', step: null, remedies } });
  });

  it('that a person asked for is his to lift', () => {
    expect(paused({ pause: { reason: 'asked', until: null } })).toEqual({ waitsFor: 'news', ask: null });
  });

  it('of the system is asked about while something else keeps the chase waiting that ends by itself, or that a person mends too', () => {
    const expected = { waitsFor: 'person', ask: { reason: 'paused', step: null, remedies: ['provider'] } };
    expect(paused({ pause: provider })).toEqual(expected);
    expect(paused({ pause: provider, promise: { date: today, amount: null } })).toEqual(expected);
    expect(paused({ pause: provider, taken: [took('mail', '2026-09-15T10:00', { result: 'claimed' })] })).toEqual(expected);
    expect(paused({ pause: provider }, { unmatchedMoney: true })).toEqual(expected);
  });

  it('of the system is no question while a stop stands that only news ends', () => {
    expect(paused({ pause: provider, directDebitPending: true })).toEqual({ waitsFor: 'news', ask: null });
    expect(paused({ pause: provider }, { doNotContact: true })).toEqual({ waitsFor: 'news', ask: null });
  });
});

it('every reason says what a standstill for it means', () => {
  expect(Object.keys(standstills).sort()).toEqual([...reasonCodes].sort());
});

describe('the grounds of an answer', () => {
  const ask = { reason: 'no-channel', step: 'notice', remedies: ['address'] } as const;
  const facts = late({ debtor: { reach: { email: 'usable' } } });
  const withInvoice = (invoice: Partial<InvoiceFacts>, of = facts): ChaseFacts => ({ ...of, invoice: { ...of.invoice, ...invoice } });
  const withDebtor = (debtor: Partial<ChaseFacts['debtor']>): ChaseFacts => ({ ...facts, debtor: { ...facts.debtor, ...debtor } });
  const sent = took('mail', '2026-09-10T10:00', { result: 'sent' });
  const second = { ...sent, step: 'notice', at: amsterdam('2026-09-11T10:00') };
  const third = { ...sent, step: 'call', at: amsterdam('2026-09-12T10:00') };
  const taken = withInvoice({ taken: [sent, second, third] });
  const [ntc] = someInvoice(30, {
    taken: [took('notice', '2026-09-10T10:00', { notice: { lastDay: '2026-09-24', costsFrom: '2026-09-28', announcedCosts: 0n } })],
  }).notices;
  const noticed = withInvoice({ notices: ntc ? [ntc, { ...ntc, id: 'newest' }] : [] });

  it.each<[string, ChaseFacts]>([
    ['money comes in', withInvoice({ open: 5n })],
    ['he is written to elsewhere', withDebtor({ contacts: [{ at: now, channel: 'email' }] })],
    ['he is given another language', withDebtor({ language: 'en' })],
  ])('stay the same when %s', (_what, changed) => {
    expect(groundsOf(ask, changed, 'v1')).toBe(groundsOf(ask, facts, 'v1'));
  });

  it('do not depend on the order in which his addresses are read', () => {
    const reach = { letter: 'failed', call: 'usable', sms: 'refused', email: 'usable' } as const;
    const other = { sms: 'refused', email: 'usable', letter: 'failed', call: 'usable' } as const;
    expect(groundsOf(ask, withDebtor({ reach: other }), 'v1')).toBe(groundsOf(ask, withDebtor({ reach }), 'v1'));
  });

  it.each<[string, ChaseFacts, ChaseFacts]>([
    ['an address', facts, withDebtor({ reach: { email: 'failed' } })],
    ['a new address', facts, withDebtor({ reach: { email: 'usable', letter: 'usable' } })],
    ['the channel he prefers', facts, withDebtor({ preferredChannel: 'email' })],
    ['who he turns out to be', facts, withDebtor({ kind: 'consumer' })],
    ['a step', facts, withInvoice({ taken: [sent] })],
    ['another last step', taken, withInvoice({ taken: [sent, second, { ...third, step: 'mail' }] })],
    ['news of the last step', taken, withInvoice({ taken: [sent, second, { ...third, result: 'delivered' }] })],
    ['a doubt about an earlier one', taken, withInvoice({ taken: [{ ...sent, result: 'unknown' }, second, third] })],
    ['the due date', facts, withInvoice({ dueDate: '2026-12-01' })],
    ['the ground of the term', facts, withInvoice({ termBasis: 'none' })],
    ['an order', facts, withInvoice({ overrides: [{ step: 'mail', act: 'skip', until: null, at: now }] })],
    ['a pause', facts, withInvoice({ pause: { reason: 'asked', until: null } })],
    ['a notice', facts, withInvoice({ notices: ntc ? [ntc] : [] })],
    ['a newer notice', noticed, withInvoice({ notices: ntc ? [ntc, { ...ntc, id: 'newer still' }] : [] })],
    ['news of the newest notice', noticed, withInvoice({ notices: ntc ? [ntc, { ...ntc, id: 'newest', state: 'void' }] : [] })],
  ])('change with %s', (_what, before, changed) => {
    expect(groundsOf(ask, changed, 'v1')).not.toBe(groundsOf(ask, before, 'v1'));
  });

  it('stay the same with news of an earlier step that leaves no doubt', () => {
    const delivered = withInvoice({ taken: [{ ...sent, result: 'delivered' }, second, third] });
    expect(groundsOf(ask, delivered, 'v1')).toBe(groundsOf(ask, taken, 'v1'));
  });

  it.each([
    ['reason', { ...ask, reason: 'legal-gate' as const }, 'v1'],
    ['step', { ...ask, step: null }, 'v1'],
    ['remedy', { ...ask, remedies: ['consent' as const] }, 'v1'],
    ['version of the policy', ask, 'v2'],
  ])('are of one %s', (_what, other, version) => {
    expect(groundsOf(other, facts, version)).not.toBe(groundsOf(ask, facts, 'v1'));
  });
});
