/**
 * Which invoice carries the ladder of a debtor. Under `scope: debtor` only the oldest of a currency that may be asked takes steps, and the
 * debtor's other invoices follow it.
 */
import type { Instant } from '../../calendar/zone.js';
import { askableFrom, isOlder } from '../situation/claim-stops.js';
import { type Account, accountOf, chaseFactsOf, ofAccount } from '../facts/account.js';
import type { ChaseFacts, InvoiceFacts, TakenStep } from '../facts/facts.js';
import type { CompiledPolicy } from '../language/compile.js';
import { approved } from '../situation/step-record.js';
import { type LadderAnswer, nextOnLadder, nextOfIndependentSteps } from './ladder.js';
import { instantOfDay } from '../facts/local-clock.js';
import type { Following } from '../gates/stops.js';
import { type Situation, isOpen, situationOf, undisputed } from '../situation/situation.js';
import { isTimeBarred } from '../situation/time-bar.js';

const followsNobody: Following = { follows: false, carrierFrom: null };

/**
 * The next step of a ladder, or why there is none, for policies whose steps are taken in order and for those whose steps are independent.
 */
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

/** An older invoice that carries the ladder, and the instant until which it waits itself; null when only news can end that. */
interface Carrier {
  readonly until: Instant | null;
}

/**
 * Whether an older invoice that may be asked carries the ladder. Null when it does not: its own ladder has ended, or waits for ever at a
 * step that does not apply to it.
 */
function asCarrier(facts: ChaseFacts, { policy: { policy }, now }: Situation): Carrier | null {
  const situation = situationOf(policy, facts, now);
  if (situation.history.busy || policy.progress === 'highest') return { until: null };
  const { next } = nextStep(situation);
  if (next.verdict === 'step') return { until: null };
  const over = next.until === null && (next.reasons[0] === 'no-step-left' || next.reasons[0] === 'not-for-this-debtor');
  return over ? null : { until: next.until };
}

/** Claims that could carry the ladder of others in their currency once they may be asked, oldest first. */
interface Candidates {
  readonly claims: readonly InvoiceFacts[];
  /** Cache of {@link asCarrier}: the answer is the same for every invoice that might follow. */
  readonly known: Map<InvoiceFacts, Carrier | null>;
}

const candidatesAmong = (invoices: readonly InvoiceFacts[], currency: string, { facts: { debtor }, today }: Situation): Candidates => ({
  claims: invoices
    .filter((of) => of.currency === currency && isOpen(of) && undisputed(of) > 0n && !isTimeBarred(debtor.kind, of, today))
    .sort((a, b) => (isOlder(a, b) ? -1 : 1)),
  known: new Map(),
});

const candidates = new WeakMap<Account, WeakMap<CompiledPolicy, Map<string, Candidates>>>();

/**
 * The candidates of an account by policy, currency and instant. They are shared by all chases of the account: searched for by each chase,
 * they would take quadratic time.
 */
function candidatesOf(account: Account, currency: string, situation: Situation): Candidates {
  const byPolicy = candidates.get(account) ?? new WeakMap<CompiledPolicy, Map<string, Candidates>>();
  candidates.set(account, byPolicy);
  const byInstant = byPolicy.get(situation.policy) ?? new Map<string, Candidates>();
  byPolicy.set(situation.policy, byInstant);
  const key = `${currency} ${situation.now}`;
  const found = byInstant.get(key) ?? candidatesAmong(account.invoices, currency, situation);
  byInstant.set(key, found);
  return found;
}

/** Whether an older claim carries the ladder for the invoice of the situation. */
function carrierOf(elder: InvoiceFacts, situation: Situation, { known }: Candidates): Carrier | null {
  const { facts } = situation;
  const account = accountOf(facts);
  const own = withoutBegun(facts.invoice);
  if (!account || own !== facts.invoice) {
    const siblings = [own, ...facts.siblings.filter((other) => other !== elder)];
    return asCarrier({ debtor: facts.debtor, invoice: elder, siblings }, situation);
  }
  const found = known.get(elder);
  if (found !== undefined) return found;
  const carrier = asCarrier(ofAccount(account, chaseFactsOf(account, elder)), situation);
  known.set(elder, carrier);
  return carrier;
}

/**
 * Whether an invoice follows an older one of its debtor. A message asks for one currency, so each currency has a ladder of its own. An older
 * claim that is disputed, paused, promised, in a payment plan or collected by direct debit does not carry it: the debtor would not be asked
 * for anything.
 */
export function followingOf(situation: Situation): Following {
  const { policy, facts, today } = situation;
  if (policy.policy.scope !== 'debtor') return followsNobody;
  const { invoice } = facts;
  const { timeZone } = policy.policy;
  const account = accountOf(facts);
  const among = account ? candidatesOf(account, invoice.currency, situation) : candidatesAmong(facts.siblings, invoice.currency, situation);
  let elderAskableFrom = Infinity;
  for (const elder of among.claims) {
    if (!isOlder(elder, invoice)) break;
    const from = askableFrom(elder, policy.policy, facts.debtor);
    if (from > today) {
      elderAskableFrom = Math.min(elderAskableFrom, from);
      continue;
    }
    const carrier = carrierOf(elder, situation, among);
    if (carrier) return { follows: true, carrierWaitsUntil: carrier.until };
  }
  return elderAskableFrom === Infinity ? followsNobody : { follows: false, carrierFrom: instantOfDay(elderAskableFrom, 0, timeZone) };
}
