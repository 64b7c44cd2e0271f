import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** What the debtor contests (betwisting). */
@Entity('dispute')
export class Dispute {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ ...cents, nullable: true })
  amount!: bigint | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ name: 'raised_on', type: 'date' })
  raisedOn!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @Column({ name: 'resolved_on', type: 'date', nullable: true })
  resolvedOn!: string | null;

  @Column({ name: 'credit_amount', ...cents, nullable: true })
  creditAmount!: bigint | null;
}
