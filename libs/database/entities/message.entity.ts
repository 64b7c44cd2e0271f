import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MessageEnvelope } from '#domain/messages/envelope.js';

/** A message with its frozen payload and what became of it. */
@Entity('message')
export class Message {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  @Column({ type: 'text' })
  channel!: string;

  @Column({ type: 'text' })
  provider!: string;

  @Column({ type: 'text' })
  template!: string;

  @Column({ name: 'template_version', type: 'text' })
  templateVersion!: string;

  @Column({ type: 'text' })
  tone!: string;

  @Column({ type: 'text' })
  language!: string;

  /** Name and address it is sent from, and where an answer goes; all null for a message from before they were kept. */
  @Column({ name: 'from_name', type: 'text', nullable: true })
  fromName!: string | null;

  @Column({ name: 'from_address', type: 'text', nullable: true })
  fromAddress!: string | null;

  @Column({ name: 'reply_to', type: 'text', nullable: true })
  replyTo!: string | null;

  @Column({ type: 'text' })
  recipient!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'text' })
  html!: string;

  @Column({ type: 'text' })
  text!: string;

  /** JSON of the provider's own, beside the words; the same text at every attempt. Null where the provider needs none. */
  @Column({ type: 'text', nullable: true })
  payload!: string | null;

  /** Headers and files beside the words; the same at every attempt. Null for a message from before they were kept. */
  @Column({ type: 'jsonb', nullable: true })
  envelope!: MessageEnvelope | null;

  /** In doubt for longer than this after its first attempt, nobody can tell any more whether it left. Milliseconds. */
  @Column({ name: 'settle_within_ms', type: 'int' })
  settleWithinMs!: number;

  @Column({ name: 'idempotency_key', type: 'text' })
  idempotencyKey!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ name: 'provider_message_id', type: 'text', nullable: true })
  providerMessageId!: string | null;

  @Column({ type: 'text', nullable: true })
  detail!: string | null;

  @Column({ type: 'int' })
  attempts!: number;

  /** Whether an attempt may have left the house without our knowing its end. */
  @Column({ name: 'in_doubt', type: 'boolean' })
  inDoubt!: boolean;

  @Column({ name: 'first_attempt_at', type: 'timestamptz', nullable: true })
  firstAttemptAt!: Date | null;

  /** Until then an attempt may be running whose end is not recorded; it renews this while it runs. */
  @Column({ name: 'attempt_until', type: 'timestamptz', nullable: true })
  attemptUntil!: Date | null;

  /** Until then a request may have been on its way to the provider; only while in doubt. Null: see {@link attemptUntil}. */
  @Column({ name: 'request_until', type: 'timestamptz', nullable: true })
  requestUntil!: Date | null;

  /** The reference it asks to pay with, when it is the message's own: one about several claims. */
  @Column({ name: 'payment_reference', type: 'text', nullable: true })
  paymentReference!: string | null;

  /** The Message-ID under which a mail travelled; empty: its provider knows none. Null: not asked yet. */
  @Column({ name: 'mail_message_id', type: 'text', nullable: true })
  mailMessageId!: string | null;

  @Column({ name: 'claimed_at', type: 'timestamptz' })
  claimedAt!: Date;

  @Column({ name: 'sent_at', type: 'timestamptz', nullable: true })
  sentAt!: Date | null;

  /** The formal notice that it is, or is a copy of. */
  @Column({ name: 'notice_id', type: 'uuid', nullable: true })
  noticeId!: string | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
