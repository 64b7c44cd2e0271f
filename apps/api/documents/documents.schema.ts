/** Answers about the files of invoices. */
import { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { DocumentRow } from '#database/repositories/documents.repository.js';
import { idOut } from '../edge/ids.schema.js';
import { instantOut, presentInstant } from '../edge/time.schema.js';

/** The file of an invoice. */
export const documentOut = z
  .strictObject({
    object: z.literal('document'),
    invoice: idOut('invoice'),
    contentType: z.string(),
    size: z.int().meta({ description: 'In bytes.' }),
    sha256: z.string(),
    fault: z.string().nullable().meta({
      description: 'Why it is kept and never sent: encrypted, script, launch, embedded-file, action, unreadable. Null: it goes along.',
    }),
    addedBy: z.string(),
    addedAt: instantOut,
  })
  .meta({ id: 'InvoiceDocument' });

/** A file for an answer. */
export const presentDocument = (row: DocumentRow): z.output<typeof documentOut> => ({
  object: 'document',
  invoice: toPublicId('invoice', row.invoiceId),
  contentType: row.contentType,
  size: row.size,
  sha256: row.sha256.toString('hex'),
  fault: row.fault,
  addedBy: row.addedBy,
  addedAt: presentInstant(row.addedAt),
});
