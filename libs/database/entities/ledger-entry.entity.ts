import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** One step taken for one invoice; its unique index is what makes a send happen once. */
@Entity('ledger')
export class LedgerEntry {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  @Column({ type: 'int' })
  cycle!: number;

  @Column({ type: 'text' })
  step!: string;

  @Column({ type: 'int' })
  occurrence!: number;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  channel!: string;

  @Column({ type: 'text' })
  recipient!: string;

  @Column({ type: 'text' })
  result!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ ...cents })
  amount!: bigint;

  @Column({ name: 'message_id', type: 'uuid', nullable: true })
  messageId!: string | null;

  @Column({ name: 'task_id', type: 'uuid', nullable: true })
  taskId!: string | null;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  notice!: unknown;

  /** Costs a formal notice announced; its term is fixed when receipt is known. */
  @Column({ name: 'announced_costs', ...cents, nullable: true })
  announcedCosts!: bigint | null;

  @Column({ type: 'timestamptz', nullable: true })
  deadline!: Date | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;
}
