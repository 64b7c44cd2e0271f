/** Bytes of a creditor, each kept once, by their hash. */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../tx.js';

/** A file as it is kept. */
export interface FileBytes {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Keeps bytes, if they are not kept already. @returns their id */
export async function keepFile(tx: Tx, { contentType, bytes }: FileBytes): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest();
  const kept = `select id from file where tenant_id = $2 and sha256 = $3`;
  const row = await tx.one<{ id: string }>(
    `with written as (insert into file (id, tenant_id, sha256, size, content_type, bytes) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id)
     select id from written union all ${kept} limit 1`,
    [uuidv7(), tx.tenantId, sha256, bytes.length, contentType, bytes],
  );
  // Written by another transaction while this statement waited for it: its snapshot is from before.
  const found = row ?? (await tx.one<{ id: string }>(`select id from file where tenant_id = $1 and sha256 = $2`, [tx.tenantId, sha256]));
  if (!found) throw new Error('the file was not kept');
  return found.id;
}

/** A file that may go to one debtor: the creditor's logo, or the file of an invoice of his. Null: it is not his. */
export const readFileFor = (tx: Tx, id: string, debtorId: string): Promise<FileBytes | null> =>
  tx.one<{ contentType: string; bytes: Buffer }>(
    `select f.content_type as "contentType", f.bytes from file f where f.id = $1 and f.tenant_id = $2
       and (exists (select 1 from document d where d.file_id = f.id and d.debtor_id = $3)
         or exists (select 1 from brand b where b.tenant_id = $2 and f.id in (b.logo_file_id, b.print_logo_file_id)))`,
    [id, tx.tenantId, debtorId],
    'read-file-for',
  );

/** A file of this creditor; null when he has none of this id. */
export const readFile = (tx: Tx, id: string): Promise<FileBytes | null> =>
  tx.one<{ contentType: string; bytes: Buffer }>(
    `select content_type as "contentType", bytes from file where id = $1 and tenant_id = $2`,
    [id, tx.tenantId],
    'read-file',
  );
