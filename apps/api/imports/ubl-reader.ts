/** Reads the documents of a request in threads, each a turn of its own, so that one creditor's hundred files let another's one pass. */
import { Inject, Injectable } from '@nestjs/common';
import type { ImportedPdf } from '#casebook/commands/import-document.js';
import type { ConfigType } from '#config/config.module.js';
import { pdfFault } from '#importers/pdf/pdf-fault.js';
import { unreadUbl } from '#importers/ubl/import-ubl.js';
import type { readUblFile } from '#importers/ubl/read-ubl.thread.js';
import type { UblResult } from '#importers/ubl/ubl-result.js';
import { XML_TIMEOUT_MS } from '#importers/xml/xml-limits.js';
import { threadTask } from '#threads/work-pool.js';
import type { Exchange } from '../http/exchange.js';
import { Problem } from '../http/problems.js';
import { HeavyWork } from '../work/heavy-work.js';
import { uploadsConfig } from './imports.config.js';
import type { StoredFile } from './uploads/upload.js';

/** A file of a request, and the name its sender gave it. */
export interface ReceivedFile extends StoredFile {
  readonly name: string;
}

/** A file that was read, and the PDF that was in it. */
export interface ReadUbl {
  readonly result: UblResult;
  readonly pdf: ImportedPdf | null;
}

const readTask = threadTask<typeof readUblFile>(new URL('../../../libs/importers/ubl/read-ubl.thread.js', import.meta.url), 'readUblFile');

@Injectable()
export class UblReader {
  constructor(
    private readonly work: HeavyWork,
    @Inject(uploadsConfig.KEY) private readonly limits: ConfigType<typeof uploadsConfig>,
  ) {}

  /** @throws Problem body-too-large when the files together have too many elements; too-many-requests, unavailable when there is no turn */
  async read(exchange: Exchange, files: readonly ReceivedFile[]): Promise<readonly ReadUbl[]> {
    const results: ReadUbl[] = [];
    let elements = 0;
    for (const { name, path } of files) {
      const reading = await this.work.run(exchange, readTask, {
        input: { name, path },
        advice: 'fewer or smaller files',
        limitMs: XML_TIMEOUT_MS,
        // One file that is too much is refused by itself.
        ended: (limit) => unreadUbl(name, limit),
      });
      elements += reading.elements;
      if (elements > this.limits.maxElements)
        throw new Problem('body-too-large', `The files have more than ${this.limits.maxElements} elements in all.`);
      results.push({ result: reading.result, pdf: await checked(reading.pdf ?? null) });
    }
    return results;
  }
}

/** What does not begin as a PDF does is none, whatever the file calls it. */
async function checked(pdf: Uint8Array | null): Promise<ImportedPdf | null> {
  if (pdf === null) return null;
  const bytes = Buffer.from(pdf);
  const fault = await pdfFault(bytes);
  return fault === 'not-a-pdf' ? null : { base64: bytes.toString('base64'), fault };
}
