import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A machine's key; only its HMAC is kept. */
@Entity('api_key')
export class ApiKey {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  hint!: string;

  @Column({ type: 'bytea' })
  hash!: Buffer;

  /** Fingerprint of the pepper it is stored under; null: not known. */
  @Column({ type: 'text', nullable: true })
  pepper!: string | null;

  @Column({ type: 'text', array: true })
  scopes!: string[];

  /** Whether it carries a mark, as every key does that was made since there are marks. */
  @Column({ type: 'boolean', default: false })
  marked!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}
