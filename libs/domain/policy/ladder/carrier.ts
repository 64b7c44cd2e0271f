/**
 * Which invoice carries the ladder of a debtor. Under `scope: debtor` only the oldest of a currency that may be asked takes steps, and the
 * debtor's other invoices follow it.
 */
import type { Instant } from '../../calendar/zone.js';
import { askableFrom, isOlder } from '../situation/claim-stops.js';
import { type Account, accountOf, chaseFactsOf, ofAccount } from '../facts/account.js';
import type { ChaseFacts, InvoiceFacts, TakenStep } from '../facts/facts.js';
import type { CompiledPolicy } from '../language/compile.js';
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

/** Until when a carrier waits: null until there is news of it. Undefined: it does not carry the ladder. */
type Carries = Instant | null | undefined;

/**
 * Until when the debtor's other invoices wait for an older one that may be asked. Undefined: it does not carry the ladder, because its own has
 * ended or waits for good at a step that does not apply to it.
 */
function carriesUntil(facts: ChaseFacts, { policy: { policy }, now }: Situation): Carries {
  const situation = situationOf(policy, facts, now);
  if (situation.history.busy || policy.progress === 'highest') return null;
  const { next } = nextStep(situation);
  if (next.verdict === 'step') return null;
  const over = next.until === null && (next.reasons[0] === 'no-step-left' || next.reasons[0] === 'not-for-this-debtor');
  return over ? undefined : next.until;
}

/** Claims that may carry the ladder of others in their currency once they may be asked, the oldest first. */
interface Carriers {
  readonly claims: readonly InvoiceFacts[];
  /** Until when each of them carries, as far as somebody asked: it hangs on no one of those who follow. */
  readonly until: Map<InvoiceFacts, Carries>;
}

const carriersAmong = (invoices: readonly InvoiceFacts[], currency: string, { facts: { debtor }, today }: Situation): Carriers => ({
  claims: invoices
    .filter((of) => of.currency === currency && isOpen(of) && undisputed(of) > 0n && !isTimeBarred(debtor.kind, of, today))
    .sort((a, b) => (isOlder(a, b) ? -1 : 1)),
  until: new Map(),
});

const carriers = new WeakMap<Account, WeakMap<CompiledPolicy, Map<string, Carriers>>>();

/** The carriers of an account by policy, currency and instant. Looked for by each of its chases, they would cost the square of them. */
function carriersOf(account: Account, currency: string, situation: Situation): Carriers {
  const byPolicy = carriers.get(account) ?? new WeakMap<CompiledPolicy, Map<string, Carriers>>();
  carriers.set(account, byPolicy);
  const known = byPolicy.get(situation.policy) ?? new Map<string, Carriers>();
  byPolicy.set(situation.policy, known);
  const key = `${currency} ${situation.now}`;
  const found = known.get(key) ?? carriersAmong(account.invoices, currency, situation);
  known.set(key, found);
  return found;
}

/** Until when an older claim carries the ladder of the situation's own. */
function untilOf(elder: InvoiceFacts, situation: Situation, { until }: Carriers): Carries {
  const { facts } = situation;
  const account = accountOf(facts);
  const own = withoutBegun(facts.invoice);
  if (!account || own !== facts.invoice) {
    const siblings = [own, ...facts.siblings.filter((other) => other !== elder)];
    return carriesUntil({ debtor: facts.debtor, invoice: elder, siblings }, situation);
  }
  const known = until.has(elder) ? until.get(elder) : carriesUntil(ofAccount(account, chaseFactsOf(account, elder)), situation);
  until.set(elder, known);
  return known;
}

/**
 * Whether an invoice follows an older one of its debtor. A message asks for one currency, so each currency has a ladder of its own. An older
 * claim that is disputed, paused, promised, in a payment plan or collected by direct debit does not carry it: the debtor would not be asked
 * for anything.
 */
export function placeOf(situation: Situation): Place {
  const { policy, facts, today } = situation;
  if (policy.policy.scope !== 'debtor') return followsNobody;
  const { invoice } = facts;
  const { timeZone } = policy.policy;
  const account = accountOf(facts);
  const among = account ? carriersOf(account, invoice.currency, situation) : carriersAmong(facts.siblings, invoice.currency, situation);
  let elderAskableFrom = Infinity;
  for (const elder of among.claims) {
    if (!isOlder(elder, invoice)) break;
    const from = askableFrom(elder, policy.policy, facts.debtor);
    if (from > today) {
      elderAskableFrom = Math.min(elderAskableFrom, from);
      continue;
    }
    const until = untilOf(elder, situation, among);
    if (until !== undefined) return { follows: true, until };
  }
  return elderAskableFrom === Infinity ? followsNobody : { follows: false, until: instantOfDay(elderAskableFrom, 0, timeZone) };
}
