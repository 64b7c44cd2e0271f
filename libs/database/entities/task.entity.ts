import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Work for a person: a call, an approval, or a question what lets a chase go on. */
@Entity('task')
export class Task {
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
  status!: string;

  @Column({ type: 'text', nullable: true })
  script!: string | null;

  /** Whether what is agreed in the call goes to the debtor in writing. */
  @Column({ name: 'confirm_in_writing', type: 'boolean' })
  confirmInWriting!: boolean;

  @Column({ type: 'timestamptz', nullable: true })
  deadline!: Date | null;

  /** When the debtor asked to be called again, as agreed last; null when he never did. */
  @Column({ name: 'call_at', type: 'timestamptz', nullable: true })
  callAt!: Date | null;

  /** How often a call-back was agreed. */
  @Column({ name: 'call_backs', type: 'int', default: 0 })
  callBacks!: number;

  /** What was said then, for whoever calls next. */
  @Column({ name: 'call_note', type: 'text', nullable: true })
  callNote!: string | null;

  /** Of a question: why the chase cannot go on, by the code of its plan. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Of a question: what would mend it. */
  @Column({ type: 'text', array: true, default: [] })
  remedies!: string[];

  /** Of a question: the facts it depends on, as text. While they stay the same, an answer holds. */
  @Column({ type: 'text', nullable: true })
  grounds!: string | null;

  @Column({ type: 'text', nullable: true })
  assignee!: string | null;

  @Column({ name: 'outcome_code', type: 'text', nullable: true })
  outcomeCode!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  outcome!: unknown;

  /** Why the debtor has not paid, as he said it last; one of `whyUnpaidCodes` of the contracts. */
  @Column({ name: 'why_unpaid', type: 'text', nullable: true })
  whyUnpaid!: string | null;

  /** What was noted on the calls, by the id of the event it belongs to. Personal data: never in an event, never in a text to the debtor. */
  @Column({ type: 'jsonb', default: {} })
  notes!: Readonly<Record<string, string>>;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
