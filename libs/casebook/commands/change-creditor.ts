import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { CreditorRecord } from '#database/repositories/case-record.js';
import { type CreditorRow, writeCreditor } from '#database/repositories/creditors.repository.js';
import type { Tx } from '#database/tx.js';
import type { Actor } from '../actor.js';

const storedShape = z.looseObject({});

/** What a creditor may change of himself; what is absent stays. */
export type CreditorChanges = Partial<Omit<CreditorRecord, 'addressLines'>> & {
  readonly addressLines?: readonly string[];
  readonly accountName?: string | null;
  readonly contactPerson?: string | null;
};

/**
 * Changes what stands in the creditor's messages. The event names the fields and never their values: the audit outlives the data.
 * @returns the fields that are other than before; none: nothing was written
 */
export async function changeCreditor(
  tx: Tx,
  actor: Actor,
  { row, changes }: { row: CreditorRow; changes: CreditorChanges },
): Promise<readonly string[]> {
  const before = storedShape.parse(row.creditor);
  const fields = Object.entries(changes).flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(before[name] ?? null) ? [] : [name],
  );
  if (fields.length === 0) return fields;
  await writeCreditor(tx, { ...before, ...changes });
  await tx.query(
    'insert into event (id, tenant_id, type, subject_id, actor, request_id, at, data) values ($1, $2, $3, $2, $4, $5, now(), $6)',
    [uuidv7(), tx.tenantId, 'creditor.changed', actor.name, actor.requestId ?? null, JSON.stringify({ fields })],
    'insert-creditor-event',
  );
  return fields;
}
