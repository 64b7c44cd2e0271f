import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** An event that waits for its seal. Written by a trigger, taken away by the function that seals. */
@Entity('event_unsealed')
export class EventUnsealed {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @PrimaryColumn({ ...cents })
  seq!: bigint;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;
}
