/** What an API key can be allowed. A route names the one scope it needs; `admin` opens every route. */
export const scopes = [
  'invoices:read',
  'invoices:write',
  'payments:write',
  'creditor:read',
  'creditor:write',
  'brands:read',
  'brands:write',
  'texts:read',
  'texts:write',
  'debtors:read',
  'debtors:write',
  'tasks:read',
  'tasks:write',
  'notes:read',
  'notes:write',
  'messages:read',
  'messages:write',
  'policies:read',
  'policies:write',
  'events:read',
  'clocks:read',
  'clocks:write',
  'imports:write',
  'privacy:read',
  'privacy:write',
  'reports:read',
  'webhooks:write',
  'admin',
] as const;
/** One of {@link scopes}. */
export type Scope = (typeof scopes)[number];

/** Everything that can be given to a key: the scopes, and `noun:*` for every scope of a noun. */
export const grants: readonly string[] = [
  ...new Set(scopes.flatMap((scope) => (scope.includes(':') ? [scope, `${scope.slice(0, scope.indexOf(':'))}:*`] : [scope]))),
];
