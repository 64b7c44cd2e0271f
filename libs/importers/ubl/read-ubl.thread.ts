/** Reads one UBL file from disk; runs in a thread, see libs/threads. Its bytes and its tree live and die there: out comes what is imported. */
import { readFileSync } from 'node:fs';
import { embeddedPdf } from './embedded-pdf.js';
import { readUbl, type UblReading } from './import-ubl.js';

/** A file that lies on disk, and the name its sender gave it. */
export interface UblFile {
  readonly name: string;
  readonly path: string;
}

/** @throws Error when the file is gone: its request has ended */
export function readUblFile({ name, path }: UblFile): UblReading {
  const bytes = readFileSync(path);
  const reading = readUbl({ name, bytes });
  const { result } = reading;
  return result.kind === 'invoice' ? { ...reading, pdf: embeddedPdf(bytes, result.invoice.attachments) } : reading;
}
