import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** The link of an event in its tenant's hash chain. */
@Entity('event_seal')
export class EventSeal {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @PrimaryColumn({ ...cents })
  position!: bigint;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  @Column({ name: 'event_seq', ...cents })
  eventSeq!: bigint;

  @Column({ name: 'previous_hash', type: 'bytea' })
  previousHash!: Buffer;

  @Column({ type: 'bytea' })
  hash!: Buffer;

  @Column({ name: 'sealed_at', type: 'timestamptz' })
  sealedAt!: Date;

  /** By which canonical body of the event the hash was made. */
  @Column({ type: 'smallint' })
  version!: number;
}
