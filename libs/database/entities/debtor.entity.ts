import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who owes; the lock on this row orders sending and stopping. */
@Entity('debtor')
export class Debtor {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  language!: string;

  @Column({ type: 'text', nullable: true })
  segment!: string | null;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  address!: unknown;

  @Column({ type: 'text', nullable: true })
  kvk!: string | null;

  @Column({ name: 'preferred_channel', type: 'text', nullable: true })
  preferredChannel!: string | null;

  @Column({ name: 'refused_channels', type: 'text', array: true })
  refusedChannels!: string[];

  @Column({ name: 'failed_channels', type: 'text', array: true })
  failedChannels!: string[];

  @Column({ name: 'do_not_contact', type: 'boolean' })
  doNotContact!: boolean;

  @Column({ name: 'unmatched_money', type: 'boolean' })
  unmatchedMoney!: boolean;

  @Column({ name: 'payment_score', type: 'int', nullable: true })
  paymentScore!: number | null;

  @Column({ name: 'test_clock_id', type: 'uuid', nullable: true })
  testClockId!: string | null;

  /** When the person was erased; null: he was not. */
  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true, insert: false, update: false })
  erasedAt!: Date | null;

  @Column({ type: 'int' })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
