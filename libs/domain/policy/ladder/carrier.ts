/**
 * Which invoice carries the ladder of a debtor. Under `scope: debtor` only the oldest of a currency that may be asked takes steps, and the
 * debtor's other invoices follow it.
 */
import type { Instant } from '../../calendar/zone.js';
import { askableFrom, isOlder } from '../situation/claim-stops.js';
import type { InvoiceFacts, TakenStep } from '../facts/facts.js';
import { approved } from '../situation/history.js';
import { type LadderAnswer, nextOnLadder, nextOfIndependentSteps } from './ladder.js';
import { instantOfDay } from '../facts/local-clock.js';
import type { Place } from '../gates/stops.js';
import { type Situation, isOpen, situationOf, undisputed } from '../situation/situation.js';
import { isTimeBarred } from '../situation/time-bar.js';

const followsNobody: Place = { follows: false, until: null };

/** The next step of a ladder, or why there is none, for policies whose steps are taken in order and for those whose steps are independent. */
export const nextStep = (situation: Situation): LadderAnswer =>
  situation.policy.policy.progress === 'independent' ? nextOfIndependentSteps(situation) : nextOnLadder(situation);

const isBegun = ({ result, outcome }: TakenStep): boolean =>
  result === 'open' || result === 'claimed' || (result === 'done' && outcome === approved);

/**
 * The invoice without the call or approval that its own chase has begun. An older invoice that waits for that same call or approval must not
 * count as waiting: it would take over the ladder, the step would be withdrawn, and it would all begin again, without end.
 */
function withoutBegun(invoice: InvoiceFacts): InvoiceFacts {
  return invoice.taken.some(isBegun) ? { ...invoice, taken: invoice.taken.filter((row) => !isBegun(row)) } : invoice;
}

/**
 * Until when the debtor's other invoices wait for an older one that may be asked: null until there is news of it. Undefined: it does not
 * carry the ladder, because its own has ended or waits for good at a step that does not apply to it.
 */
function carriesUntil(elder: InvoiceFacts, { policy: { policy }, facts, now }: Situation): Instant | null | undefined {
  const siblings = [withoutBegun(facts.invoice), ...facts.siblings.filter((other) => other !== elder)];
  const situation = situationOf(policy, { debtor: facts.debtor, invoice: elder, siblings }, now);
  if (situation.history.busy || policy.progress === 'highest') return null;
  const { next } = nextStep(situation);
  if (next.verdict === 'step') return null;
  const over = next.until === null && (next.reasons[0] === 'no-step-left' || next.reasons[0] === 'not-for-this-debtor');
  return over ? undefined : next.until;
}

/**
 * Whether an invoice follows an older one of its debtor. A message asks for one currency, so each currency has a ladder of its own. An older
 * claim that is disputed, paused, promised, in a payment plan or collected by direct debit does not carry it: the debtor would not be asked
 * for anything.
 */
export function placeOf(situation: Situation): Place {
  const { policy, facts, today } = situation;
  if (policy.policy.scope !== 'debtor') return followsNobody;
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
  let elderAskableFrom = Infinity;
  for (const elder of elders.sort((a, b) => (isOlder(a, b) ? -1 : 1))) {
    const from = askableFrom(elder, policy.policy, facts.debtor);
    if (from > today) {
      elderAskableFrom = Math.min(elderAskableFrom, from);
      continue;
    }
    const until = carriesUntil(elder, situation);
    if (until !== undefined) return { follows: true, until };
  }
  return elderAskableFrom === Infinity ? followsNobody : { follows: false, until: instantOfDay(elderAskableFrom, 0, timeZone) };
}
