import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** The head of the hash chain of a creditor, apart from the seals: a chain that lost its end does not reach it. */
@Entity('event_chain')
export class EventChain {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ ...cents })
  position!: bigint;

  @Column({ type: 'bytea' })
  hash!: Buffer;

  @Column({ name: 'sealed_at', type: 'timestamptz' })
  sealedAt!: Date;
}
