/** The search up the ladder: rung by rung, until one can be taken or has to be waited for. */
import { type Day, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { CompiledStep } from '../language/compile.js';
import { localDayAt } from '../facts/local-clock.js';
import type { ReasonCode, SkippedStep } from '../language/plan.js';
import type { Situation } from '../situation/situation.js';
import type { LastTaken } from '../timing/step-date.js';
import { adoptedIndex, lastTakenOf, runNowOrder } from './position.js';
import { consider } from './rung.js';
import type { Below, NextRung, Rung, Takeable, Waiting } from './verdict.js';

/** Index of the highest step from `from` on that an operator wants taken now; -1 when there is none. */
function runNowIndex(from: number, situation: Situation): number {
  return situation.policy.steps.findLastIndex((step) => step.index >= from && !step.onEvent && runNowOrder(step, situation));
}

/** How a chase that is late jumps over a rung, to one above it that is due as well. */
interface Jump {
  /** Why the lower rung is left out. */
  readonly reason: ReasonCode;
  /** The last day on which the higher rung may fall due for the lower one to be left out. */
  readonly dueBy: (lower: Takeable) => Day;
}

/** How this chase jumps over rungs; null when it takes every one of them. */
function jumpOf({ policy: { policy }, facts: { invoice }, history }: Situation): Jump | null {
  if (invoice.adopted && !invoice.adopted.lastStep && !history.top) {
    const day = toDay(invoice.adopted.at);
    return { reason: 'before-adoption', dueBy: () => day };
  }
  if (policy.catchUp !== 'latest') return null;
  // Measured by the day on which the lower rung could leave, not by today: asked again on that day, decide must give the same answer.
  return { reason: 'overtaken', dueBy: ({ step }) => localDayAt(step.at, policy.timeZone) };
}

/** Nothing jumps over a formal notice, and no jump ends on a handover: fair warning comes first. */
const mayJump = (from: Takeable, to: Takeable): boolean => from.step.legal === null && to.step.kind !== 'handover';

const momentOf = (rung: NextRung): Instant => (rung.verdict === 'step' ? rung.step.at : (rung.until ?? Infinity));

/**
 * The first in time of two independent rungs; `a` when both come at the same instant. A wait that ends at the instant of a step comes before
 * that step: when it ends, the rung that waited may turn out to go first, so the plan must not commit to the step yet.
 */
export function sooner(a: NextRung, b: NextRung): NextRung {
  const distance = momentOf(a) - momentOf(b);
  if (distance < 0) return a;
  return distance > 0 || (a.verdict === 'step' && b.verdict === 'wait') ? b : a;
}

/** Cost of considering one rung, in the units of `Meter`; measured. */
const unitsOfRung = 200;

/** One search up the ladder. It keeps what a rung needs to know about the rungs below it, and records which rungs were left out. */
export class Walk {
  private readonly lastTaken: LastTaken | null;
  /** See {@link Below}, as {@link untakenDay}. */
  private dayBelow: Day;
  private untakenDay: Day | null = null;
  /** The latest day of a rung that was left out. */
  private lastLeftOutDay: Day = -Infinity;

  constructor(
    private readonly situation: Situation,
    readonly skipped: SkippedStep[] = [],
  ) {
    this.lastTaken = lastTakenOf(situation, adoptedIndex(situation));
    this.dayBelow = this.lastTaken?.day ?? localDayAt(situation.facts.invoice.registeredAt, situation.policy.policy.timeZone);
  }

  private get below(): Below {
    return { lastTaken: this.lastTaken, dayBelow: this.dayBelow, untakenDay: this.untakenDay };
  }

  /** Notes that an occurrence of a step is left out, and why. */
  leaveOut(key: string, occurrence: number, reason: ReasonCode): void {
    this.skipped.push({ key, occurrence, reason });
  }

  /** The rung, when it can be taken or has to be waited for; null when it is left out or absent. */
  consider(rung: Rung): NextRung | null {
    const { meter } = this.situation.policy;
    if (meter) meter.units += unitsOfRung;
    const verdict = consider(rung, this.below, this.situation);
    if (verdict.verdict === 'skip') {
      this.leaveOut(rung.step.step.key, rung.occurrence, verdict.reason);
      this.dayBelow = verdict.day;
      this.lastLeftOutDay = Math.max(this.lastLeftOutDay, verdict.day);
    }
    return verdict.verdict === 'step' || verdict.verdict === 'wait' ? verdict : null;
  }

  /** The day by which a rung is compared with others: never before that of a rung below it, also of one that has been left out since. */
  dayInOrder({ day }: Takeable): Day {
    return Math.max(day, this.lastLeftOutDay);
  }

  /**
   * The first rung from the step at `from` on that can be taken or has to be waited for; null when there is none. An operator's order
   * leaves out what lies below the ordered step, a late chase that may jump leaves out what a higher rung has overtaken; neither leaves out
   * a formal notice.
   */
  upFrom(from: number): NextRung | null {
    const ordered = runNowIndex(from, this.situation);
    const jump = ordered < 0 ? jumpOf(this.situation) : null;
    // The highest rung so far that can be taken; a higher one may still overtake it.
    let candidate: Takeable | null = null;
    // Rungs above the candidate that have no run day left: the wait of the lowest one, and all their steps. A chase that may jump looks past
    // them. They are left out only if a rung above them can be taken; otherwise the chase waits for the lowest one.
    let withoutRunDay: Waiting | null = null;
    const stepsWithoutRunDay: CompiledStep[] = [];
    for (const step of this.situation.policy.steps.slice(from)) {
      if (step.onEvent) continue;
      if (step.index < ordered && !step.step.legal) {
        this.leaveOut(step.step.key, 1, 'skipped-by-operator');
        continue;
      }
      const verdict = this.consider({ step, occurrence: 1, begun: null, runNow: runNowOrder(step, this.situation), fixedDay: null });
      if (!verdict) continue;
      if (jump && verdict.verdict === 'wait' && verdict.reasons[0] === 'run-day' && !step.step.legal) {
        withoutRunDay ??= verdict;
        stepsWithoutRunDay.push(step);
        continue;
      }
      if (candidate && jump) {
        if (verdict.verdict === 'wait') return sooner(withoutRunDay ? sooner(candidate, withoutRunDay) : candidate, verdict);
        if (verdict.day > jump.dueBy(candidate) || !mayJump(candidate, verdict)) break;
        this.leaveOut(candidate.step.key, candidate.step.occurrence, jump.reason);
      }
      if (verdict.verdict === 'wait' || !jump) return verdict;
      for (const below of stepsWithoutRunDay.splice(0)) this.leaveOut(below.step.key, 1, jump.reason);
      withoutRunDay = null;
      candidate = verdict;
      this.dayBelow = verdict.day;
      this.untakenDay = verdict.day;
    }
    return candidate && withoutRunDay ? sooner(candidate, withoutRunDay) : (candidate ?? withoutRunDay);
  }
}
