/** Whom a chase waits for, and what a person is asked when it cannot go on by itself. Nothing stops in silence. */
import type { Instant } from '../calendar/zone.js';
import { channelsOf } from './situation/channel-choice.js';
import { decide } from './decide.js';
import type { Channel, ChaseFacts, DebtorFacts, InvoiceFacts, NoticeFact } from './facts/facts.js';
import { type Plan, type ReasonCode, reasonCodes } from './language/plan.js';
import type { Policy, Step } from './language/policy.js';

/**
 * `time`: it goes on by itself at a known instant. `person`: somebody has to do something first. `news`: a person or a fact has stopped it,
 * and it goes on when that ends.
 */
export const waitingFor = ['time', 'person', 'news'] as const;
/** One of {@link waitingFor}. */
export type WaitsFor = (typeof waitingFor)[number];

/** What would let a chase go on. */
export const remedies = [
  /** A postal address at which he gets letters. */
  'address',
  /** An e-mail address that works. */
  'email',
  /** A telephone number that works, for calls, SMS or WhatsApp. */
  'telephone',
  /** His consent to a channel that he has refused. */
  'consent',
  /** Order the formal notice. */
  'notice',
  /** See what the check of the notice found, mend it, and resume the chase. */
  'legal-check',
  /** Point the provider elsewhere, and resume the chase. */
  'provider',
  /** Say what became of the message whose end nobody knows. */
  'settle-message',
  /** Record what interrupted the limitation of the claim. */
  'interruption',
  /** Say what money of the debtor was for: set it off, or give it back. */
  'match-money',
  /** Leave the step out. */
  'skip-step',
  /** Chase by another policy. */
  'policy',
  /** Say what happens now: instalments, a handover, a write-off, or the end of the chase. */
  'next-move',
  /** Tell the agency that the notice counts for nothing: costs on its strength are not due. */
  'tell-agency',
] as const;
/** One of {@link remedies}. */
export type Remedy = (typeof remedies)[number];

/** The claim was handed over on a letter that turned out to count for nothing: it came back, or did not fit. */
export const handedOverOnVoid = 'handed-over-on-void-notice';
/** Why a person is asked: what the chase stands still for, or what is wrong with how it ended. */
export const askReasons = [...reasonCodes, handedOverOnVoid] as const;
/** One of {@link askReasons}. */
export type AskReason = (typeof askReasons)[number];

/** What a person is asked. */
export interface Ask {
  readonly reason: AskReason;
  /** Key of the step that cannot be taken; null when it is not about one. */
  readonly step: string | null;
  /** What would mend it, the best first. */
  readonly remedies: readonly Remedy[];
}

/**
 * Whom a chase waits for, and what a person is asked. `waitsFor` is null when the chase is over, `ask` when nobody need be asked (any
 * more).
 */
export interface WaitState {
  readonly waitsFor: WaitsFor | null;
  readonly ask: Ask | null;
}

/**
 * What it means, by its first reason, that a chase waits without a known end. `stop`: a person or a fact has stopped it, and lifts the stop
 * again. `asks`: a person has to be asked, for nobody else can end it. `task`: a call or an approval is on somebody's list already.
 * `moment`: it ends by itself within moments.
 */
export const standstills: Readonly<Record<ReasonCode, 'stop' | 'asks' | 'task' | 'moment'>> = {
  disputed: 'stop',
  'on-hold': 'stop',
  paused: 'stop',
  promised: 'stop',
  'payment-plan': 'stop',
  'do-not-contact': 'stop',
  insolvent: 'stop',
  deceased: 'stop',
  'below-minimum': 'stop',
  'direct-debit-pending': 'stop',
  postponed: 'stop',
  // Whoever carries the debtor's ladder says what it waits for.
  'follows-oldest': 'stop',
  'awaiting-outcome': 'task',
  'awaiting-approval': 'task',
  'send-in-flight': 'moment',
  'no-step-left': 'asks',
  'no-channel': 'asks',
  'legal-gate': 'asks',
  'outcome-unknown': 'asks',
  'awaiting-delivery': 'asks',
  'not-for-this-debtor': 'asks',
  'run-day': 'asks',
  'time-barred': 'asks',
  // Nothing but a person's word ends it: what the money was for, or that it goes back.
  'unmatched-money': 'asks',
  // Only while the debtor cannot be told that his plan has ended.
  'plan-ended': 'asks',
  // These only move a step. Should one of them ever stand still, somebody looks.
  'due-by-policy': 'asks',
  'run-now': 'asks',
  'notice-running': 'asks',
  calendar: 'asks',
  'sending-window': 'asks',
  'contact-cap': 'asks',
  'minimum-distance': 'asks',
  'skipped-by-operator': 'asks',
  'past-its-sense': 'asks',
  'before-adoption': 'asks',
  overtaken: 'asks',
};

const remedyByChannel: Readonly<Record<Channel, Remedy>> = {
  letter: 'address',
  email: 'email',
  sms: 'telephone',
  whatsapp: 'telephone',
  call: 'telephone',
};

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** What would let a step reach the debtor: an address that is missing or works no longer, or his consent. */
function remediesOfChannels(step: Step | undefined, { reach }: DebtorFacts): readonly Remedy[] {
  const channels = step ? channelsOf(step) : [];
  return distinct(channels.map((channel) => (reach[channel] === 'refused' ? 'consent' : remedyByChannel[channel])));
}

function remediesOf(policy: Policy, { debtor, invoice }: ChaseFacts, plan: Plan): readonly Remedy[] {
  const stepOf = (key: string | undefined): Step | undefined => policy.steps.find((step) => step.key === key);
  switch (plan.reasons[0]) {
    case 'no-channel':
      return distinct([...remediesOfChannels(stepOf(plan.inputs['step']), debtor), 'next-move']);
    case 'legal-gate':
      return policy.steps.some(({ legal }) => legal === 'formal-notice') ? ['notice', 'next-move'] : ['policy', 'next-move'];
    case 'outcome-unknown':
      return ['settle-message'];
    case 'awaiting-delivery':
      return ['skip-step', 'next-move'];
    case 'not-for-this-debtor':
      return ['skip-step', 'policy', 'next-move'];
    case 'unmatched-money':
      return ['match-money'];
    case 'time-barred':
      return ['interruption', 'next-move'];
    case 'plan-ended':
      return ['email', 'address', 'next-move'];
    case 'run-day':
      return ['policy'];
    case 'paused':
      return invoice.pause?.cause === 'provider' ? ['provider'] : ['legal-check'];
    case 'no-step-left': {
      const skippedForChannel = plan.skipped.filter(({ reason }) => reason === 'no-channel');
      return distinct([...skippedForChannel.flatMap(({ key }) => remediesOfChannels(stepOf(key), debtor)), 'next-move']);
    }
    default:
      return ['next-move'];
  }
}

/** Reasons for which a notice ended without having reached the debtor: his address is wrong. */
const unreached: ReadonlySet<NoticeFact['endedReason']> = new Set<NoticeFact['endedReason']>(['bounced', 'returned']);

/**
 * What is asked about a claim that is with the agency. Its chase is over and nothing is redone by itself; but when the last letter under it
 * counts for nothing, no costs are due on its strength (6:96 lid 5-6, 3:37 lid 3 BW), and only a person can say so to the agency.
 */
function askAfterHandover({ outcome, notices }: InvoiceFacts): Ask | null {
  if (outcome !== 'handed-over') return null;
  const letter = notices.findLast(({ kind }) => kind !== 'notice-of-default');
  if (letter?.state !== 'void') return null;
  const toAddress = unreached.has(letter.endedReason) ? [remedyByChannel[letter.channel]] : [];
  return { reason: handedOverOnVoid, step: null, remedies: ['tell-agency', ...toAddress] };
}

/** Whether nothing but a pause that the system set itself (a notice check, a provider) keeps the chase waiting for news. */
function waitsForSystemPauseOnly(policy: Policy, facts: ChaseFacts, now: Instant): boolean {
  if (!facts.invoice.pause?.cause) return false;
  const without = { ...facts, invoice: { ...facts.invoice, pause: null } };
  return waitStateOf(policy, without, { plan: decide(policy, without, now), now }).waitsFor !== 'news';
}

/** Whom the chase waits for by its plan, and what a person is asked. */
export function waitStateOf(policy: Policy, facts: ChaseFacts, { plan, now }: { readonly plan: Plan; readonly now: Instant }): WaitState {
  if (plan.next === 'closed') return { waitsFor: null, ask: askAfterHandover(facts.invoice) };
  if (plan.next === 'step' || plan.until !== null) return { waitsFor: 'time', ask: null };
  // A time bar is asked about first: other stops beside it may end by themselves, the bar does not.
  const reason = plan.reasons.includes('time-barred') ? 'time-barred' : plan.reasons[0];
  const standstill = standstills[reason];
  const ask: Ask = { reason, step: plan.inputs['step'] ?? null, remedies: remediesOf(policy, facts, { ...plan, reasons: [reason] }) };
  if (standstill === 'moment') return { waitsFor: 'time', ask: null };
  if (standstill === 'task') return { waitsFor: 'person', ask: null };
  // A policy of states takes no steps: its chases stand by design.
  if (policy.progress === 'highest') return { waitsFor: 'news', ask: null };
  if (standstill === 'asks') return { waitsFor: 'person', ask };
  return waitsForSystemPauseOnly(policy, facts, now)
    ? { waitsFor: 'person', ask: { ...ask, reason: 'paused', remedies: remediesOf(policy, facts, { ...plan, reasons: ['paused'] }) } }
    : { waitsFor: 'news', ask: null };
}

/**
 * The circumstances in which a person answered, as text: while they are the same, the answer holds and nobody is asked again. A new address,
 * another step taken, a new order or other terms change them; payments and the passing of time do not.
 */
export function groundsOf({ reason, step, remedies: wanted }: Ask, { debtor, invoice }: ChaseFacts, policyVersion: string): string {
  const newest = invoice.taken.at(-1);
  const doubts = invoice.taken.filter(({ result }) => result === 'unknown').length;
  return JSON.stringify([
    reason,
    step,
    wanted,
    policyVersion,
    invoice.dueDate,
    invoice.termBasis,
    invoice.overrides.length,
    [invoice.taken.length, newest?.step, newest?.result, doubts],
    invoice.notices.map(({ id, state }) => [id, state]).at(-1),
    invoice.pause,
    debtor.kind,
    debtor.preferredChannel,
    Object.entries(debtor.reach).sort(([a], [b]) => a.localeCompare(b)),
  ]);
}
