import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an operator ordered for one step. */
@Entity('step_override')
export class StepOverride {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ type: 'int' })
  cycle!: number;

  @Column({ type: 'text' })
  step!: string;

  @Column({ type: 'text' })
  act!: string;

  @Column({ type: 'date', nullable: true })
  until!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
