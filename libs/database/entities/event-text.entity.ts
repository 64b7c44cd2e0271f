import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Words of a person or a provider that belong to an event; they can be erased. */
@Entity('event_text')
export class EventText {
  @PrimaryColumn({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid', nullable: true })
  debtorId!: string | null;

  @Column({ type: 'jsonb' })
  texts!: unknown;
}
