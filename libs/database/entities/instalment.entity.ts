import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** A term of a payment plan. */
@Entity('instalment')
export class Instalment {
  @PrimaryColumn({ name: 'plan_id', type: 'uuid' })
  planId!: string;

  @PrimaryColumn({ type: 'int' })
  no!: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'due_date', type: 'date' })
  dueDate!: string;

  @Column({ ...cents })
  amount!: bigint;

  @Column({ ...cents })
  paid!: bigint;
}
