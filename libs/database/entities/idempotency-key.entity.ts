import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A request that was seen and, once done, its answer. */
@Entity('idempotency_key')
export class IdempotencyKey {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  route!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ name: 'body_hash', type: 'bytea' })
  bodyHash!: Buffer;

  @Column({ type: 'int', nullable: true })
  status!: number | null;

  /** The answer as it was kept before {@link answer}. */
  @Column({ type: 'jsonb', nullable: true })
  response!: unknown;

  /** Body and headers as they were sent, packed. */
  @Column({ type: 'bytea', nullable: true })
  answer!: Buffer | null;

  /** Whom the answer is about, so that it goes with him. */
  @Column({ name: 'debtor_id', type: 'uuid', nullable: true })
  debtorId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
