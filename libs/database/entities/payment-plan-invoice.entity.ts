import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An invoice that a payment plan covers. */
@Entity('payment_plan_invoice')
export class PaymentPlanInvoice {
  @PrimaryColumn({ name: 'plan_id', type: 'uuid' })
  planId!: string;

  @PrimaryColumn({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;
}
