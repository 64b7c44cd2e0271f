/** Bytes of what goes along with a message. Files never change, so those that many messages share are kept here for a while. */
import { LRUCache } from 'lru-cache';
import type { OutgoingAttachment } from '#channels/channel.port.js';
import type { Database } from '#database/database.js';
import { readFileFor } from '#database/repositories/files.repository.js';
import type { FrozenAttachment } from '#domain/messages/envelope.js';

/** All that is kept at once: the logos of a few hundred creditors. */
const keptBytes = 32 * 1024 * 1024;
/** A logo has less. */
const largestKept = 256 * 1024;

/** Whose message it is. */
export interface MessageOwner {
  readonly tenantId: string;
  readonly debtorId: string;
}

/** Reads what was frozen. Pictures of the creditor are kept in memory; files of invoices never are. */
export class AttachmentReader {
  private readonly kept = new LRUCache<string, string>({
    maxSize: keptBytes,
    maxEntrySize: largestKept,
    sizeCalculation: ({ length }) => length,
  });

  constructor(private readonly db: Database) {}

  /** As the provider wants them, in the order in which they were frozen. @throws Error when a file is not there: nothing may be sent without it */
  async read(of: MessageOwner, attachments: readonly FrozenAttachment[]): Promise<OutgoingAttachment[]> {
    const read: OutgoingAttachment[] = [];
    for (const { filename, contentType, cid, bytes } of attachments) {
      const contentBase64 = 'base64' in bytes ? bytes.base64 : await this.fileOf(of, { id: bytes.file, isShared: cid !== null });
      read.push({ filename, contentType, contentBase64, ...(cid === null ? {} : { contentId: cid }) });
    }
    return read;
  }

  private async fileOf({ tenantId, debtorId }: MessageOwner, { id, isShared }: { id: string; isShared: boolean }): Promise<string> {
    const name = `${tenantId} ${id}`;
    const known = isShared ? this.kept.get(name) : undefined;
    if (known !== undefined) return known;
    // Asked again although it was asked when the message was claimed: another debtor's invoice must never leave.
    const file = await this.db.ofTenant(tenantId, (tx) => readFileFor(tx, id, debtorId));
    if (!file) throw new Error(`file ${id} of a message is not there, or not its debtor's`);
    const base64 = file.bytes.toString('base64');
    if (isShared) this.kept.set(name, base64);
    return base64;
  }
}
