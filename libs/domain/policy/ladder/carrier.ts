/** Which of a debtor's invoices carries the ladder in debtor scope: the oldest of its currency that may be asked. */
import type { Instant } from '../../calendar/zone.js';
import { askableFrom, isOlder } from '../situation/claim-stops.js';
import type { InvoiceFacts, TakenStep } from '../facts/facts.js';
import { approved } from '../situation/history.js';
import { type Climb, climb, climbFreely } from './ladder.js';
import { instantOfDay } from '../facts/local-clock.js';
import type { Place } from '../gates/stops.js';
import { type Situation, isOpen, situationOf, undisputed } from '../situation/situation.js';
import { isTimeBarred } from '../situation/time-bar.js';

const byItself: Place = { follows: false, until: null };

/** The next step of a ladder, or why there is none. */
export const climbAs = (situation: Situation): Climb =>
  situation.policy.policy.progress === 'independent' ? climbFreely(situation) : climb(situation);

const isBegun = ({ result, outcome }: TakenStep): boolean =>
  result === 'open' || result === 'claimed' || (result === 'done' && outcome === approved);

/**
 * Leaves out the call or approval that this chase has begun. An older invoice that waits for just that would take over the ladder, the step
 * would be withdrawn, and it would begin again without end.
 */
function withoutBegun(invoice: InvoiceFacts): InvoiceFacts {
  return invoice.taken.some(isBegun) ? { ...invoice, taken: invoice.taken.filter((row) => !isBegun(row)) } : invoice;
}

/**
 * How long the others wait for an older invoice that may be asked: null until news of it. Undefined: its ladder has ended, or stands for
 * good at a step that is not for it, so it carries nothing.
 */
function carriesUntil(elder: InvoiceFacts, { policy: { policy }, facts, now }: Situation): Instant | null | undefined {
  const siblings = [withoutBegun(facts.invoice), ...facts.siblings.filter((other) => other !== elder)];
  const situation = situationOf(policy, { debtor: facts.debtor, invoice: elder, siblings }, now);
  if (situation.history.busy || policy.progress === 'highest') return null;
  const { next } = climbAs(situation);
  if (next.verdict === 'step') return null;
  const over = next.until === null && (next.reasons[0] === 'no-step-left' || next.reasons[0] === 'not-for-this-debtor');
  return over ? undefined : next.until;
}

/**
 * The place of an invoice in its debtor's ladder. A message asks one currency, so each currency has its own; a claim that is disputed,
 * paused, promised, in a plan or collected by direct debit carries nothing, for then nobody would be asked.
 */
export function placeOf(situation: Situation): Place {
  const { policy, facts, today } = situation;
  if (policy.policy.scope !== 'debtor') return byItself;
  const { invoice, siblings } = facts;
  const { timeZone } = policy.policy;
  const elders = siblings.filter(
    (other) =>
      isOlder(other, invoice) &&
      other.currency === invoice.currency &&
      isOpen(other) &&
      undisputed(other) > 0n &&
      !isTimeBarred(facts.debtor.kind, other, today),
  );
  let joins = Infinity;
  for (const elder of elders.sort((a, b) => (isOlder(a, b) ? -1 : 1))) {
    const from = askableFrom(elder, policy.policy, facts.debtor);
    if (from > today) {
      joins = Math.min(joins, from);
      continue;
    }
    const until = carriesUntil(elder, situation);
    if (until !== undefined) return { follows: true, until };
  }
  return joins === Infinity ? byItself : { follows: false, until: instantOfDay(joins, 0, timeZone) };
}
