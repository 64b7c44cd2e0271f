import { Debtor } from '../entities/debtor.entity.js';
import { DebtorHold } from '../entities/debtor-hold.entity.js';
import { TestClock } from '../entities/test-clock.entity.js';
import type { Tx } from '../tx.js';
import { eventInsertSql, eventValues, type NewEvent } from './events.repository.js';

/** A debtor to be written. */
export type NewDebtor = Pick<
  Debtor,
  | 'id'
  | 'externalId'
  | 'kind'
  | 'name'
  | 'language'
  | 'segment'
  | 'email'
  | 'phone'
  | 'address'
  | 'kvk'
  | 'preferredChannel'
  | 'refusedChannels'
  | 'testClockId'
>;
/** What of a debtor may be changed. */
export type DebtorChanges = Partial<
  Omit<NewDebtor, 'id' | 'testClockId'> & Pick<Debtor, 'doNotContact' | 'failedChannels' | 'unmatchedMoney' | 'paymentScore'>
>;

const insertSql = `
with d as (insert into debtor (id, tenant_id, external_id, kind, name, language, segment, email, phone, address, kvk, preferred_channel, refused_channels, test_clock_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))
${eventInsertSql(15)}`;

/** Writes a debtor with his event in one statement: most invoices bring a new one. */
export async function insertDebtor(tx: Tx, debtor: NewDebtor, event: NewEvent<'debtor.created'>): Promise<void> {
  await tx.query(
    insertSql,
    [
      debtor.id,
      tx.tenantId,
      debtor.externalId,
      debtor.kind,
      debtor.name,
      debtor.language,
      debtor.segment,
      debtor.email,
      debtor.phone,
      debtor.address === null ? null : JSON.stringify(debtor.address),
      debtor.kvk,
      debtor.preferredChannel,
      debtor.refusedChannels,
      debtor.testClockId,
      ...eventValues(tx, event),
    ],
    'insert-debtor',
  );
}

/** Changes a debtor. */
export async function updateDebtor(tx: Tx, id: string, changes: DebtorChanges): Promise<void> {
  const { address, ...rest } = changes;
  const where = { id, tenantId: tx.tenantId };
  await tx.manager.update(Debtor, where, { ...rest, version: () => 'version + 1', updatedAt: () => 'now()' });
  if (address !== undefined)
    await tx.query('update debtor set address = $3 where id = $1 and tenant_id = $2', [
      id,
      tx.tenantId,
      address === null ? null : JSON.stringify(address),
    ]);
}

/** The debtor with an id of the caller's own. */
export async function findDebtorByExternalId(tx: Tx, externalId: string): Promise<string | null> {
  const row = await tx.one<{ id: string }>(
    'select id from debtor where tenant_id = $1 and external_id = $2',
    [tx.tenantId, externalId],
    'debtor-by-ext',
  );
  return row?.id ?? null;
}

/** Writes a hold. */
export async function insertHold(tx: Tx, hold: Pick<DebtorHold, 'id' | 'debtorId' | 'reason' | 'until'>): Promise<void> {
  await tx.manager.insert(DebtorHold, { ...hold, tenantId: tx.tenantId });
}

/** Lifts a hold. @returns false when this debtor has no such open hold */
export async function liftHold(tx: Tx, debtorId: string, holdId: string): Promise<boolean> {
  const rows = await tx.query(
    'update debtor_hold set lifted_at = now() where id = $1 and debtor_id = $2 and tenant_id = $3 and lifted_at is null returning id',
    [holdId, debtorId, tx.tenantId],
  );
  return rows.length > 0;
}

/** A test clock of this tenant. */
export async function findTestClock(tx: Tx, id: string): Promise<TestClock | null> {
  return tx.manager.findOneBy(TestClock, { id, tenantId: tx.tenantId });
}

/** The test clock a debtor lives on; null: the live one. */
export function findClockOfDebtor(tx: Tx, debtorId: string): Promise<Pick<TestClock, 'now'> | null> {
  return tx.one<Pick<TestClock, 'now'> & Record<string, unknown>>(
    'select k.now from debtor d join test_clock k on k.id = d.test_clock_id where d.id = $1 and d.tenant_id = $2',
    [debtorId, tx.tenantId],
  );
}
