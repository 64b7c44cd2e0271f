/** The policies of a playbook, through the same parser that reads a creditor's own. */
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import type { Policy } from '#domain/policy/language/policy.js';
import type { Playbook } from './playbook.js';

/** Policies by name. @throws Error with the parser's findings */
export function readPolicies({ policies }: Playbook): ReadonlyMap<string, Policy> {
  return new Map(
    Object.entries(policies).map(([name, json]) => {
      const parsed = parsePolicy(json);
      if ('findings' in parsed) throw new Error(`${name}: ${JSON.stringify(parsed.findings)}`);
      return [name, parsed.policy];
    }),
  );
}
