/**
 * All state and rules of a running chase: what has been heard, which plan counts, what the loop does next. Plain code without Temporal,
 * so that it can be tested as such. Everything here is derived from the history; nothing in it is a fact of its own.
 */
import { type ChasePlan, type ChaseView, type ChaseInput, type StepRef, instantMs, isChasePlan } from '#contracts/chase.js';
import { factSignals } from '#contracts/signals.js';

/** What the loop does next. */
export type Move =
  | { readonly kind: 'plan'; readonly why: string; readonly label?: string | undefined }
  | { readonly kind: 'step'; readonly step: StepRef; readonly plan: ChasePlan }
  | { readonly kind: 'wait'; readonly untilMs: number | null; readonly summary: string }
  | { readonly kind: 'end'; readonly outcome: string };

/** A fact that came straight to Temporal and must be recorded. */
export interface DirectSignal {
  /** Of a fact, or of none that this release knows: then it is only to be refused. */
  readonly signal: string;
  readonly signalId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Pauses after planning or a step has failed for good (a refusal without retry, 20 hours of retries), the last repeated: short first, then
 * an hour, so that a chase in trouble for a week costs a few hundred timers at most. News ends a pause early.
 */
export const pausesMs: readonly number[] = [15_000, 60_000, 300_000, 1_200_000, 3_600_000];
/** Moves in a row without waiting for a plan's instant, after which the chase pauses: a plan that never settles must not fill the history. */
export const longestRun = 50;
/** The server refuses a summary above 400 bytes; 130 characters stay below it whatever they are. */
const summaryLength = 130;
/** A name nobody knows is told to the database in so many characters: it comes from outside, and only a person reads it. */
const strangerLength = 100;
/** Strangers that one run has refused one by one, at six events each; after the last of them it only listens, or a loop of a sender would fill the history. */
export const mostStrangers = 50;
/** Longest id of a direct signal that is taken from its sender. */
const signalIdLength = 200;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export class ChaseInbox {
  /** Something was heard that may change the next move. Set by what arrives, cleared by {@link next}. */
  news = false;
  #plan: ChasePlan | null = null;
  #offered: ChasePlan | null = null;
  #why: string | null = 'start';
  #clockNow: string | null = null;
  #direct: DirectSignal[] = [];
  #recording = false;
  #acting = false;
  #gone = false;
  #namelessSignals = 0;
  #strangers = 0;
  #moves = 0;
  #failures = 0;
  #pause: { readonly untilMs: number; readonly summary: string } | null = null;

  /**
   * `runId` makes ids for direct signals that bring none: the run's original id, which a reset keeps, so a reset records nothing twice.
   * `plan` is what the start brought, if anything; it is read like any value from outside.
   */
  constructor(
    private readonly runId: string,
    plan?: unknown,
  ) {
    if (!isChasePlan(plan)) return;
    this.#why = null;
    this.#adopt(plan);
  }

  /** A signal as it arrived, whatever it holds; `signal` may be a name this release does not know. */
  receive(signal: string, payload: unknown): void {
    const fields = isRecord(payload) ? payload : {};
    if (typeof fields['recordedEventId'] === 'string') {
      // At least once and in any order: the revision, given out under the debtor's lock, says which plan is the newest.
      return isChasePlan(fields['plan']) ? this.#offer(fields['plan']) : this.#lookAgain(`told of ${signal}`);
    }
    if (!isDirect(signal)) return this.#lookAgain(`told of ${signal}`);
    // No payload at all is told as null, which JSON keeps: it must not be taken for an object whose fields are all left out.
    const recorded = isRecord(payload) ? fields : { unreadable: payload ?? null };
    this.#direct.push({ signal, signalId: this.#signalId(fields['signalId']), payload: recorded });
    this.news = true;
  }

  /** Whether a signal came straight to Temporal and is not one that may: nobody knows its name, or it only reports what is recorded. */
  isStranger(signal: string, payload: unknown): boolean {
    return !isDirect(signal) && !(isRecord(payload) && typeof payload['recordedEventId'] === 'string');
  }

  /**
   * Such a signal is refused with an event. Its payload stays outside, and so does its own id: the sender who mends the name sends the same
   * id again, and that must count.
   */
  refuse(signal: string): void {
    if (this.#strangers >= mostStrangers) return;
    this.#strangers += 1;
    const payload = this.#strangers === mostStrangers ? { further: 'ignored' } : {};
    const name = Array.from(signal).slice(0, strangerLength).join('');
    this.#direct.push({ signal: name, signalId: `${this.runId}/stranger/${this.#strangers}`, payload });
    this.news = true;
  }

  /** The test clock moved. A clock never goes back; an unreadable instant is ignored. */
  clockAdvanced(payload: unknown): void {
    const now = isRecord(payload) && typeof payload['now'] === 'string' ? payload['now'] : null;
    this.#advance(now);
    if (this.#isDueOnClock()) this.news = true;
  }

  /** The answer of planning or of a step. It was made over fresh facts, so it counts even if a lower revision is followed at present. */
  answered(answer: unknown, nowMs: number): void {
    this.#acting = false;
    if (!isChasePlan(answer)) return this.failed('a plan that cannot be followed', nowMs);
    this.#adopt(answer);
  }

  /** Planning or a step has failed for good (all retries used, or not retryable). */
  failed(type: string, nowMs: number): void {
    this.#acting = false;
    if (type === 'InvoiceGone') {
      this.#gone = true;
      return;
    }
    this.#failures += 1;
    this.#lookAgain(`after ${type}`);
    this.#pauseFor(pausesMs[Math.min(this.#failures, pausesMs.length) - 1] ?? 0, type, nowMs);
  }

  /** Takes the oldest direct signal to be recorded; the next is taken when this one is done, so facts keep their order. */
  takeDirect(): DirectSignal | null {
    const signal = this.#direct.shift() ?? null;
    this.#recording = signal !== null;
    return signal;
  }

  /** Whether a direct signal waits to be recorded. */
  get directWaiting(): boolean {
    return this.#direct.length > 0;
  }

  /** Whether somebody has to begin to record: a signal waits, and nobody is at it. */
  get mayRecord(): boolean {
    return this.directWaiting && !this.#recording;
  }

  /** A direct signal is recorded; `answer` is the plan after it. */
  recorded(answer: unknown): void {
    this.#recording = false;
    if (isChasePlan(answer)) this.#offer(answer);
    else this.#lookAgain('after a signal was recorded');
    this.news = true;
  }

  /** A direct signal can never be recorded. */
  recordingFailed(type: string): void {
    this.#recording = false;
    if (type === 'InvoiceGone') this.#gone = true;
    this.#lookAgain(`after ${type}`);
  }

  /** Decides the next move. `nowMs` is the workflow's time. */
  next(nowMs: number): Move {
    this.news = false;
    if (this.#gone) return { kind: 'end', outcome: 'gone' };
    if (this.#offered !== null && this.#offered.revision > (this.#plan?.revision ?? -Infinity)) this.#adopt(this.#offered);
    this.#offered = null;
    // A fact that the database lacks comes first: a letter must not overtake the payment that was signalled before it.
    if (this.#recording || this.directWaiting) return { kind: 'wait', untilMs: null, summary: 'records a signal' };
    if (this.#pause !== null && nowMs < this.#pause.untilMs) return { kind: 'wait', ...this.#pause };
    const move = this.#unhurried(this.#wanted(nowMs), nowMs);
    this.#acting = move.kind === 'step';
    return move;
  }

  /** What `getChase` shows. */
  view(input: ChaseInput): ChaseView {
    const signalsWaiting = this.#direct.length + (this.#recording ? 1 : 0) + (this.#offered === null ? 0 : 1);
    return { input, plan: this.#plan, clockNow: this.#clockNow, acting: this.#acting, signalsWaiting };
  }

  /** Markdown for the Temporal UI. */
  get details(): string {
    const pause = this.#pause === null ? '' : `\n\n**${this.#pause.summary}**`;
    const clock = this.#clockNow === null ? '' : `\n\n- test clock: ${this.#clockNow}`;
    return `${this.#plan?.details ?? ''}${clock}${pause}`;
  }

  #wanted(nowMs: number): Move {
    const plan = this.#plan;
    if (this.#why !== null || plan === null) return { kind: 'plan', why: this.#why ?? 'no plan', label: plan?.label };
    if (plan.next === 'closed') return { kind: 'end', outcome: plan.outcome ?? 'closed' };
    const wakeMs = instantMs(plan.wakeAt);
    if (wakeMs === null ? !this.#isDueOnClock() : nowMs < wakeMs) {
      this.#moves = 0;
      this.#failures = 0;
      return { kind: 'wait', untilMs: wakeMs, summary: plan.summary.slice(0, summaryLength) };
    }
    return plan.next === 'step' && plan.step !== null
      ? { kind: 'step', step: plan.step, plan }
      : { kind: 'plan', why: 'the instant of the plan is reached', label: plan.label };
  }

  /** Lets a move pass, or a pause instead when moves have followed each other without end. */
  #unhurried(move: Move, nowMs: number): Move {
    this.#pause = null;
    if (move.kind === 'wait' || move.kind === 'end') return move;
    this.#moves += 1;
    const over = this.#moves - longestRun;
    if (over > 0 && over % 2 === 1) {
      // Odd counts pause, the even one after it passes, so every further move is paid with a pause that grows to an hour.
      const pause = this.#pauseFor(pausesMs[Math.min((over + 1) / 2, pausesMs.length) - 1] ?? 0, `${longestRun} moves in a row`, nowMs);
      return { kind: 'wait', ...pause };
    }
    if (move.kind === 'plan') this.#why = null;
    return move;
  }

  #pauseFor(durationMs: number, cause: string, nowMs: number): { readonly untilMs: number; readonly summary: string } {
    const summary = `pauses ${durationMs / 1000} s after ${cause}, then goes on`.slice(0, summaryLength);
    this.#pause = { untilMs: nowMs + durationMs, summary };
    return this.#pause;
  }

  #adopt(plan: ChasePlan): void {
    this.#plan = plan;
    this.#advance(plan.clockNow ?? null);
  }

  #offer(plan: ChasePlan): void {
    const newest = Math.max(this.#plan?.revision ?? -Infinity, this.#offered?.revision ?? -Infinity);
    if (plan.revision <= newest) return; // a repeat or a late one: what it tells is already in the plan that is followed
    this.#offered = plan;
    this.#pause = null;
    this.news = true;
  }

  #lookAgain(why: string): void {
    this.#why = why.slice(0, summaryLength);
    this.#pause = null;
    this.news = true;
  }

  #advance(now: string | null): void {
    const instant = instantMs(now);
    if (instant !== null && instant > (instantMs(this.#clockNow) ?? -Infinity)) this.#clockNow = now;
  }

  /** Only a plan without `wakeAt` belongs to a test clock: a stray clock signal must not hurry a live chase. */
  #isDueOnClock(): boolean {
    if (instantMs(this.#plan?.wakeAt) !== null) return false;
    const at = instantMs(this.#plan?.at);
    const now = instantMs(this.#clockNow);
    return at !== null && now !== null && now >= at;
  }

  #signalId(wanted: unknown): string {
    if (typeof wanted === 'string' && wanted !== '' && wanted.length <= signalIdLength) return wanted;
    this.#namelessSignals += 1;
    return `${this.runId}/${this.#namelessSignals}`;
  }
}

const isDirect = (signal: string): boolean => Object.entries(factSignals).some(([name, { direct }]) => name === signal && direct);
