import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** What a payment was set off against (6:43, 6:44 BW). */
@Entity('allocation')
export class Allocation {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'payment_id', type: 'uuid' })
  paymentId!: string;

  @Column({ name: 'invoice_id', type: 'uuid', nullable: true })
  invoiceId!: string | null;

  @Column({ type: 'text' })
  part!: string;

  @Column({ ...cents })
  amount!: bigint;
}
