/** Versions of texts in a creditor's own words. Of each text the published version counts, and there is one at most. */
import type { Tx } from '../tx.js';

/** A draft counts for nothing yet; a published version words messages; a retired one has been one or the other. */
export type TextState = 'draft' | 'published' | 'retired';

/** One thing that the linter said. */
export interface KeptFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly detail: string;
  /** In which of the sample cases. */
  readonly sample?: string;
}

/** A version as it is kept. */
export interface OwnTextRow {
  readonly key: string;
  readonly version: number;
  readonly source: string;
  readonly state: TextState;
  readonly lint: readonly KeptFinding[];
  readonly author: string;
  readonly writtenAt: Date;
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
}

/** What words a message. */
export type PublishedText = Pick<OwnTextRow, 'key' | 'version' | 'source'>;

const columns = `o.key, o.version, o.source, o.state, o.lint, o.author, o.written_at as "writtenAt", o.published_by as "publishedBy",
  o.published_at as "publishedAt"`;

/** The versions that count, of these texts. */
export const publishedTexts = (tx: Tx, keys: readonly string[]): Promise<PublishedText[]> =>
  tx.query<PublishedText & Record<string, unknown>>(
    `select o.key, o.version, o.source from text_override o where o.tenant_id = $1 and o.state = 'published' and o.key = any($2)`,
    [tx.tenantId, keys],
    'published-texts',
  );

/** The newest versions of a text, newest first, older than one. */
export const textVersions = (tx: Tx, key: string, { before, limit }: { before: number | null; limit: number }): Promise<OwnTextRow[]> =>
  tx.query<OwnTextRow & Record<string, unknown>>(
    `select ${columns} from text_override o where o.tenant_id = $1 and o.key = $2 and ($3::int is null or o.version < $3) order by o.version desc limit $4`,
    [tx.tenantId, key, before, limit],
  );

/** One version; null when there is none. */
export const textVersion = (tx: Tx, key: string, version: number): Promise<OwnTextRow | null> =>
  tx.one<OwnTextRow & Record<string, unknown>>(
    `select ${columns} from text_override o where o.tenant_id = $1 and o.key = $2 and o.version = $3`,
    [tx.tenantId, key, version],
  );

/** Of each text the version that counts and the newest one. */
export const textHeads = (tx: Tx): Promise<{ key: string; published: number | null; newest: number }[]> =>
  tx.query(
    `select o.key, max(o.version) filter (where o.state = 'published') as published, max(o.version) as newest
     from text_override o where o.tenant_id = $1 group by o.key order by o.key`,
    [tx.tenantId],
  );

/** Writes a draft under the next number; the caller holds the lock of the creditor. @returns the number */
export async function writeTextDraft(tx: Tx, draft: Pick<OwnTextRow, 'key' | 'source' | 'lint' | 'author'>): Promise<number> {
  const row = await tx.one<{ version: number }>(
    `insert into text_override (tenant_id, key, version, source, state, lint, author)
     select $1, $2, coalesce(max(o.version), 0) + 1, $3, 'draft', $4::jsonb, $5 from text_override o where o.tenant_id = $1 and o.key = $2 returning version`,
    [tx.tenantId, draft.key, draft.source, JSON.stringify(draft.lint), draft.author],
  );
  if (!row) throw new Error('the draft was not written');
  return row.version;
}

/** Lets a version count in the place of the one that did; the caller holds the lock of the creditor. */
export async function publishTextVersion(tx: Tx, { key, version, by }: { key: string; version: number; by: string }): Promise<void> {
  await retirePublished(tx, key);
  await tx.query(
    `update text_override set state = 'published', published_by = $4, published_at = now() where tenant_id = $1 and key = $2 and version = $3`,
    [tx.tenantId, key, version, by],
  );
}

/** Lets no version of a text count. */
const retirePublished = (tx: Tx, key: string): Promise<unknown> =>
  tx.query(`update text_override set state = 'retired' where tenant_id = $1 and key = $2 and state = 'published'`, [tx.tenantId, key]);

/** Sets a version aside; the caller holds the lock of the creditor. */
export async function retireTextVersion(tx: Tx, { key, version }: { key: string; version: number }): Promise<void> {
  await tx.query(`update text_override set state = 'retired' where tenant_id = $1 and key = $2 and version = $3`, [
    tx.tenantId,
    key,
    version,
  ]);
}
