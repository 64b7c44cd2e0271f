/** Takes a person out of the database: money, dates, numbers and the audit chain stay, names, addresses and words go. */
import { toPublicId } from '#contracts/ids.js';
import type { Tx } from '../tx.js';
import { personalTables } from './personal-data.js';

const statements: readonly string[] = Object.entries<{ of: string; erased: Readonly<Record<string, string>> }>(personalTables).flatMap(
  ([table, { of, erased }]) => {
    const written = Object.entries(erased).map(([column, value]) => `${column} = ${value}`);
    return written.length === 0 ? [] : [`update ${table} set ${written.join(', ')} where tenant_id = $1 and ${of}`];
  },
);

/**
 * A row of an import says which invoice it made, and tells of it in a file's name and in findings that repeat what stood there. A kept answer
 * to an upload does not say which import it is of: all of them go.
 */
const withoutWords = (row: string): string => `${row} || '{"file": "", "findings": []}'`;
const importStatements = [
  `update import_document set outcome = ${withoutWords('outcome')} where tenant_id = $1 and outcome ->> 'invoice' = any($2)`,
  `with touched as (update job set result = jsonb_set(result, '{rows}', (select jsonb_agg(case when r ->> 'invoice' = any($2) then ${withoutWords('r')} else r end order by n)
     from jsonb_array_elements(result -> 'rows') with ordinality x (r, n)))
   where tenant_id = $1 and kind like 'import.%' and jsonb_typeof(result -> 'rows') = 'array'
     and exists (select 1 from jsonb_array_elements(result -> 'rows') r where r ->> 'invoice' = any($2)) returning 1)
   update idempotency_key set response = null, answer = null
   where tenant_id = $1 and route = 'POST /v1/imports/ubl' and exists (select 1 from touched)`,
];

/** Erases a debtor of this tenant. Does no harm a second time. The caller holds his lock, and knows that nothing of his is under way. */
export async function erasePerson(tx: Tx, debtorId: string): Promise<void> {
  for (const statement of statements) await tx.query(statement, [tx.tenantId, debtorId]);
  const rows = await tx.query<{ id: string }>('select id from invoice where tenant_id = $1 and debtor_id = $2', [tx.tenantId, debtorId]);
  const invoices = rows.map(({ id }) => toPublicId('invoice', id));
  for (const statement of importStatements) await tx.query(statement, [tx.tenantId, invoices]);
}

/** Messages of his of which nobody knows yet what becomes of them: they may still leave, with the bytes that stand there. */
export async function unsettledMessagesOf(tx: Tx, debtorId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from message where tenant_id = $1 and debtor_id = $2 and status in ('claimed', 'unknown') order by id`,
    [tx.tenantId, debtorId],
  );
  return rows.map(({ id }) => id);
}

/** Whether he was erased, waiting for an erasure that is under way: for what is written without his lock. */
export async function staysErased(tx: Tx, debtorId: string): Promise<boolean> {
  const row = await tx.one<{ erased: boolean }>(
    'select erased_at is not null as erased from debtor where id = $1 and tenant_id = $2 for share',
    [debtorId, tx.tenantId],
  );
  return row?.erased === true;
}

/** When he was erased; null: he was not. */
export async function erasedAt(tx: Tx, debtorId: string): Promise<Date | null> {
  const row = await tx.one<{ erased_at: Date | null }>('select erased_at from debtor where id = $1 and tenant_id = $2', [
    debtorId,
    tx.tenantId,
  ]);
  return row?.erased_at ?? null;
}
