import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** How far the chain of a creditor was verified, and what was found. */
@Entity('audit_check')
export class AuditCheck {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  /** Every seal up to here was seen to hold. */
  @Column({ ...cents })
  position!: bigint;

  @Column({ type: 'bytea', nullable: true })
  hash!: Buffer | null;

  @Column({ name: 'checked_at', type: 'timestamptz', nullable: true })
  checkedAt!: Date | null;

  /** What was seen to hold before is read again from its first seal on; so far it got. */
  @Column({ name: 'again_position', ...cents })
  againPosition!: bigint;

  @Column({ name: 'again_hash', type: 'bytea', nullable: true })
  againHash!: Buffer | null;

  /** When the whole chain had last been read again. */
  @Column({ name: 'whole_at', type: 'timestamptz', nullable: true })
  wholeAt!: Date | null;

  @Column({ type: 'jsonb' })
  findings!: unknown;

  @Column({ name: 'findings_count', type: 'int' })
  findingsCount!: number;
}
