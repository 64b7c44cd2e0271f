/** An import of many documents: ordered as a job, with the documents beside it until each has been written. */
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { jobKinds } from '#contracts/jobs.js';
import { insertImportDocuments } from '#database/repositories/import-documents.repository.js';
import { orderJob } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import { debtorKinds, languages } from '#domain/policy/facts/facts.js';
import { usualTermBasis } from '#domain/policy/facts/invoice-term.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';
import { type Actor, type Refused, refuse } from '../actor.js';
import type { ImportDocument, ImportRow } from './import-document.js';

/** More than anybody waits for; the documents of each stand in the database meanwhile. */
const mostWaiting = 20;

const text = z.string().nullable();
const cents = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const finding = z.object({ code: z.string(), field: text, line: z.int().nullable(), detail: z.string(), hint: z.string() });
const findings = z.array(finding);
const debtor = z.object({
  externalId: text,
  kind: z.enum(debtorKinds),
  name: z.string(),
  language: z.enum(languages),
  email: text,
  phone: text,
  address: z.record(z.string(), z.string()).nullable(),
  kvk: text,
  testClockId: text,
});
const invoice = z.object({
  debtor: z.object({ inline: debtor }),
  number: z.string(),
  issueDate: z.string(),
  dueDate: text,
  total: cents,
  currency: z.string(),
  description: text,
  paymentReference: text,
  testClockId: text,
  directDebit: z.boolean(),
});
const note = z.object({ amount: cents, issueDate: z.string(), currency: z.string(), creditedInvoices: z.array(z.string()) });
const pdf = z.object({ base64: z.string(), fault: text });
const document = z.object({
  file: z.string(),
  number: text,
  warnings: findings,
  remarks: findings,
  order: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('unreadable') }),
    z.object({ kind: z.literal('invoice'), input: invoice.nullable(), findings, pdf: pdf.nullable().default(null) }),
    z.object({ kind: z.literal('credit-note'), note }),
  ]),
});
const rowShape = z.object({
  file: z.string(),
  result: z.enum(['created', 'credited', 'unchanged', 'refused']),
  number: text,
  invoice: text,
  findings,
});
const orderShape = z.object({ actor: z.string(), requestId: z.string().nullable() });

/** A row of an import as it was stored. @throws ZodError when it is none */
export const readImportRow = (json: unknown): ImportRow => rowShape.parse(json);

/** Who ordered an import. @throws ZodError when the order cannot be read */
export function importActor(input: unknown, tenantId: string): Actor {
  const { actor, requestId } = orderShape.parse(input);
  return { tenantId, name: actor, ...(requestId !== null && { requestId }) };
}

/** A document as it was stored; what no file says is as for every imported invoice. @throws ZodError when it is none */
export function readImportDocument(json: unknown): ImportDocument {
  const { order, ...read } = document.parse(json);
  if (order.kind !== 'invoice' || order.input === null)
    return { ...read, order: order.kind === 'invoice' ? { ...order, input: null } : order };
  const { debtor: whom, ...input } = order.input;
  const inline = { ...whom.inline, segment: null, preferredChannel: null, refusedChannels: [] };
  const usual = { externalId: null, policy: null, adopt: null, limitation: limitationUnknown, termBasis: usualTermBasis(input.dueDate) };
  return { ...read, order: { ...order, input: { ...input, ...usual, debtor: { inline } } } };
}

const toJson = (value: ImportDocument): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part));

/** Orders the import of documents that were read. @returns `conflict` when too many wait already */
export async function orderImport(
  tx: Tx,
  { name, requestId }: Actor,
  documents: readonly ImportDocument[],
): Promise<{ readonly jobId: string } | Refused> {
  const waiting = await tx.one<{ n: number }>(
    `select count(*)::int as n from job where tenant_id = $1 and kind = $2 and status in ('queued', 'running')`,
    [tx.tenantId, jobKinds.ublImport],
  );
  if ((waiting?.n ?? 0) >= mostWaiting) return refuse('conflict', '', `${mostWaiting} imports are waiting already.`);
  const jobId = uuidv7();
  const input = { actor: name, requestId: requestId ?? null };
  await orderJob(tx, { id: jobId, kind: jobKinds.ublImport, input, total: documents.length });
  await insertImportDocuments(tx, jobId, documents.map(toJson));
  return { jobId };
}

/** Counts of rows, as an import answers them. */
export function countRows(rows: readonly ImportRow[]) {
  const of = (result: ImportRow['result']): number => rows.filter((row) => row.result === result).length;
  return { files: rows.length, created: of('created'), credited: of('credited'), unchanged: of('unchanged'), refused: of('refused') };
}
