/** What a task asks of a person, in codes and in a sentence. */
import { z } from 'zod';
import type { TaskView } from '#database/queries/task-views.js';
import { handedOverOnVoid, type Remedy, remedies } from '#domain/policy/attention.js';

/** What is left for a call without a number, besides finding one. */
export const insteadOfCall = ['write-email', 'write-letter'] as const;

/** One of the remedies of any task. */
export type TaskRemedy = Remedy | (typeof insteadOfCall)[number];

/** Why, and what would mend it. */
export interface TaskAsk {
  readonly reason: string | null;
  readonly remedies: TaskRemedy[];
  readonly hint: string | null;
}

const stored = z.array(z.enum(remedies));

const sentences: Readonly<Record<TaskRemedy, string>> = {
  address: 'add a postal address that works to the debtor',
  email: 'add an e-mail address that works to the debtor',
  telephone: 'add a telephone number that works to the debtor',
  consent: 'ask the debtor for his consent and take the channel off his refused ones',
  notice: 'order the formal notice (run-now)',
  'legal-check': 'see the event notice.refused, mend what it names, and resume the chase',
  provider: 'point the provider at the simulator or use a live creditor, and resume the chase',
  'settle-message': 'say whether the message in doubt arrived',
  'match-money': 'say what the money was for: set it off (POST /v1/payments/{id}/set-off), or reverse the payment when it goes back',
  interruption: 'record what interrupted the limitation of the claim',
  'skip-step': 'leave the step out (skip)',
  policy: 'give the invoice another policy',
  'tell-agency': 'tell the agency that no costs are due on the strength of that notice',
  'next-move': 'say what happens now: instalments, a handover, a write-off, or close it',
  'write-email': 'write him an e-mail',
  'write-letter': 'write him a letter',
};

const hintOf = (what: string, of: readonly TaskRemedy[]): string => {
  const said = of.map((remedy) => sentences[remedy]).join('; or ');
  return said === '' ? what : `${what} ${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
};

/** What an open call without a number says; a question says what it was opened for. */
export function askOf(
  view: Pick<TaskView, 'kind' | 'status' | 'reason' | 'remedies' | 'debtor_phone' | 'has_email' | 'has_address' | 'step'>,
): TaskAsk {
  if (view.kind === 'call' && view.debtor_phone === null) {
    const left: TaskRemedy[] = ['telephone'];
    if (view.has_email) left.push('write-email');
    if (view.has_address) left.push('write-letter');
    return { reason: 'no-telephone', remedies: left, hint: hintOf('No telephone number is known.', left) };
  }
  if (view.kind !== 'attention') return { reason: null, remedies: [], hint: null };
  const of = stored.parse(view.remedies);
  if (view.reason === handedOverOnVoid)
    return { reason: view.reason, remedies: of, hint: hintOf('The claim was handed over, and its formal notice counts for nothing.', of) };
  return { reason: view.reason, remedies: of, hint: hintOf(`The chase cannot go on at ${view.step} (${view.reason ?? ''}).`, of) };
}
