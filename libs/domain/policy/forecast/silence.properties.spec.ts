/**
 * Nothing stops in silence: whatever happens to a chase, it has an instant, or somebody has it on his list, or a stop that was set is
 * named.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoughLife, liveRoughly, roughLives } from '#testing/builders/rough-life.js';
import { type WaitState, remedies, waitStateOf } from '../attention.js';
import type { ChaseFacts, InvoiceFacts } from '../facts/facts.js';
import type { Plan } from '../language/plan.js';
import type { Policy } from '../language/policy.js';

/** Every stop that a person or a fact can set and that has no end of its own, read off the facts without the engine. */
function stopsWithoutEnd(policy: Policy, { debtor, invoice, siblings }: ChaseFacts): readonly string[] {
  const endless = (holds: boolean, name: string): readonly string[] => (holds ? [name] : []);
  const older = (other: InvoiceFacts): boolean =>
    other.outcome === null &&
    other.open > 0n &&
    other.currency === invoice.currency &&
    (other.dueDate < invoice.dueDate || other.id < invoice.id);
  const amounts = [invoice, ...siblings].map(({ open }) => open);
  const minimum = policy.minimumOpenAmount[invoice.currency] ?? 0n;
  return [
    ...endless(invoice.dispute !== null && invoice.dispute.amount === null, 'disputed'),
    ...endless(invoice.pause !== null && invoice.pause.until === null && invoice.pause.cause === undefined, 'paused'),
    ...endless(
      debtor.holds.some(({ until }) => until === null),
      'on-hold',
    ),
    ...endless(debtor.doNotContact, 'do-not-contact'),
    ...endless(debtor.unmatchedMoney, 'unmatched-money'),
    ...endless(invoice.directDebitPending, 'direct-debit-pending'),
    ...endless(
      invoice.overrides.some(({ act, until }) => act === 'postpone' && until === null),
      'postponed',
    ),
    ...endless(policy.scope === 'debtor' && siblings.some(older), 'follows-oldest'),
    ...endless(amounts.some((amount) => amount < minimum) || policy.counts === 'overdue', 'below-minimum'),
  ];
}

/** Whether somebody or something will move the chase, and the answer says who or what; else what is wrong. */
function silence(policy: Policy, facts: ChaseFacts, { plan, stand }: { readonly plan: Plan; readonly stand: WaitState }): string | null {
  if (plan.next === 'closed') return stand.waitsFor === null ? null : 'over, and waits';
  if (plan.next === 'step' || plan.until !== null) return stand.waitsFor === 'time' ? null : 'has an instant, and waits for something else';
  if (stand.waitsFor === 'person') {
    const onAList = [facts.invoice, ...facts.siblings].some(({ taken }) => taken.some(({ result }) => result === 'open'));
    if (stand.ask) return stand.ask.remedies.length > 0 ? null : 'a question without a remedy';
    return onAList ? null : `waits for a person whom nobody asked: ${plan.reasons.join()}`;
  }
  if (stand.waitsFor === 'time') return plan.reasons[0] === 'send-in-flight' ? null : 'waits for time without an instant';
  const stops = stopsWithoutEnd(policy, facts);
  // The system's own pause is asked about when nothing else holds the chase: until then whoever set that stop has it in hand.
  if (facts.invoice.pause?.cause !== undefined && stops.length > 0) return null;
  return plan.reasons.some((reason) => stops.includes(reason)) || stops.includes(plan.reasons[0])
    ? null
    : `stands still for ${plan.reasons.join()}, and nobody set that; set are ${stops.join()}`;
}

type Judge = (policy: Policy, facts: ChaseFacts, asked: { plan: Plan; now: number }) => WaitState;

/** What is silent in a life, by a way to tell whom a chase waits for. */
function silencesOf(life: RoughLife, judge: Judge): readonly string[] {
  const found: string[] = [];
  liveRoughly(life, undefined, (facts, asked) => {
    const wrong = silence(life.policy, facts, { plan: asked.plan, stand: judge(life.policy, facts, asked) });
    if (wrong !== null) found.push(wrong);
  });
  return found;
}

/** Which of the reasons no life is silent for, in at most 600 lives: it stops at the life that shows the last one. */
function notSilentFor(reasons: readonly string[], judge: Judge): readonly string[] {
  let missing = reasons;
  for (const life of fc.sample(roughLives, { numRuns: 600, seed: 8 })) {
    const found = silencesOf(life, judge);
    missing = missing.filter((reason) => !found.some((said) => said.includes(reason)));
    if (missing.length === 0) break;
  }
  return missing;
}

describe('a chase to which anything happens', () => {
  it('never stops in silence', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        expect(silencesOf(life, waitStateOf)).toEqual([]);
      }),
    );
  });

  it('would stop in silence if nobody were asked: the property can fail', () => {
    const nobody: Judge = (policy, facts, asked) => ({ ...waitStateOf(policy, facts, asked), ask: null });
    const reasons = ['no-channel', 'legal-gate', 'no-step-left', 'outcome-unknown', 'paused'];
    expect(notSilentFor(reasons, nobody)).toEqual([]);
  });

  it('would stop in silence if such a standstill passed for a stop that somebody set', () => {
    const calm: Judge = (policy, facts, asked) => {
      const stand = waitStateOf(policy, facts, asked);
      return stand.ask ? { waitsFor: 'news', ask: null } : stand;
    };
    expect(notSilentFor(['no-channel', 'legal-gate', 'no-step-left'], calm)).toEqual([]);
  });

  it('asks with remedies that are known', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        liveRoughly(life, undefined, (facts, asked) => {
          for (const remedy of waitStateOf(life.policy, facts, asked).ask?.remedies ?? []) expect(remedies).toContain(remedy);
        });
      }),
    );
  });
});
