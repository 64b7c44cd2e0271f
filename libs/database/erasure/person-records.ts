/** Everything that is kept about a person, page by page: for his access to it. */
import { type IdKind, toPublicId } from '#contracts/ids.js';
import type { PageRequest } from '../queries/list.js';
import type { Tx } from '../tx.js';
import { type PersonalTable, type PersonalTableName, personalTables } from './personal-data.js';

/** One row that is about him, under the name of its table. Amounts are minor units. */
export interface PersonRecord {
  /** Tells it apart from the other rows of its table. */
  readonly id: string;
  /** Place of its table among those that are told. */
  readonly sort_value: string;
  readonly record: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Kept for the house alone: they say nothing about him. */
const internal = new Set(['tenant_id', 'body_hash', 'response', 'answer', 'number_key', 'seq']);

const nouns: Readonly<Record<string, IdKind>> = {
  debtor: 'debtor',
  debtor_hold: 'hold',
  invoice: 'invoice',
  message: 'message',
  note: 'note',
  notice: 'notice',
  task: 'task',
  dispute: 'dispute',
  promise: 'promise',
  payment_plan: 'paymentPlan',
  payment: 'payment',
  event: 'event',
};
const references: Readonly<Record<string, IdKind>> = {
  debtor_id: 'debtor',
  invoice_id: 'invoice',
  message_id: 'message',
  notice_id: 'notice',
  task_id: 'task',
  plan_id: 'paymentPlan',
  payment_id: 'payment',
};

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase());

function presented(table: PersonalTableName, column: string, value: unknown): unknown {
  const kind = column === 'id' ? nouns[table] : references[column];
  return kind !== undefined && typeof value === 'string' ? toPublicId(kind, value) : value;
}

const fieldsOf = (table: PersonalTableName, row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) =>
      internal.has(column) ? [] : [[camel(column), presented(table, column, value)] as const],
    ),
  );

/** The tables in the order in which they are told; kept answers only repeat what stands in the others. */
const told: readonly PersonalTableName[] = Object.keys(personalTables).filter(
  (name): name is PersonalTableName => name in personalTables && name !== 'idempotency_key',
);

/** A page of everything about him, table by table, with one row more than asked for when there are more. */
export async function personRecords(tx: Tx, debtorId: string, { after, limit }: PageRequest): Promise<PersonRecord[]> {
  const records: PersonRecord[] = [];
  const first = after === null ? 0 : Number(after.value);
  for (const [place, table] of told.entries()) {
    const wanted = limit + 1 - records.length;
    if (place < first || wanted <= 0) continue;
    const { of, key, row = 'to_jsonb(t)' }: PersonalTable = personalTables[table];
    const rows = await tx.query<{ key: string; row: Record<string, unknown> }>(
      `select (${key})::text as key, ${row} as row from ${table} t
       where t.tenant_id = $1 and ${of} and ($3::text is null or (${key})::text > $3) order by 1 limit $4`,
      [tx.tenantId, debtorId, place === first ? (after?.id ?? null) : null, wanted],
    );
    records.push(
      ...rows.map(({ key: id, row }) => ({ id, sort_value: String(place), record: camel(table), fields: fieldsOf(table, row) })),
    );
  }
  return records;
}
