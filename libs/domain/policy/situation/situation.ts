/** Everything one decision looks at, worked out once: the compiled policy, the day, the amount, the place on the ladder. */
import { type Day, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { Cents } from '../../money/money.js';
import { type CompiledPolicy, compile } from '../language/compile.js';
import { isConsumer } from '../../notice/default.js';
import { askableFrom } from './claim-stops.js';
import { type Account, accountOf } from '../facts/account.js';
import type { ChaseFacts, DebtorFacts, DebtorKind, InvoiceFacts } from '../facts/facts.js';
import { type History, readHistory } from './history.js';
import { localDayAt } from '../facts/local-clock.js';
import type { Policy } from '../language/policy.js';
import { isTimeBarred } from './time-bar.js';

/** The input of every rule. */
export interface Situation {
  readonly policy: CompiledPolicy;
  readonly facts: ChaseFacts;
  readonly now: Instant;
  readonly today: Day;
  readonly dueDay: Day;
  /** What may be asked: open less the disputed part; in debtor scope over all his invoices in this currency that may be asked. */
  readonly amount: Cents;
  readonly history: History;
}

/** Costs in the units of `Meter`; measured. */
const units = { decision: 400, sibling: 8 } as const;

/** Open less the part that is disputed; a dispute without an amount is about all of it. Never negative. */
export function undisputed(invoice: InvoiceFacts): Cents {
  if (!invoice.dispute) return invoice.open > 0n ? invoice.open : 0n;
  if (invoice.dispute.amount === null) return 0n;
  const rest = invoice.open - invoice.dispute.amount;
  return rest > 0n ? rest : 0n;
}

/** Whether the invoice is still chased and something of it is open. */
export const isOpen = (invoice: InvoiceFacts): boolean => invoice.outcome === null && invoice.open > 0n;

/** Answers with his private assets, whatever he trades as: a person looks before what has grave consequences (AVG art. 22). */
export const isNaturalPerson = (kind: DebtorKind): boolean => isConsumer(kind) || kind === 'natural_business';

/** What counts of an invoice on a day: open less what is disputed, with `counts: overdue` only once it is late. */
const countedOn = (of: InvoiceFacts, { overdueOnly }: CompiledPolicy, day: Day): Cents =>
  overdueOnly && toDay(of.dueDate) >= day ? 0n : undisputed(of);

/** What an invoice adds to what is asked for another of its debtor's: nothing while something else was agreed, or once it is time-barred. */
function addedBy(
  of: InvoiceFacts,
  debtor: DebtorFacts,
  { compiled, day }: { readonly compiled: CompiledPolicy; readonly day: Day },
): Cents {
  if (!isOpen(of) || askableFrom(of, compiled.policy, debtor) > day || isTimeBarred(debtor.kind, of, day)) return 0n;
  return countedOn(of, compiled, day);
}

/** Sums over all invoices of an account, by policy, currency and day. */
const sums = new WeakMap<Account, WeakMap<CompiledPolicy, Map<string, Cents>>>();

/**
 * What all invoices of an account in one currency add on a day. Shared by its chases: summed for each chase, it would take quadratic time.
 */
function sumOf(account: Account, currency: string, on: { readonly compiled: CompiledPolicy; readonly day: Day }): Cents {
  const byPolicy = sums.get(account) ?? new WeakMap<CompiledPolicy, Map<string, Cents>>();
  sums.set(account, byPolicy);
  const known = byPolicy.get(on.compiled) ?? new Map<string, Cents>();
  byPolicy.set(on.compiled, known);
  const key = `${currency} ${on.day}`;
  const { debtor, invoices } = account;
  const sum = known.get(key) ?? invoices.reduce((all, of) => (of.currency === currency ? all + addedBy(of, debtor, on) : all), 0n);
  known.set(key, sum);
  return sum;
}

/**
 * What may be asked on a day: in debtor scope over all his open invoices in this currency for which nothing else was agreed, with
 * `counts: overdue` only what is late.
 */
function amountOf(facts: ChaseFacts, compiled: CompiledPolicy, day: Day): Cents {
  const { debtor, invoice } = facts;
  const own = countedOn(invoice, compiled, day);
  if (compiled.policy.scope === 'invoice') return own;
  const on = { compiled, day };
  // Count every sibling even when the sum is cached: the work counted must not depend on which chase asked first.
  if (compiled.meter) compiled.meter.units += facts.siblings.length * units.sibling;
  const account = accountOf(facts);
  if (account) return own + sumOf(account, invoice.currency, on) - addedBy(invoice, debtor, on);
  let amount = own;
  for (const sibling of facts.siblings) if (sibling.currency === invoice.currency) amount += addedBy(sibling, debtor, on);
  return amount;
}

// An invoice falls due, or the time agreed for another of the debtor's has passed.
const amountsVary = ({ policy, overdueOnly }: CompiledPolicy): boolean => overdueOnly || policy.scope === 'debtor';

/** {@link Situation.amount} as it will be on another day if nobody pays. */
export const amountOn = ({ policy, facts, amount }: Situation, day: Day): Cents =>
  amountsVary(policy) ? amountOf(facts, policy, day) : amount;

/**
 * The first day from `from` on, of those on which another invoice becomes overdue or may be asked again, that has an amount which passes;
 * null when none does.
 */
export function firstDayWith(situation: Situation, from: Day, passes: (amount: Cents) => boolean): Day | null {
  if (passes(amountOn(situation, from))) return from;
  const { policy, facts } = situation;
  if (!amountsVary(policy)) return null;
  const late = [facts.invoice, ...facts.siblings].map(({ dueDate }) => toDay(dueDate) + 1);
  const askable = facts.siblings.map((sibling) => askableFrom(sibling, policy.policy, facts.debtor));
  const changes = [...late, ...askable].filter((day) => day > from && day < Infinity);
  return changes.sort((a, b) => a - b).find((day) => passes(amountOn(situation, day))) ?? null;
}

/**
 * Reads the history only when it is asked for: most claims that are stopped, or follow another, are decided without it. A class, because a
 * getter defined per object made a decision take twice as long.
 */
class LazySituation implements Situation {
  readonly policy: CompiledPolicy;
  readonly facts: ChaseFacts;
  readonly now: Instant;
  readonly today: Day;
  readonly dueDay: Day;
  readonly amount: Cents;
  private known: History | null = null;

  constructor({ policy, facts, now, today, dueDay, amount }: Omit<Situation, 'history'>) {
    this.policy = policy;
    this.facts = facts;
    this.now = now;
    this.today = today;
    this.dueDay = dueDay;
    this.amount = amount;
  }

  get history(): History {
    this.known ??= readHistory(this.facts, this.policy, { now: this.now });
    return this.known;
  }
}

/** Reads the facts against the policy at an instant. */
export function situationOf(policy: Policy, facts: ChaseFacts, now: Instant): Situation {
  const ready = compile(policy);
  const today = localDayAt(now, policy.timeZone);
  if (ready.meter) ready.meter.units += units.decision + facts.siblings.length;
  const amount = amountOf(facts, ready, today);
  return new LazySituation({ policy: ready, facts, now, today, dueDay: toDay(facts.invoice.dueDate), amount });
}
