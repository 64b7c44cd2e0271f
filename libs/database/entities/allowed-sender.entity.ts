import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a creditor may send as: a domain to mail from, or a name for sms. Written by the operator alone. */
@Entity('allowed_sender')
export class AllowedSender {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  kind!: string;

  @PrimaryColumn({ type: 'text' })
  value!: string;

  @Column({ name: 'allowed_at', type: 'timestamptz' })
  allowedAt!: Date;
}
