import { endMessage, type FrozenMessage, type MessageEnd, type NoticeMove } from '#database/repositories/messages.repository.js';
import { recordNoticeMove } from '../notices.js';
import type { DebtorCase } from '../debtor-case.js';

/** A message that ends. */
export type Ending = Pick<FrozenMessage, 'id' | 'channel'>;

/** Writes what a message came to, and tells it of each invoice it is about. */
export async function finishMessage(debtorCase: DebtorCase, message: Ending, end: MessageEnd): Promise<void> {
  await tellEnd(debtorCase, message, { end, ...(await endMessage(debtorCase.tx, message.id, end)) });
}

/** Records what a message came to, for each invoice it is about; of a formal notice also what it came to, for each claim that it names. */
export async function tellEnd(
  debtorCase: DebtorCase,
  { id, channel }: Ending,
  { end, invoiceIds, notice = null }: { end: MessageEnd; invoiceIds: readonly string[]; notice?: NoticeMove | null },
): Promise<void> {
  const data = { channel, detail: end.detail ?? null };
  for (const invoiceId of invoiceIds) await debtorCase.recordEvent(`message.${end.status}`, { invoiceId, subjectId: id, data });
  if (notice) await recordNoticeMove(debtorCase, notice);
}
