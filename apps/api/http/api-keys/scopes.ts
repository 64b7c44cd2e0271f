/** What a request may do. The list stands in the casebook, because whoever makes keys outside the API needs it too. */
import { type Scope, scopes } from '#casebook/api-key-scopes.js';

export { type Scope, scopes };

/** Whether a key that was given `granted` may do what needs `needed`. `noun:*` stands for every scope of that noun. */
export function allows(granted: readonly string[], needed: Scope): boolean {
  const noun = needed.slice(0, needed.indexOf(':'));
  return granted.includes('admin') || granted.includes(needed) || (needed.includes(':') && granted.includes(`${noun}:*`));
}
