import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents } from '../columns.js';

/** A claim as a formal notice names it: what it asked, and on what ground the claim was in default. Never changes. */
@Entity('notice_claim')
export class NoticeClaimRow {
  @PrimaryColumn({ name: 'notice_id', type: 'uuid' })
  noticeId!: string;

  @PrimaryColumn({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ type: 'int' })
  cycle!: number;

  @Column(cents)
  amount!: bigint;

  @Column({ name: 'due_date', type: 'date' })
  dueDate!: string;

  @Column({ name: 'term_basis', type: 'text' })
  termBasis!: string;

  @Column({ name: 'default_basis', type: 'text', nullable: true })
  defaultBasis!: string | null;

  @Column({ name: 'default_since', type: 'date', nullable: true })
  defaultSince!: string | null;

  /** The step of its own chase that the notice was; null when it was only named in that of another invoice. */
  @Column({ type: 'text', nullable: true })
  step!: string | null;

  @Column({ type: 'int', nullable: true })
  occurrence!: number | null;
}
