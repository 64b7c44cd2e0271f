import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A pause of all chases of one debtor. */
@Entity('debtor_hold')
export class DebtorHold {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'date', nullable: true })
  until!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'lifted_at', type: 'timestamptz', nullable: true })
  liftedAt!: Date | null;
}
