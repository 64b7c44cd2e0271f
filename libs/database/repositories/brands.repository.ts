/** Versions of how the messages of a creditor look. The newest counts. */
import type { BrandFace } from '#domain/brand/brand.js';
import type { Tx } from '../tx.js';

/** A version as it is kept. */
export interface BrandRow {
  readonly version: number;
  readonly face: BrandFace;
  readonly logoFileId: string | null;
  readonly printLogoFileId: string | null;
  readonly publishedBy: string;
  readonly publishedAt: Date;
}

const columns = `b.version, b.face, b.logo_file_id as "logoFileId", b.print_logo_file_id as "printLogoFileId", b.published_by as "publishedBy",
  b.published_at as "publishedAt"`;

/** The newest versions, newest first, older than one. */
export const brandVersions = (tx: Tx, { before, limit }: { before: number | null; limit: number }): Promise<BrandRow[]> =>
  tx.query<BrandRow & Record<string, unknown>>(
    `select ${columns} from brand b where b.tenant_id = $1 and ($2::int is null or b.version < $2) order by b.version desc limit $3`,
    [tx.tenantId, before, limit],
  );

/** The version that counts; null: nothing was chosen yet. */
export const currentBrand = async (tx: Tx): Promise<BrandRow | null> => (await brandVersions(tx, { before: null, limit: 1 }))[0] ?? null;

/** Writes a version; the caller holds the lock of the creditor. */
export async function writeBrand(tx: Tx, brand: Omit<BrandRow, 'publishedAt'>): Promise<void> {
  await tx.query(
    `insert into brand (tenant_id, version, face, logo_file_id, print_logo_file_id, published_by) values ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, brand.version, JSON.stringify(brand.face), brand.logoFileId, brand.printLogoFileId, brand.publishedBy],
  );
}

/** As an expression of a statement about a tenant: his brand as messages need it, or null. */
export const brandOf = (tenant: string): string =>
  `(select jsonb_build_object('version', b.version, 'face', b.face, 'logoFileId', b.logo_file_id, 'printLogoFileId', b.print_logo_file_id)
    from brand b where b.tenant_id = ${tenant}.id order by b.version desc limit 1)`;

/** A brand as messages need it. */
export type MessageBrand = Pick<BrandRow, 'version' | 'face' | 'logoFileId' | 'printLogoFileId'>;
