/** Bytes of what goes along with a message. Files never change, so those that many messages share are kept here for a while. */
import { LRUCache } from 'lru-cache';
import type { OutgoingAttachment } from '#channels/channel.port.js';
import type { Database } from '#database/database.js';
import { readFile } from '#database/repositories/files.repository.js';
import type { FrozenAttachment } from '#domain/messages/envelope.js';

/** All that is kept at once: the logos of a few hundred creditors. */
const keptBytes = 32 * 1024 * 1024;
/** A larger file is somebody's invoice: it goes along once. */
const largestKept = 256 * 1024;

export class AttachmentReader {
  private readonly kept = new LRUCache<string, string>({
    maxSize: keptBytes,
    maxEntrySize: largestKept,
    sizeCalculation: ({ length }) => length,
  });

  constructor(private readonly db: Database) {}

  /** As the provider wants them, in the order in which they were frozen. @throws Error when a file is not there: nothing may be sent without it */
  async read(tenantId: string, attachments: readonly FrozenAttachment[]): Promise<OutgoingAttachment[]> {
    const read: OutgoingAttachment[] = [];
    for (const { filename, contentType, cid, bytes } of attachments) {
      const contentBase64 = 'base64' in bytes ? bytes.base64 : await this.fileOf(tenantId, bytes.file);
      read.push({ filename, contentType, contentBase64, ...(cid === null ? {} : { contentId: cid }) });
    }
    return read;
  }

  private async fileOf(tenantId: string, id: string): Promise<string> {
    const name = `${tenantId} ${id}`;
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const file = await this.db.ofTenant(tenantId, (tx) => readFile(tx, id));
    if (!file) throw new Error(`file ${id} of a message is not there`);
    const base64 = file.bytes.toString('base64');
    this.kept.set(name, base64);
    return base64;
  }
}
