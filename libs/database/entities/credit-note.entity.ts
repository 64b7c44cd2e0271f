import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** A credit note that was booked on an invoice; never changes. Its number is the creditor's, and there is one of each. */
@Entity('credit_note')
export class CreditNote {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ type: 'text' })
  number!: string;

  @Column(cents)
  amount!: bigint;

  @Column({ name: 'issued_on', type: 'date' })
  issuedOn!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;
}
