/**
 * The columns of a debtor and of an invoice that decisions depend on, each named once: how it is read in SQL, and what comes out. The open
 * book selects them, the case under its lock takes them as JSON. What is always there is packed into one text with `|` between the parts,
 * since a driver spends its time per column; no part can hold the sign.
 */
import { z } from 'zod';
import { claimActs, claimKinds } from '#domain/limitation/limitation.js';
import {
  channels,
  type DebtorKind,
  debtorKinds,
  type InvoiceFacts,
  type Language,
  languages,
  pauseCauses,
  termBases,
} from '#domain/policy/facts/facts.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Instant } from '#domain/calendar/zone.js';
import { known, table } from './words.js';

/** An instant as milliseconds. Maanwerk writes them with milliseconds, so rounding only takes off what a double adds. */
export const epoch = (column: string): string => `round(date_part('epoch', ${column}) * 1000)`;

const bit = (condition: string, value: number): string => `${value} * (${condition})::int`;

// `d` is the debtor, `i` the invoice, `c` its chase and `$1` the tenant, here and in all that is read with these columns.

/** What is known of a debtor by yes or no. */
const debtorBits = { email: 1, phone: 2, address: 4, doNotContact: 8, unmatchedMoney: 16 } as const;
/** The same of an invoice. */
const invoiceBits = { directDebit: 1 } as const;

/** Money that a person has to decide about is not passed over: nothing is asked of the debtor meanwhile. */
const moneyWaits = `d.unmatched_money or exists (select 1 from payment x where x.debtor_id = d.id and x.tenant_id = $1 and x.hint is not null and x.status = 'assigned')`;

const debtorParts = [
  'd.kind',
  'd.language',
  [
    bit('d.email is not null', debtorBits.email),
    bit('d.phone is not null', debtorBits.phone),
    bit('d.address is not null', debtorBits.address),
    bit('d.do_not_contact', debtorBits.doNotContact),
    bit(moneyWaits, debtorBits.unmatchedMoney),
  ].join(' + '),
  `coalesce(d.payment_score::text, '')`,
];

const invoiceParts = [
  bit('i.direct_debit_pending', invoiceBits.directDebit),
  'i.issue_date',
  'i.due_date',
  'i.currency',
  'i.total',
  'i.open',
  'i.term_basis',
  epoch('i.registered_at'),
];

const packed = (...parts: readonly string[]): string => `concat_ws('|', ${parts.join(', ')})`;

/** Columns by their names in a row. */
type Columns = Readonly<Record<string, string>>;

const debtorColumns = {
  segment: 'd.segment',
  preferred_channel: 'd.preferred_channel',
  refused: `nullif(d.refused_channels, '{}')::text`,
  failed: `nullif(d.failed_channels, '{}')::text`,
} as const satisfies Columns;

const invoiceColumns = {
  invoice_id: 'i.id',
  number: 'i.number',
  policy_version_id: 'i.policy_version_id',
  adopted: 'i.adopted',
  limitation: 'i.limitation',
  paused_reason: 'c.paused_reason',
  paused_until: 'c.paused_until',
  paused_cause: 'c.paused_cause',
} as const satisfies Columns;

/** Columns in a select list. */
export const selected = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, sql]) => `${sql} as ${name}`)
    .join(', ');

/** The arguments of `json_build_object`. */
const jsonPairs = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, sql]) => `'${name}', ${sql}`)
    .join(', ');

/**
 * The rows `x` as JSON with an array for each column: an object for each row costs Postgres and the reader several times as much, and a
 * debtor may have thousands.
 */
export const asColumns = (...columns: readonly Columns[]): string =>
  `json_build_object(${columns
    .flatMap(Object.keys)
    .map((name) => `'${name}', coalesce(json_agg(x.${name}), '[]')`)
    .join(', ')})`;

/** A debtor and an invoice in one row of a select list; `more` is packed behind them. */
export const selectedFacts = (more: string): string =>
  `${selected({ ...debtorColumns, ...invoiceColumns })}, ${packed(...debtorParts, ...invoiceParts, more)} as packed`;
/** A debtor for `json_build_object`. */
export const debtorJson = jsonPairs({ ...debtorColumns, packed: packed(...debtorParts) });
/** An invoice for {@link asColumns}. */
export const packedInvoice = { ...invoiceColumns, packed: packed(...invoiceParts) } as const satisfies Columns;

/** {@link debtorJson} as it comes. */
export const debtorFactShape = z.object({
  segment: z.string().nullable(),
  preferred_channel: z.enum(channels).nullable(),
  refused: z.string().nullable(),
  failed: z.string().nullable(),
  packed: z.string(),
});
export type DebtorFactRow = Omit<z.output<typeof debtorFactShape>, 'packed'>;

const adoptedShape = z.object({ lastStep: z.string().nullable(), at: z.string() }).nullable();
/** Null where nothing was recorded. */
const limitationShape = z
  .object({ claim: z.enum(claimKinds).nullable(), interruptions: z.array(z.object({ on: z.string(), act: z.enum(claimActs) })) })
  .nullable();
const texts = z.array(z.string());
const textsOrNull = z.array(z.string().nullable());

/** {@link packedInvoice} as it comes. */
export const invoiceFactColumns = z.object({
  invoice_id: texts,
  number: texts,
  policy_version_id: texts,
  adopted: z.array(adoptedShape),
  limitation: z.array(limitationShape),
  paused_reason: textsOrNull,
  paused_until: textsOrNull,
  paused_cause: z.array(z.enum(pauseCauses).nullable()),
  packed: texts,
});

/** An invoice's own columns. */
export interface InvoiceFactRow {
  readonly invoice_id: string;
  readonly number: string;
  readonly policy_version_id: string;
  readonly adopted: z.output<typeof adoptedShape>;
  readonly limitation: z.output<typeof limitationShape>;
  readonly paused_reason: string | null;
  readonly paused_until: string | null;
  readonly paused_cause: (typeof pauseCauses)[number] | null;
}

/** A value of a column. @throws RangeError where there is none: all columns are of the same rows */
export function at<Value>(column: readonly Value[], row: number): Value {
  const value = column[row];
  if (value === undefined) throw new RangeError(`facts: a column ends before row ${row}`);
  return value;
}

/** One row of {@link invoiceFactColumns}. */
export const invoiceFactRow = (columns: z.output<typeof invoiceFactColumns>, row: number): InvoiceFactRow => ({
  invoice_id: at(columns.invoice_id, row),
  number: at(columns.number, row),
  policy_version_id: at(columns.policy_version_id, row),
  adopted: at(columns.adopted, row),
  limitation: at(columns.limitation, row),
  paused_reason: at(columns.paused_reason, row),
  paused_until: at(columns.paused_until, row),
  paused_cause: at(columns.paused_cause, row),
});

/** The packed part of a debtor. */
export interface DebtorParts {
  readonly kind: DebtorKind;
  readonly language: Language;
  /** Read it with {@link debtorHas}. */
  readonly bits: number;
  readonly paymentScore: number | null;
}

/** The packed part of an invoice. */
export interface InvoiceParts {
  /** Read it with {@link invoiceHas}. */
  readonly bits: number;
  readonly issueDate: IsoDate;
  readonly dueDate: IsoDate;
  readonly currency: string;
  readonly total: bigint;
  readonly open: bigint;
  readonly termBasis: InvoiceFacts['termBasis'];
  readonly registeredAt: Instant;
}

const kinds = table(debtorKinds);
const tongues = table(languages);
const bases = table(termBases);

/** Which set of addresses a debtor has, as a number: those who have the same are reached in the same ways. */
export const addressBits = ({ bits }: DebtorParts): number => bits & (debtorBits.email | debtorBits.phone | debtorBits.address);
export const debtorHas = ({ bits }: DebtorParts, what: keyof typeof debtorBits): boolean => (bits & debtorBits[what]) !== 0;
export const invoiceHas = ({ bits }: InvoiceParts, what: keyof typeof invoiceBits): boolean => (bits & invoiceBits[what]) !== 0;

/** The parts of a packed text. */
export const split = (text: string): string[] => text.split('|');

/** @throws RangeError for a word that the domain does not know: the database's own checks let none in */
export const debtorPartsOf = (part: readonly string[]): DebtorParts => ({
  kind: known(kinds, part[0]),
  language: known(tongues, part[1]),
  bits: Number(part[2]),
  paymentScore: part[3] === undefined || part[3] === '' ? null : Number(part[3]),
});

/** Where the parts of an invoice begin in a row of {@link selectedFacts}, and where what was packed behind them. */
export const invoiceFrom = debtorParts.length;
export const moreFrom = debtorParts.length + invoiceParts.length;

/** @throws RangeError for a word that the domain does not know */
export const invoicePartsOf = (part: readonly string[], from = 0): InvoiceParts => ({
  bits: Number(part[from]),
  issueDate: part[from + 1] ?? '',
  dueDate: part[from + 2] ?? '',
  currency: part[from + 3] ?? '',
  total: BigInt(part[from + 4] ?? ''),
  open: BigInt(part[from + 5] ?? ''),
  termBasis: known(bases, part[from + 6]),
  registeredAt: Number(part[from + 7]),
});
