import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { CreditorRecord } from '#database/repositories/case-record.js';
import { type CreditorRow, writeCreditor } from '#database/repositories/creditors.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import type { Tx } from '#database/tx.js';
import type { Actor } from '../actor.js';

const storedShape = z.looseObject({});

/** What a creditor may change of himself; what is absent stays. */
export type CreditorChanges = Partial<Omit<CreditorRecord, 'addressLines'>> & {
  readonly addressLines?: readonly string[];
  readonly accountName?: string | null;
  readonly contactPerson?: string | null;
  readonly timeZone?: string | null;
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
  const about = { debtorId: null, invoiceId: null, subjectId: tx.tenantId, actor: actor.name, requestId: actor.requestId ?? null };
  appendEvent(tx, { id: uuidv7(), type: 'creditor.changed', ...about, at: null, data: { fields } });
  return fields;
}
