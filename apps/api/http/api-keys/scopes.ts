/** What an API key can be allowed. A route names the one scope it needs; `admin` opens every route. */
export const scopes = [
  'invoices:read',
  'invoices:write',
  'payments:write',
  'debtors:read',
  'debtors:write',
  'tasks:read',
  'tasks:write',
  'messages:read',
  'messages:write',
  'policies:read',
  'policies:write',
  'events:read',
  'clocks:read',
  'clocks:write',
  'imports:write',
  'reports:read',
  'webhooks:write',
  'admin',
] as const;
/** One of {@link scopes}. */
export type Scope = (typeof scopes)[number];

/** Whether a key that was given `granted` may do what needs `needed`. `noun:*` stands for every scope of that noun. */
export function allows(granted: readonly string[], needed: Scope): boolean {
  const noun = needed.slice(0, needed.indexOf(':'));
  return granted.includes('admin') || granted.includes(needed) || (needed.includes(':') && granted.includes(`${noun}:*`));
}
