import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Bytes of a creditor, kept once however often they are used: a logo, an invoice. Never changes. */
@Entity('file')
export class StoredFile {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ type: 'bytea' })
  sha256!: Buffer;

  /** In bytes. */
  @Column({ type: 'int' })
  size!: number;

  @Column({ name: 'content_type', type: 'text' })
  contentType!: string;

  @Column({ type: 'bytea' })
  bytes!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
