/** Everything one decision looks at, worked out once: the compiled policy, the day, the amount, the place on the ladder. */
import { type Day, toDay } from '../calendar/iso-date.js';
import type { Instant } from '../calendar/zone.js';
import type { Cents } from '../money/money.js';
import { type CompiledPolicy, compile } from './compile.js';
import { isConsumer } from '../notice/default.js';
import type { ChaseFacts, DebtorKind, InvoiceFacts } from './facts.js';
import { type History, readHistory } from './history.js';
import { localDayAt } from './local-clock.js';
import type { Policy } from './policy.js';

/** The input of every rule. */
export interface Situation {
  readonly policy: CompiledPolicy;
  readonly facts: ChaseFacts;
  readonly now: Instant;
  readonly today: Day;
  readonly dueDay: Day;
  /** What may be asked: open less the disputed part; in debtor scope over all his open invoices in this currency. */
  readonly amount: Cents;
  readonly history: History;
}

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

function amountOf({ invoice, siblings }: ChaseFacts, policy: Policy): Cents {
  let amount = undisputed(invoice);
  if (policy.scope === 'invoice') return amount;
  for (const sibling of siblings) if (isOpen(sibling) && sibling.currency === invoice.currency) amount += undisputed(sibling);
  return amount;
}

/** Reads the facts against the policy at an instant. */
export function situationOf(policy: Policy, facts: ChaseFacts, now: Instant): Situation {
  const ready = compile(policy);
  return {
    policy: ready,
    facts,
    now,
    today: localDayAt(now, policy.timeZone),
    dueDay: toDay(facts.invoice.dueDate),
    amount: amountOf(facts, policy),
    history: readHistory(facts, ready, now),
  };
}
