/** Whether a confirmation whose attempt failed is tried again. */
import type { Instant } from '../calendar/zone.js';
import { confirmationKey, reasonNotToConfirm, stillAgreed } from './agreements/agreement-messages.js';
import { stopsOf } from './decide.js';
import type { ChaseFacts } from './facts/facts.js';
import type { Policy } from './language/policy.js';
import { situationOf } from './situation/situation.js';

/** Whether a confirmation that is under way may still be repeated: its agreement stands, none took its place, and nothing silences it. */
export function mayConfirm(policy: Policy, facts: ChaseFacts, { key, now }: { readonly key: string; readonly now: Instant }): boolean {
  const { invoice } = facts;
  const kind = key === confirmationKey('plan') ? 'plan' : 'promise';
  if (invoice.toConfirm || !stillAgreed(invoice, kind)) return false;
  const situation = situationOf(policy, facts, now);
  return reasonNotToConfirm(situation, stopsOf(situation), kind) === null;
}
