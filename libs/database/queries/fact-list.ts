/** What the lists of facts have in common. Ids are UUIDv7, so their order is the order in which the facts were recorded: the newest first. */
import type { QueryResultRow } from 'pg';
import type { Tx } from '../tx.js';
import { Conditions, type PageRequest } from './list.js';

/** What a list of facts is narrowed to. */
export interface FactFilter {
  readonly status?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly debtorId?: string | undefined;
}

/** The conditions every list begins with: the tenant, and the status when one is asked for. */
export function factConditions(tx: Tx, table: string, { status }: Pick<FactFilter, 'status'>): Conditions {
  const conditions = new Conditions(`${table}.tenant_id`, tx.tenantId);
  return status === undefined ? conditions : conditions.add(`${table}.status = ?`, status);
}

/** A page, with one row more than asked for when there are more. */
export function factsPage<Row extends QueryResultRow>(
  tx: Tx,
  { sql, table, conditions }: { readonly sql: string; readonly table: string; readonly conditions: Conditions },
  page: PageRequest,
): Promise<Row[]> {
  if (page.after) conditions.add(`${table}.id < ?::uuid`, page.after.id);
  const limit = conditions.bind(page.limit + 1);
  return tx.query<Row>(`${sql} ${conditions.where} order by ${table}.id desc limit ${limit}`, conditions.values);
}
