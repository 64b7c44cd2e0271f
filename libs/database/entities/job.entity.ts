import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Long work with its progress. */
@Entity('job')
export class Job {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'jsonb' })
  input!: unknown;

  @Column({ type: 'int' })
  done!: number;

  @Column({ type: 'int', nullable: true })
  total!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  result!: unknown;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  /** Where the next turn goes on; what is in it is the business of the kind. */
  @Column({ type: 'jsonb', nullable: true })
  mark!: unknown;

  /** The attempt that works on it: who is another may write no more. */
  @Column({ type: 'uuid', nullable: true })
  holder!: string | null;

  @Column({ name: 'cancel_requested_at', type: 'timestamptz', nullable: true })
  cancelRequestedAt!: Date | null;

  /** Until when a worker of the release before this one holds it. */
  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
