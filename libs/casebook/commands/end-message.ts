import { endMessage, type FrozenMessage, type MessageEnd, type NoticeMove } from '#database/repositories/messages.repository.js';
import { tellNotice } from '../notices.js';
import type { OpenCase } from '../open-case.js';

/** A message that ends. */
export type Ending = Pick<FrozenMessage, 'id' | 'channel'>;

/** Writes what a message came to, and tells it of each invoice it is about. */
export async function finishMessage(open: OpenCase, message: Ending, end: MessageEnd): Promise<void> {
  await tellEnd(open, message, { end, ...(await endMessage(open.tx, message.id, end)) });
}

/** Records what a message came to, for each invoice it is about; of a formal notice also what it came to, for each claim that it names. */
export async function tellEnd(
  open: OpenCase,
  { id, channel }: Ending,
  { end, invoiceIds, notice = null }: { end: MessageEnd; invoiceIds: readonly string[]; notice?: NoticeMove | null },
): Promise<void> {
  const data = { channel, detail: end.detail ?? null };
  for (const invoiceId of invoiceIds) await open.recordEvent(`message.${end.status}`, { invoiceId, subjectId: id, data });
  if (notice) await tellNotice(open, notice);
}
