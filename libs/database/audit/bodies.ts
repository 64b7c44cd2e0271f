/**
 * The canonical bodies of an event, by the version that its seal names. A seal is SHA-256 over the previous hash and this text; who reads the
 * columns can make the text again. A body names its columns, so that a column that is added later changes no seal. One that is published never
 * changes: a new one is a new version, here and in the function that seals (docs/adr/0022).
 */

/** The columns that an event had when it was sealed as version 1 (`to_jsonb` of the whole row, moments in the time zone of the session). */
const first = [
  'id',
  'seq',
  'tenant_id',
  'type',
  'debtor_id',
  'invoice_id',
  'subject_id',
  'actor',
  'request_id',
  'at',
  'recorded_at',
  'data',
];
const moments = new Set(['at', 'recorded_at']);

/** A moment as no time zone changes it: seconds since 1970, to the microsecond. */
const epoch = (column: string): string => `extract(epoch from ${column})::text`;
const named = (columns: readonly string[], of: (column: string) => string): string =>
  `jsonb_build_object(${columns.map((column) => `'${column}', ${of(column)}`).join(', ')})`;

/** Columns of an event that the newest body covers. */
export const sealedColumns: readonly string[] = first;

/** The version that is sealed by now. */
export const newestVersion = 2;

/** The body of an event `e` with its seal `s`, by version. */
export const bodySql: Readonly<Record<number, string>> = {
  1: `${named(first, (column) => `e.${column}`)}::text`,
  2: `jsonb_build_object('version', 2, 'tenant_id', s.tenant_id, 'position', s.position, 'sealed_at', ${epoch('s.sealed_at')},
    'event', ${named(first, (column) => (moments.has(column) ? epoch(`e.${column}`) : `e.${column}`))})::text`,
};

/** The body by the version of its seal; null for a version that is not known. */
export const bodyOfSeal = `case ${Object.entries(bodySql)
  .map(([version, sql]) => `when s.version = ${version} then ${sql}`)
  .join(' ')} end`;
