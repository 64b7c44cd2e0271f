import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** Where the chase of an invoice stands and what it plans. */
@Entity('chase')
export class Chase {
  @PrimaryColumn({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  /** Null: the chase was started by the first release, see `firstChaseWorkflowId`. */
  @Column({ name: 'workflow_id', type: 'text', nullable: true })
  workflowId!: string | null;

  @Column({ type: 'int' })
  cycle!: number;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;

  @Column({ name: 'close_reason', type: 'text', nullable: true })
  closeReason!: string | null;

  @Column({ name: 'paused_reason', type: 'text', nullable: true })
  pausedReason!: string | null;

  @Column({ name: 'paused_until', type: 'date', nullable: true })
  pausedUntil!: string | null;

  /** Why the house itself paused it; null when a person did. */
  @Column({ name: 'paused_cause', type: 'text', nullable: true })
  pausedCause!: string | null;

  /** Whom it waits for: time, a person or news; null when it is over. */
  @Column({ name: 'waits_for', type: 'text', nullable: true })
  waitsFor!: string | null;

  @Column({ type: 'jsonb' })
  plan!: unknown;

  @Column({ name: 'plan_revision', ...cents })
  planRevision!: bigint;

  @Column({ name: 'next_kind', type: 'text' })
  nextKind!: string;

  @Column({ name: 'next_step', type: 'text', nullable: true })
  nextStep!: string | null;

  @Column({ name: 'next_channel', type: 'text', nullable: true })
  nextChannel!: string | null;

  @Column({ name: 'next_at', type: 'timestamptz', nullable: true })
  nextAt!: Date | null;

  @Column({ type: 'text' })
  reason!: string;

  /** Last day on which the claim may be demanded without an interruption. */
  @Column({ name: 'limitation_last_day', type: 'date', nullable: true })
  limitationLastDay!: string | null;

  /** The last warning that was given for that day, in months before it; 0 when it has passed. */
  @Column({ name: 'limitation_warned', type: 'smallint', nullable: true })
  limitationWarned!: number | null;

  /** Key of the last step that was taken in this cycle. This and the next four are what lists find and sort invoices by. */
  @Column({ type: 'text' })
  stage!: string;

  /** The invoice's, as is `open`. */
  @Column({ name: 'due_date', type: 'date' })
  dueDate!: string;

  @Column(cents)
  open!: bigint;

  /** Whether a dispute is open, of all or of a part of the invoice. */
  @Column({ type: 'boolean' })
  disputed!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
