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

/** A file of this creditor; null when he has none of this id. */
export const readFile = (tx: Tx, id: string): Promise<FileBytes | null> =>
  tx.one<{ contentType: string; bytes: Buffer }>(
    `select content_type as "contentType", bytes from file where id = $1 and tenant_id = $2`,
    [id, tx.tenantId],
    'read-file',
  );
