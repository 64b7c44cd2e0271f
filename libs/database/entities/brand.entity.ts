import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BrandFace } from '#domain/brand/brand.js';

/** A version of how the messages of a creditor look. The newest counts; a version never changes. */
@Entity('brand')
export class Brand {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @PrimaryColumn({ type: 'int' })
  version!: number;

  @Column({ type: 'jsonb' })
  face!: BrandFace;

  /** As mails show it. */
  @Column({ name: 'logo_file_id', type: 'uuid', nullable: true })
  logoFileId!: string | null;

  /** The same for paper: wider. */
  @Column({ name: 'print_logo_file_id', type: 'uuid', nullable: true })
  printLogoFileId!: string | null;

  @Column({ name: 'published_by', type: 'text' })
  publishedBy!: string;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt!: Date;
}
