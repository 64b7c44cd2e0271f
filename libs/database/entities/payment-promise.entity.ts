import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** A date the debtor promised. */
@Entity('promise')
export class PaymentPromise {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ type: 'date' })
  date!: string;

  @Column({ ...cents, nullable: true })
  amount!: bigint | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ type: 'text' })
  status!: string;

  @Column({ name: 'made_at', type: 'timestamptz' })
  madeAt!: Date;

  /** Whether it is confirmed to the debtor in writing. */
  @Column({ type: 'boolean', default: false })
  confirm!: boolean;

  /** Whether it was made in a call of ours. */
  @Column({ name: 'by_phone', type: 'boolean', default: false })
  byPhone!: boolean;

  @Column({ name: 'ended_on', type: 'date', nullable: true })
  endedOn!: string | null;
}
