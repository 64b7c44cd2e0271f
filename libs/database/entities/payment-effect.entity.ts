import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** What a payment did besides its allocation: how much of the terms of a payment plan it filled. */
@Entity('payment_effect')
export class PaymentEffect {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'payment_id', type: 'uuid' })
  paymentId!: string;

  @Column({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'plan_id', type: 'uuid' })
  planId!: string;

  @Column({ ...cents })
  amount!: bigint;
}
