import { describe, expect, it } from 'vitest';
import { someFacts, today, took } from '#testing/builders/facts.builder.js';
import { amsterdam } from '#testing/builders/facts.builder.js';
import { type Stand, groundsOf, standOf, standstills } from './attention.js';
import { decide } from './decide.js';
import type { ChaseFacts } from './facts/facts.js';
import { reasonCodes } from './language/plan.js';
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
const stand = (policy: Policy, facts: ChaseFacts, at = now): Stand => standOf(policy, facts, { plan: decide(policy, facts, at), now: at });
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

  it('about a pause of the house’s own, unless another stop stands beside it', () => {
    const pause = { reason: 'refused by its check', until: null, cause: 'notice-check' as const };
    expect(stand(policyOf(letter), late({ invoice: { pause } })).ask).toMatchObject({ reason: 'paused', remedies: ['legal-check'] });
    const promised = { pause, promise: { date: today, amount: null } };
    expect(stand(policyOf(letter), late({ invoice: promised })).ask).toMatchObject({ reason: 'paused' });
    const disputed = { pause, dispute: { since: today, amount: null } };
    expect(stand(policyOf(letter), late({ invoice: disputed }))).toEqual({ waitsFor: 'news', ask: null });
  });
});

it('every reason says what a standstill for it means', () => {
  expect(Object.keys(standstills).sort()).toEqual([...reasonCodes].sort());
});

describe('the grounds of an answer', () => {
  const ask = { reason: 'no-channel', step: 'notice', remedies: ['address'] } as const;
  const facts = late({ debtor: { reach: { email: 'usable' } } });

  it('stay the same when time passes and money comes in', () => {
    const paid = { ...facts, invoice: { ...facts.invoice, open: 5n } };
    expect(groundsOf(ask, paid, 'v1')).toBe(groundsOf(ask, facts, 'v1'));
  });

  it.each([
    ['an address', { ...facts, debtor: { ...facts.debtor, reach: { email: 'failed' as const } } }],
    ['a step', { ...facts, invoice: { ...facts.invoice, taken: [took('mail', '2026-09-10T10:00')] } }],
    ['the due date', { ...facts, invoice: { ...facts.invoice, dueDate: '2026-12-01' } }],
  ])('change with %s', (_what, changed) => {
    expect(groundsOf(ask, changed, 'v1')).not.toBe(groundsOf(ask, facts, 'v1'));
  });
});
