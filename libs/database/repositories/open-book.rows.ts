/** Rows of the open book unpacked. A word that the domain does not know is an error: the database's own checks let none in. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Instant } from '#domain/calendar/zone.js';
import {
  type Channel,
  channels,
  type DebtorKind,
  debtorKinds,
  type InvoiceFacts,
  type Language,
  languages,
  type PauseCause,
  type StepResult,
  stepResults,
} from '#domain/policy/facts/facts.js';

/** A row of `bookSql` as it comes. */
export type PackedBookRow = {
  readonly debtor_id: string;
  readonly name: string;
  readonly segment: string | null;
  readonly preferred_channel: Channel | null;
  readonly refused: string | null;
  readonly failed: string | null;
  readonly clock_now: Instant | null;
  readonly invoice_id: string;
  readonly number: string;
  readonly policy_version_id: string;
  readonly adopted: InvoiceFacts['adopted'];
  readonly limitation: InvoiceFacts['limitation'] | null;
  readonly paused_reason: string | null;
  readonly paused_until: IsoDate | null;
  readonly paused_cause: PauseCause | null;
  readonly packed: string;
};

/** The parts of `packed`. */
export interface BookParts {
  readonly kind: DebtorKind;
  readonly language: Language;
  readonly bits: number;
  readonly paymentScore: number | null;
  readonly issueDate: IsoDate;
  readonly dueDate: IsoDate;
  readonly currency: string;
  readonly total: bigint;
  readonly open: bigint;
  readonly termBasis: InvoiceFacts['termBasis'];
  readonly registeredAt: Instant;
}

/** One entry of a debtor's ledger. */
export interface LedgerEntry {
  readonly invoiceId: string;
  readonly kind: string;
  readonly step: string;
  readonly occurrence: number;
  readonly at: Instant;
  readonly result: StepResult;
  readonly channel: Channel | null;
  readonly outcome: string | null;
  readonly deadline: Instant | null;
  readonly toFormerAddress: boolean;
}

/** Words by their text: the same string object every time, which also spares memory. */
const table = <Word extends string>(words: readonly Word[]): ReadonlyMap<string, Word> => new Map(words.map((word) => [word, word]));
const kinds = table(debtorKinds);
const tongues = table(languages);
const bases = table(['agreed', 'unilateral', 'none'] as const);
const results = table(stepResults);
const ways = table(channels);

function known<Word extends string>(words: ReadonlyMap<string, Word>, text: string | undefined): Word {
  const word = words.get(text ?? '');
  if (word === undefined) throw new RangeError(`open book: "${text ?? ''}" is not one of ${[...words.keys()].join(', ')}`);
  return word;
}

const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
const numberOrNull = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

/** Splits the packed part of a row. */
export function unpackBookRow({ packed }: PackedBookRow): BookParts {
  const part = packed.split('|');
  return {
    kind: known(kinds, part[0]),
    language: known(tongues, part[1]),
    bits: Number(part[2]),
    paymentScore: numberOrNull(part[3]),
    issueDate: part[4] ?? '',
    dueDate: part[5] ?? '',
    currency: part[6] ?? '',
    total: BigInt(part[7] ?? ''),
    open: BigInt(part[8] ?? ''),
    termBasis: known(bases, part[9]),
    registeredAt: Number(part[10]),
  };
}

function unpackLine(line: string): LedgerEntry {
  const part = line.split('|');
  const channel = orNull(part[6]);
  return {
    invoiceId: part[0] ?? '',
    kind: part[1] ?? '',
    step: part[2] ?? '',
    occurrence: Number(part[3]),
    at: Number(part[4]),
    result: known(results, part[5]),
    channel: channel === null ? null : known(ways, channel),
    outcome: orNull(part[7]),
    deadline: numberOrNull(part[8]),
    toFormerAddress: part[9] === 't',
  };
}

/** Splits a debtor's ledger. */
export const unpackLedger = (lines: string): LedgerEntry[] => lines.split('\n').map(unpackLine);
