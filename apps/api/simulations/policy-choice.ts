/** The policy a what-if is asked about: one of the tenant's, or one that is written out. */
import { inZone } from '#casebook/policies.js';
import { findPolicyView } from '#database/queries/policy-views.js';
import { readZone } from '#database/repositories/creditors.repository.js';
import type { Tx } from '#database/tx.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import { defaultPolicyKey } from '#domain/policy/language/policies.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { invalidValue, Problem } from '../http/problems.js';
import type { PolicyChoice } from './simulations.schema.js';

/** Findings of one policy that are told; a policy with more is not nearly one. */
const mostFindings = 50;

function parsed(json: unknown, pointer: string): Policy {
  const outcome = parsePolicy(json);
  if ('policy' in outcome) return outcome.policy;
  const errors = outcome.findings
    .slice(0, mostFindings)
    .map(({ pointer: inside, code, detail }) => ({ pointer: `${pointer}${inside}`, code, detail }));
  throw new Problem('invalid-value', errors[0]?.detail ?? 'The policy cannot be read.', { errors });
}

/** The policy. @throws Problem 422 at `/<field>` when the tenant has none of that key, or inside it when it is no policy */
export async function chosenPolicy(tx: Tx, field: string, choice: PolicyChoice | undefined): Promise<Policy> {
  const zone = await readZone(tx);
  if (typeof choice === 'object') return inZone(parsed(choice, `/${field}`), zone);
  const key = choice ?? defaultPolicyKey;
  const view = await findPolicyView(tx, key, null);
  if (!view) throw invalidValue(`/${field}`, 'policy-unknown', `There is no policy "${key}".`);
  return inZone(parsed(view.body, `/${field}`), zone);
}
