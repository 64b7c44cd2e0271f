import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** A formal notice (14-day letter, notice of default, demand) that was written to a debtor. Its term runs out by its dates. */
@Entity('notice')
export class Notice {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  @Column({ type: 'text' })
  kind!: string;

  /** Who the debtor was taken for when it was written. */
  @Column({ name: 'debtor_kind', type: 'text' })
  debtorKind!: string;

  @Column({ type: 'char', length: 3 })
  currency!: string;

  @Column({ type: 'text' })
  channel!: string;

  /** The message that is the notice; its copies name it in `message.notice_id`. */
  @Column({ name: 'message_id', type: 'uuid' })
  messageId!: string;

  @Column({ name: 'claimed_at', type: 'timestamptz' })
  claimedAt!: Date;

  @Column({ name: 'sent_on', type: 'date' })
  sentOn!: string;

  @Column({ name: 'posted_on', type: 'date', nullable: true })
  postedOn!: string | null;

  @Column({ name: 'receipt_on', type: 'date', nullable: true })
  receiptOn!: string | null;

  @Column({ name: 'receipt_basis', type: 'text', nullable: true })
  receiptBasis!: string | null;

  @Column({ type: 'text', nullable: true })
  proof!: string | null;

  @Column({ name: 'last_day', type: 'date', nullable: true })
  lastDay!: string | null;

  @Column({ name: 'costs_from', type: 'date', nullable: true })
  costsFrom!: string | null;

  @Column({ name: 'announced_costs', ...cents })
  announcedCosts!: bigint;

  @Column({ type: 'text' })
  state!: string;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ name: 'ended_reason', type: 'text', nullable: true })
  endedReason!: string | null;

  @Column({ name: 'ended_detail', type: 'text', nullable: true })
  endedDetail!: string | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;
}
