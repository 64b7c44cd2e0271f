/** Lives in which steps fail, people answer or do not, and operators and debtors interfere. */
import fc from 'fast-check';
import { type IsoDate, addDays } from '#domain/calendar/iso-date.js';
import { type Instant, fromLocal, localDate } from '#domain/calendar/zone.js';
import { isContact, outcomeOf, presumedNotice, succeeded } from '#domain/policy/forecast/assume.js';
import { decide } from '#domain/policy/decide.js';
import { type Channel, type ChaseFacts, type InvoiceFacts, type NoticeFact, type TakenStep, channels } from '#domain/policy/facts/facts.js';
import { canOrder, runNowRefusal } from '#domain/policy/ladder/orders.js';
import type { Plan, PlannedStep } from '#domain/policy/language/plan.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { today } from './facts.builder.js';
import { someChases, someInstants, somePolicies } from './policy.arbitrary.js';

const horizon = fromLocal(addDays(today, 250), 0, 'Europe/Amsterdam');
/** More than any life takes, also when a draft is made anew every day; one that needs more runs in circles. */
const mostWakes = 2_000;
/** How long after a standstill news comes at most. */
const longestSilenceMs = 20 * 86_400_000;

/** How a message, a question to a person and a call end; `nobody` leaves them open. */
interface End {
  readonly message: 'delivered' | 'sent' | 'failed' | 'unknown';
  readonly person: 'approved' | 'declined' | 'nobody';
  readonly call: 'no-answer' | 'nobody';
}

const ends: fc.Arbitrary<End> = fc.record({
  message: fc.constantFrom('delivered', 'delivered', 'delivered', 'sent', 'failed', 'unknown'),
  person: fc.constantFrom('approved', 'approved', 'approved', 'declined', 'nobody'),
  call: fc.constantFrom('no-answer', 'nobody'),
});

type News =
  | { readonly news: 'order'; readonly step: number; readonly act: 'skip' | 'postpone' | 'run-now'; readonly days: number | null }
  | { readonly news: 'pause' | 'promise' | 'new-due-date'; readonly days: number }
  | { readonly news: 'channel-fails' | 'channel-mended'; readonly channel: Channel }
  | { readonly news: 'hold'; readonly days: number | null }
  | {
      readonly news:
        'dispute' | 'dispute-over' | 'bounce' | 'doubt-settled' | 'answer' | 'house-pause' | 'kind' | 'leave-alone' | 'release';
    };

const days = fc.integer({ min: 1, max: 30 });
const news: fc.Arbitrary<News> = fc.oneof(
  fc.record({
    news: fc.constant('order' as const),
    step: fc.nat(7),
    act: fc.constantFrom('skip', 'postpone', 'run-now'),
    days: fc.option(days, { freq: 4 }),
  }),
  fc.record({ news: fc.constantFrom('pause', 'promise', 'new-due-date'), days }),
  fc.record({ news: fc.constantFrom('channel-fails', 'channel-mended'), channel: fc.constantFrom(...channels) }),
  fc.record({ news: fc.constant('hold' as const), days: fc.option(days, { freq: 2 }) }),
  fc.record({
    news: fc.constantFrom('dispute', 'dispute-over', 'bounce', 'doubt-settled', 'answer', 'house-pause', 'kind', 'leave-alone', 'release'),
  }),
);

/** A piece of news, and which part of the wait before it has passed when it comes (0 to 1). */
interface Piece {
  readonly what: News;
  readonly part: number;
}

/** Everything that happens in a life. */
export interface RoughLife {
  readonly policy: Policy;
  readonly facts: ChaseFacts;
  readonly now: Instant;
  readonly ends: readonly End[];
  readonly story: readonly Piece[];
}

/** Any policy and chase, with any ends of its steps and up to twelve pieces of news. */
export const roughLives: fc.Arbitrary<RoughLife> = fc.record({
  policy: somePolicies,
  facts: someChases,
  now: someInstants(-5, 30),
  ends: fc.array(ends, { minLength: 3, maxLength: 12 }),
  story: fc.array(fc.record({ what: news, part: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 12 }),
});

/** A step that was taken, over the facts of that moment. */
export interface Act {
  readonly facts: ChaseFacts;
  readonly step: PlannedStep;
}

/** What is compared of two answers to the same question. */
export const promised = (plan: Plan): string =>
  plan.next === 'step' ? `${plan.step.key}#${plan.step.occurrence} ${plan.step.approval} ${plan.step.channel} ${plan.step.at}` : plan.next;

/** A chase that was asked what is next, at each wake of its life. */
export type Look = (facts: ChaseFacts, asked: { readonly plan: Plan; readonly now: Instant }) => void;

/** An answer, and what was answered when asked again at a later moment with the same facts, up to the instant of the step. */
export type AskedAgain = (first: Plan, again: Plan) => void;

const changed = (facts: ChaseFacts, invoice: Partial<InvoiceFacts>): ChaseFacts => ({
  ...facts,
  invoice: { ...facts.invoice, ...invoice },
});

const ofDebtor = (facts: ChaseFacts, debtor: Partial<ChaseFacts['debtor']>): ChaseFacts => ({
  ...facts,
  debtor: { ...facts.debtor, ...debtor },
});

/** The newest line that stands like this, with its new end. */
function settled(facts: ChaseFacts, from: TakenStep['result'], end: Partial<TakenStep>): ChaseFacts {
  const { taken } = facts.invoice;
  const index = taken.findLastIndex(({ result }) => result === from);
  return index < 0 ? facts : changed(facts, { taken: taken.map((line, at) => (at === index ? { ...line, ...end } : line)) });
}

/** A channel that works no longer, or works at another address than the one at which steps failed. */
function reached(facts: ChaseFacts, channel: Channel, reach: 'usable' | 'failed'): ChaseFacts {
  const { debtor, invoice } = facts;
  const taken = invoice.taken.map((line) => (reach === 'usable' && line.channel === channel ? { ...line, toFormerAddress: true } : line));
  return changed({ ...facts, debtor: { ...debtor, reach: { ...debtor.reach, [channel]: reach } } }, { taken });
}

function ordered(policy: Policy, facts: ChaseFacts, { step, act, until, at }: InvoiceFacts['overrides'][number]): ChaseFacts {
  const order = { step, act, until, at };
  const refused = !canOrder(policy, facts, order) || (act === 'run-now' && runNowRefusal(policy, { facts, now: at }, step) !== null);
  return refused ? facts : changed(facts, { overrides: [...facts.invoice.overrides, order] });
}

function hear(policy: Policy, facts: ChaseFacts, { what, now }: { readonly what: News; readonly now: Instant }): ChaseFacts {
  const on = (ahead: number): IsoDate => addDays(localDate(now, policy.timeZone), ahead);
  switch (what.news) {
    case 'order': {
      const key = policy.steps[what.step]?.key;
      if (key === undefined) return facts;
      return ordered(policy, facts, { step: key, act: what.act, until: what.days === null ? null : on(what.days), at: now });
    }
    case 'pause':
      return changed(facts, { pause: { reason: 'asked', until: on(what.days) } });
    case 'promise':
      return changed(facts, { promise: { date: on(what.days), amount: null } });
    case 'new-due-date':
      return changed(facts, { dueDate: on(what.days) });
    case 'channel-fails':
      return reached(facts, what.channel, 'failed');
    case 'channel-mended':
      return reached(facts, what.channel, 'usable');
    case 'hold':
      return ofDebtor(facts, { holds: [{ reason: 'illness', until: what.days === null ? null : on(what.days) }] });
    case 'leave-alone':
      return ofDebtor(facts, { doNotContact: true });
    case 'release':
      return changed(ofDebtor(facts, { holds: [], doNotContact: false }), { pause: null });
    case 'kind':
      return ofDebtor(facts, { kind: facts.debtor.kind === 'consumer' ? 'company' : 'consumer' });
    case 'house-pause':
      return changed(facts, { pause: { reason: 'refused by its check', until: null, cause: 'notice-check' } });
    case 'dispute':
      return changed(facts, { dispute: { since: on(0), amount: null } });
    case 'dispute-over':
      return changed(facts, { dispute: null });
    case 'bounce':
      return settled(facts, 'sent', { result: 'failed' });
    case 'doubt-settled':
      return settled(facts, 'unknown', { result: 'sent' });
    case 'answer':
      return settled(facts, 'open', { result: 'done', outcome: 'approved' });
  }
}

function endOf(step: PlannedStep, { message, person, call }: End): Partial<TakenStep> {
  if (step.approval === 'required')
    return person === 'nobody' ? { result: 'open', outcome: null, deadline: step.deadline } : { outcome: person };
  if (step.kind === 'message') return { result: message };
  return step.kind === 'call' && call !== 'nobody' ? { result: 'done', outcome: call } : {};
}

function take(policy: Policy, facts: ChaseFacts, { step, end }: { readonly step: PlannedStep; readonly end: End }): ChaseFacts {
  const { debtor, invoice } = facts;
  const row: TakenStep = { ...succeeded(step), ...endOf(step, end) };
  const contacts =
    isContact(step) && row.result !== 'failed' ? [...debtor.contacts, { at: step.at, channel: step.channel }] : debtor.contacts;
  const outcome = outcomeOf(step, policy) ?? invoice.outcome;
  const notice = presumedNotice(step, facts, { policy });
  const given = notice ? [standingLike(row, notice)] : [];
  const after = { ...invoice, outcome, taken: [...invoice.taken, row], notices: [...invoice.notices, ...given] };
  return { ...facts, debtor: { ...debtor, contacts }, invoice: after };
}

/** A notice goes with its message. */
function standingLike({ result }: TakenStep, notice: NoticeFact): NoticeFact {
  if (result === 'failed') return { ...notice, state: 'void', endedReason: 'bounced' };
  return { ...notice, state: result === 'unknown' ? 'unknown' : 'sent', endedReason: null };
}

const momentOf = (plan: Plan): Instant | null => (plan.next === 'step' ? plan.step.at : plan.next === 'wait' ? plan.until : null);

class Living {
  readonly acts: Act[] = [];
  private facts: ChaseFacts;
  private now: Instant;
  private heard = 0;

  constructor(
    private readonly given: RoughLife,
    private readonly askedAgain: AskedAgain,
    private readonly look: Look,
  ) {
    this.facts = given.facts;
    this.now = given.now;
  }

  /** One wake further; false at the end. */
  wake(): boolean {
    const plan = decide(this.given.policy, this.facts, this.now);
    this.look(this.facts, { plan, now: this.now });
    const at = momentOf(plan);
    const piece = this.given.story[this.heard];
    if (plan.next === 'closed' || (at !== null && at > horizon)) return false;
    if (at !== null && at <= this.now) this.act(plan);
    else if (piece) this.hear(plan, piece);
    else if (at === null) return false;
    else this.pass(plan, at);
    return true;
  }

  private act(plan: Plan): void {
    if (plan.next !== 'step') throw new Error('a wait that is over');
    this.acts.push({ facts: this.facts, step: plan.step });
    const end = this.given.ends[this.acts.length % this.given.ends.length];
    if (end) this.facts = take(this.given.policy, this.facts, { step: plan.step, end });
  }

  private hear(plan: Plan, { what, part }: Piece): void {
    const wait = (momentOf(plan) ?? this.now + longestSilenceMs) - this.now;
    this.pass(plan, this.now + Math.floor(wait * part));
    this.facts = hear(this.given.policy, this.facts, { what, now: this.now });
    this.heard += 1;
  }

  private pass(plan: Plan, to: Instant): void {
    this.now = to;
    if (plan.next === 'step') this.askedAgain(plan, decide(this.given.policy, this.facts, to));
  }
}

/** Lives a life to its end, its horizon or a standstill after the last news. @throws Error when it runs in circles */
export function liveRoughly(given: RoughLife, askedAgain: AskedAgain = () => undefined, look: Look = () => undefined): readonly Act[] {
  const living = new Living(given, askedAgain, look);
  for (let wake = 0; living.wake(); wake += 1) if (wake > mostWakes) throw new Error('a life that runs in circles');
  return living.acts;
}
