import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** What a message asked for one claim. */
@Entity('message_claim')
export class MessageClaim {
  @PrimaryColumn({ name: 'message_id', type: 'uuid' })
  messageId!: string;

  @PrimaryColumn({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ ...cents })
  amount!: bigint;
}
