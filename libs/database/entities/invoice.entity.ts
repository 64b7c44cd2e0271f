import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** The claim and what was paid, credited and written off. */
@Entity('invoice')
export class Invoice {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  @Column({ type: 'text' })
  number!: string;

  /** The number as it is compared; kept by a trigger. */
  @Column({ name: 'number_key', type: 'text', nullable: true, insert: false, update: false })
  numberKey!: string | null;

  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  @Column({ name: 'issue_date', type: 'date' })
  issueDate!: string;

  @Column({ name: 'due_date', type: 'date' })
  dueDate!: string;

  @Column({ type: 'char', length: 3 })
  currency!: string;

  @Column({ ...cents })
  total!: bigint;

  @Column({ ...cents })
  paid!: bigint;

  @Column({ ...cents })
  credited!: bigint;

  @Column({ name: 'written_off', ...cents })
  writtenOff!: bigint;

  @Column({ ...cents, generatedType: 'STORED', asExpression: 'total - paid - credited - written_off', insert: false, update: false })
  open!: bigint;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ name: 'term_basis', type: 'text' })
  termBasis!: string;

  @Column({ name: 'payment_reference', type: 'text', nullable: true })
  paymentReference!: string | null;

  @Column({ name: 'policy_version_id', type: 'uuid' })
  policyVersionId!: string;

  @Column({ type: 'jsonb', nullable: true })
  adopted!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  limitation!: unknown;

  @Column({ name: 'direct_debit_pending', type: 'boolean' })
  directDebitPending!: boolean;

  @Column({ name: 'registered_at', type: 'timestamptz' })
  registeredAt!: Date;

  @Column({ type: 'int' })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
