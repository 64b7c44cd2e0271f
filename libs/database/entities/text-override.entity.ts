import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TextState } from '../repositories/own-texts.repository.js';

/** A version of a text in a creditor's own words. Its words never change; what may change is whether it counts. */
@Entity('text_override')
export class TextOverride {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  /** `<language>/<name of the text>`. */
  @PrimaryColumn({ type: 'text' })
  key!: string;

  @PrimaryColumn({ type: 'int' })
  version!: number;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text' })
  state!: TextState;

  /** What the linter said when it was written. */
  @Column({ type: 'jsonb' })
  lint!: unknown;

  @Column({ type: 'text' })
  author!: string;

  @Column({ name: 'written_at', type: 'timestamptz' })
  writtenAt!: Date;

  @Column({ name: 'published_by', type: 'text', nullable: true })
  publishedBy!: string | null;

  @Column({ name: 'published_at', type: 'timestamptz', nullable: true })
  publishedAt!: Date | null;
}
