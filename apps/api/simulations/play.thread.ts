/** Plays a what-if; runs in a thread, see libs/threads. Refusals are answers: an error loses its class on the way out of a thread. */
import type { Account } from '#domain/policy/facts/account.js';
import { formatInstant } from '#domain/calendar/zone.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { WorkBudget, WorkExceeded } from '#domain/policy/language/work-budget.js';
import type { SimulationSpan } from '#domain/policy/simulation/answer.js';
import { simulate } from '#domain/policy/simulation/simulate.js';
import type { SimulationAnswer } from './simulations.schema.js';

/** What is to be played. */
export interface PlayInput {
  readonly policy: Policy;
  readonly accounts: readonly Account[];
  readonly span: SimulationSpan;
  /** Units of work that it may be. */
  readonly limitUnits: number;
}

/** The answer as JSON, ready to be sent, since writing a long one takes time too; or why there is none. */
export type Played =
  | { readonly json: Uint8Array }
  | { readonly exceeded: true }
  | { readonly refused: { readonly code: string; readonly argument: string; readonly detail: string } };

/** @throws DomainRefusal when inputs were so large that the outcome does not fit a JSON number exactly */
function amountOf(value: bigint, currency: string): SimulationAnswer['contacts'][number]['amount'] {
  const amount = Number(value);
  if (Number.isSafeInteger(amount)) return { amount, currency };
  const detail = 'The outcome has more minor units than a JSON number holds exactly (2^53 - 1).';
  throw new DomainRefusal('too-big', 'invoices', detail);
}

function answerOf({ policy, accounts, span, limitUnits }: PlayInput): SimulationAnswer {
  const { contacts, states, gates, ended } = simulate(policy, accounts, { ...span, budget: new WorkBudget(limitUnits) });
  return {
    policy: policy.key,
    contacts: contacts
      .map(({ currency, amount, at, ...contact }) => ({ ...contact, at: formatInstant(at), amount: amountOf(amount, currency) }))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    states: [...states],
    gates: [...gates],
    ended: [...ended],
  };
}

/** Plays it. */
export function play(input: PlayInput): Played {
  try {
    return { json: new TextEncoder().encode(JSON.stringify(answerOf(input))) };
  } catch (error) {
    if (error instanceof WorkExceeded) return { exceeded: true };
    if (error instanceof DomainRefusal) return { refused: { code: error.code, argument: error.argument, detail: error.message } };
    throw error;
  }
}
