/** Test clocks as the API shows them. */
import { Conditions, type PageRequest } from './list.js';
import type { Tx } from '../tx.js';

/** A test clock. */
export interface ClockView {
  readonly id: string;
  readonly name: string | null;
  readonly now: Date;
  readonly status: string;
  readonly target: Date | null;
  readonly error: string | null;
  readonly created_at: Date;
  readonly deletes_after: Date | null;
  readonly sort_value: string;
}

const clockSql = 'select id, name, now, status, target, error, created_at, deletes_after, created_at::text as sort_value from test_clock';
type ClockRow = ClockView & Record<string, unknown>;

/** A test clock by its id. */
export const findClockView = (tx: Tx, id: string): Promise<ClockView | null> =>
  tx.one<ClockRow>(`${clockSql} where id = $1 and tenant_id = $2`, [id, tx.tenantId]);

/** A page of test clocks, newest first. */
export async function listClockViews(tx: Tx, page: PageRequest): Promise<ClockView[]> {
  const conditions = new Conditions('tenant_id', tx.tenantId);
  if (page.after) conditions.add('(created_at, id) < (?::timestamptz, ?::uuid)', page.after.value, page.after.id);
  const limit = conditions.bind(page.limit + 1);
  return tx.query<ClockRow>(`${clockSql} ${conditions.where} order by created_at desc, id desc limit ${limit}`, conditions.values);
}
