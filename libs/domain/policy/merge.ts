/** One debtor, one mailbox: which invoices' steps leave together in one message. */
import { type IsoDate, fromDay } from '../calendar/iso-date.js';
import type { Instant } from '../calendar/zone.js';
import { mayBeNamed } from '../notice/standing.js';
import { shareInPlanMessage, inOnePaymentPlan, isAboutAgreement } from './agreements/agreement-messages.js';
import { decide } from './decide.js';
import type { ChaseFacts } from './facts/facts.js';
import { legalGate, noticeKindOf, standsInNoticeOf } from './gates/legal-gates.js';
import { localDayAt } from './facts/local-clock.js';
import type { PlannedStep } from './language/plan.js';
import { type Policy, tones } from './language/policy.js';
import { type Situation, situationOf, undisputed } from './situation/situation.js';

/** A chase of the debtor with the policy it is pinned to. Its facts are read before the message is claimed. */
export interface MergeCandidate {
  readonly policy: Policy;
  readonly facts: ChaseFacts;
}

/** A step that is in the message. */
export interface MergedStep<Candidate extends MergeCandidate> {
  readonly chase: Candidate;
  readonly step: PlannedStep;
}

/** One message. `steps` begins with the chase that asked; `text` is the most formal of them and gives the message its words. */
export interface MergedMessage<Candidate extends MergeCandidate> {
  readonly steps: readonly MergedStep<Candidate>[];
  readonly text: MergedStep<Candidate>;
}

/** A step without a tone is the softest. */
const toneRank = (step: PlannedStep): number => tones.findIndex((tone) => tone === step.tone);

/** A notice of default cannot speak for who is in default already; a last letter can. */
const noticeRank = ({ step, chase: { facts } }: MergedStep<MergeCandidate>, on: IsoDate): number => {
  if (!step.legal) return 0;
  return noticeKindOf(facts.debtor.kind, facts.invoice, on) === 'notice-of-default' ? 1 : 2;
};

/** Order of formality: a formal notice above all, then the tone, then how far up its ladder the step stands. */
const moreFormalOn =
  (on: IsoDate) =>
  <Candidate extends MergeCandidate>(a: MergedStep<Candidate>, b: MergedStep<Candidate>): MergedStep<Candidate> => {
    const rank = ({ step, chase }: MergedStep<Candidate>): readonly number[] => [
      noticeRank({ step, chase }, on),
      toneRank(step),
      chase.policy.steps.findIndex(({ key }) => key === step.key),
    ];
    const right = rank(b);
    const lead = rank(a).map((value, index) => value - (right[index] ?? 0));
    return (lead.find((difference) => difference !== 0) ?? 0) >= 0 ? a : b;
  };

/** Whether a plan's step can leave in the same message as `own`: a message that needs no one's consent, same channel, day and money. */
function fitsWith(own: PlannedStep, other: PlannedStep): boolean {
  if (isAboutAgreement(other.key)) return false;
  return other.kind === 'message' && other.approval === 'none' && other.channel === own.channel && other.currency === own.currency;
}

/** Which time of the step this is for the follower; null when his own ledger has it already. */
function ownOccurrence(own: PlannedStep, { policy, history }: Situation): number | null {
  const record = history.records[policy.indexOf.get(own.key) ?? -1];
  if (!record || record.occurrence < own.occurrence) return own.occurrence;
  if (record.state === 'stale') return record.occurrence + 1;
  const again = record.state === 'approved' || (record.state === 'failed' && !record.failedOn.some((channel) => channel === own.channel));
  return again && record.occurrence === own.occurrence ? own.occurrence : null;
}

/**
 * In debtor scope the oldest invoice speaks for all: the others are covered by its step. Not by a formal notice or by costs for which
 * their own time has not come, nor by a write-off: those wait for a step of their own.
 */
function followedStep(own: MergedStep<MergeCandidate>, { policy, facts }: MergeCandidate, now: Instant): PlannedStep | null {
  if (facts.invoice.currency !== own.step.currency) return null;
  const alone = situationOf(policy, { ...facts, siblings: [] }, now);
  const step = own.chase.policy.steps.find(({ key }) => key === own.step.key);
  // What is given up is the claim whose time has come.
  if (step?.effect) return null;
  const gate = step && legalGate(step, alone);
  if (!gate || gate.blocked || gate.person || (gate.notBefore ?? alone.today) > alone.today) return null;
  const occurrence = ownOccurrence(own.step, alone);
  return occurrence === null ? null : { ...own.step, occurrence, amount: undisputed(facts.invoice) };
}

function siblingStep(own: MergedStep<MergeCandidate>, candidate: MergeCandidate, now: Instant): PlannedStep | null {
  const { policy, facts } = candidate;
  if (policy.merge === 'none') return null;
  const plan = decide(policy, facts, now);
  // The least of all stops: where it comes first, it is the only one.
  if (plan.reasons[0] === 'follows-oldest') return followedStep(own, candidate, now);
  if (plan.next !== 'step' || !fitsWith(own.step, plan.step)) return null;
  return localDayAt(plan.step.at, policy.timeZone) === localDayAt(now, policy.timeZone) ? plan.step : null;
}

/**
 * The message that leaves for a debtor when `own` is due: its step and those of his other chases that fall due on the same local day
 * through the same channel. The message is one contact. Null when `own` is not due for a message at `now`.
 */
export function stepsToMerge<Candidate extends MergeCandidate>(
  own: Candidate,
  others: readonly Candidate[],
  now: Instant,
): MergedMessage<Candidate> | null {
  const plan = decide(own.policy, own.facts, now);
  if (plan.next !== 'step' || plan.step.at > now || plan.step.kind !== 'message' || plan.step.approval === 'required') return null;
  const first: MergedStep<Candidate> = { chase: own, step: plan.step };
  if (isAboutAgreement(plan.step.key)) return aboutAgreement(first, others);
  const on = fromDay(localDayAt(now, own.policy.timeZone));
  const together = mayLeaveTogether(on);
  const moreFormal = moreFormalOn(on);
  // Who would give the message its words must be able to speak for the claim that asked.
  const fits = (other: MergedStep<Candidate>): boolean => moreFormal(first, other) === first || together(other, first);
  const siblings = (own.policy.merge === 'day' ? others : []).flatMap((chase): readonly MergedStep<Candidate>[] => {
    const step = siblingStep(first, chase, now);
    return step && fits({ chase, step }) ? [{ chase, step }] : [];
  });
  const text = siblings.reduce((best, step) => moreFormal(best, step), first);
  return { steps: [first, ...siblings.filter((step) => together(text, step))], text };
}

/** What is said about a plan is said once, for all of its invoices, whatever their policies merge; nothing else leaves with it. */
function aboutAgreement<Candidate extends MergeCandidate>(
  own: MergedStep<Candidate>,
  others: readonly Candidate[],
): MergedMessage<Candidate> {
  const steps = others.flatMap((chase): readonly MergedStep<Candidate>[] => {
    const { policy, facts } = chase;
    const step = inOnePaymentPlan(own.chase.facts.invoice, facts.invoice) ? shareInPlanMessage(own.step, policy, facts) : null;
    return step ? [{ chase, step }] : [];
  });
  return { steps: [own, ...steps], text: own };
}

/**
 * Whether a step may leave in a message that another gives its words. A formal notice speaks of claims that may stand in it only, and of none
 * that a notice names already. So a consumer's 14-day letter and notice of default never do each other's work (6:82 and 6:96 lid 6 BW): the
 * letter, which would give the words, has no place for a claim that is not in default yet.
 */
const mayLeaveTogether =
  (on: IsoDate) =>
  (text: MergedStep<MergeCandidate>, other: MergedStep<MergeCandidate>): boolean => {
    if (!text.step.legal) return true;
    const { facts } = text.chase;
    const { kind } = facts.debtor;
    const claim = other.chase.facts.invoice;
    return standsInNoticeOf(facts, on)(claim) && mayBeNamed(claim, kind, on);
  };
