import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An agreed payment plan (betalingsregeling). */
@Entity('payment_plan')
export class PaymentPlan {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ name: 'agreed_at', type: 'timestamptz' })
  agreedAt!: Date;

  /** Whether it is confirmed to the debtor in writing. */
  @Column({ type: 'boolean', default: false })
  confirm!: boolean;

  /** Whether it was made in a call of ours. */
  @Column({ name: 'by_phone', type: 'boolean', default: false })
  byPhone!: boolean;

  @Column({ name: 'ended_on', type: 'date', nullable: true })
  endedOn!: string | null;

  /** The day on which money for it last went back: what is open of it is due from then on again. */
  @Column({ name: 'reopened_on', type: 'date', nullable: true })
  reopenedOn!: string | null;
}
