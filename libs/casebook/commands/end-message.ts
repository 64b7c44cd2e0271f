import { endMessage, type FrozenMessage, type MessageEnd } from '#database/repositories/messages.repository.js';
import type { OpenCase } from '../open-case.js';

/** A message that ends. */
export type Ending = Pick<FrozenMessage, 'id' | 'channel'>;

/** Writes what a message came to, and tells it of each invoice it is about. */
export async function finishMessage(open: OpenCase, message: Ending, end: MessageEnd): Promise<void> {
  const { invoiceIds } = await endMessage(open.tx, message.id, end);
  await tellEnd(open, message, { end, invoiceIds });
}

/** Records what a message came to, for each invoice it is about. */
export async function tellEnd(
  open: OpenCase,
  { id, channel }: Ending,
  { end, invoiceIds }: { end: MessageEnd; invoiceIds: readonly string[] },
): Promise<void> {
  const data = { channel, detail: end.detail ?? null };
  for (const invoiceId of invoiceIds) await open.recordEvent(`message.${end.status}`, { invoiceId, subjectId: id, data });
}
