import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { CreditorRecord } from '#database/repositories/case-record.js';
import { type CreditorRow, writeCreditor } from '#database/repositories/creditors.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import type { Tx } from '#database/tx.js';
import { type AllowedSenders, maySendFrom, maySignSms } from '#domain/messages/allowed-senders.js';
import { type Actor, type Refused, refuse } from '../actor.js';

const storedShape = z.looseObject({});

/** What a creditor may change of himself; what is absent stays. */
export type CreditorChanges = Partial<Omit<CreditorRecord, 'addressLines'>> & {
  readonly addressLines?: readonly string[];
  readonly accountName?: string | null;
  readonly contactPerson?: string | null;
  readonly timeZone?: string | null;
  readonly replyTo?: string | null;
  readonly senderName?: string | null;
  readonly senderAddress?: string | null;
  readonly smsSender?: string | null;
  /** Through whom he sends, by channel; all channels at once. */
  readonly providers?: Readonly<Record<string, string | null>>;
};

/** Who he is not. */
function refuseForeignSender({ senderAddress, smsSender }: CreditorChanges, allowed: AllowedSenders): Refused | null {
  if (typeof senderAddress === 'string' && !maySendFrom(senderAddress, allowed))
    return notAllowed('senderAddress', 'domains', allowed.domains);
  return typeof smsSender === 'string' && !maySignSms(smsSender, allowed) ? notAllowed('smsSender', 'names', allowed.smsNames) : null;
}

const notAllowed = (field: string, what: string, values: readonly string[]): Refused =>
  refuse(
    'sender-not-allowed',
    field,
    `The operator of this installation allows ${values.length === 0 ? `no ${what}` : values.join(', ')}; ask for another with \`creditor allow-sender\`.`,
  );

/**
 * Changes what stands in the creditor's messages. The event names the fields and never their values: the audit outlives the data.
 * @returns the fields that are other than before; none: nothing was written. Refused: a sender that the operator has not allowed him
 */
export async function changeCreditor(
  tx: Tx,
  actor: Actor,
  { row, changes }: { row: CreditorRow; changes: CreditorChanges },
): Promise<readonly string[] | Refused> {
  const refused = refuseForeignSender(changes, row.allowed);
  if (refused) return refused;
  const before = storedShape.parse(row.creditor);
  const fields = Object.entries(changes).flatMap(([name, value]) => (isDeepStrictEqual(value, before[name] ?? null) ? [] : [name]));
  if (fields.length === 0) return fields;
  await writeCreditor(tx, { ...before, ...changes });
  const about = { debtorId: null, invoiceId: null, subjectId: tx.tenantId, actor: actor.name, requestId: actor.requestId ?? null };
  appendEvent(tx, { id: uuidv7(), type: 'creditor.changed', ...about, at: null, data: { fields } });
  return fields;
}
