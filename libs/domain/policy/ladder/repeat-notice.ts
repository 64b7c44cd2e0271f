/** The formal notice sent once more: it came back, a notice of default has run out, or an operator orders it again. */
import { toDay } from '../../calendar/iso-date.js';
import type { StepOverride } from '../facts/facts.js';
import type { CompiledStep } from '../language/compile.js';
import type { Situation } from '../situation/situation.js';
import { adoptedIndex, reachedIndex, runNowOrder } from './position.js';
import { resumed } from './rung.js';
import type { Rung } from './verdict.js';

/** Whether a step is still to be taken and needs a formal notice that stands. */
function stillNeedsNotice({ onNotice, index }: CompiledStep, { history }: Situation): boolean {
  const record = history.records[index];
  return onNotice && (!record || record.state === 'stale');
}

/**
 * The last letter after a notice of default whose term is over: the same step of the policy, as its next occurrence. The claim has been in
 * default only since then (6:82, 6:96 lid 6 BW). When an operator orders the letter, its legal gate still decides how soon it may leave.
 */
function letterAfterDefault(
  step: CompiledStep,
  { history: { records, defaultNotice } }: Situation,
  runNow: StepOverride | null,
): Rung | null {
  const record = records[step.index];
  if (!record || record.state !== 'taken' || !defaultNotice) return null;
  return {
    step,
    occurrence: record.occurrence + 1,
    begun: null,
    runNow: runNow && runNow.at > record.at ? runNow : null,
    fixedDay: toDay(defaultNotice.costsFrom),
  };
}

/**
 * The formal notice to send once more, when the chase has come as far as its step and no notice stands: by another channel after it came
 * back, or as often as an operator orders it. It goes before whatever was begun above it, because without a notice nothing above it would
 * be fair warning. Null when a notice stands, is being sent, or is still to come on the ladder, and when nothing needs one.
 */
export function noticeToRepeat(situation: Situation): Rung | null {
  const { history, policy } = situation;
  const step = policy.steps.findLast(({ step: { legal } }) => legal === 'formal-notice');
  if (history.notice || !step || step.onEvent || step.index > reachedIndex(situation)) return null;
  const record = history.records[step.index] ?? null;
  if (record?.state === 'in-flight' || record?.state === 'open' || record?.state === 'unknown') return null;
  const runNow = runNowOrder(step, situation);
  const letter = letterAfterDefault(step, situation, runNow);
  if (letter) return letter;
  const begun = record && resumed(record, runNow);
  const orderedSince = runNow !== null && (!record || runNow.at > record.at);
  // When the notice is the highest step that was begun here, the ladder resumes it anyway, unless the chase was adopted at this step or
  // above: that one continues above it. When something was begun above the notice, it is resumed only if a step above still needs one.
  const needed =
    record === history.top
      ? step.index <= adoptedIndex(situation)
      : policy.steps.some((above) => above.index > step.index && stillNeedsNotice(above, situation));
  if (!orderedSince || (begun && record.failedOn.length === 0)) return needed ? begun : null;
  // A new occurrence: the ledger takes an occurrence to one address only once, and the letter may go to the same address again.
  return { step, occurrence: (record?.occurrence ?? 0) + 1, begun: null, runNow, fixedDay: null };
}
