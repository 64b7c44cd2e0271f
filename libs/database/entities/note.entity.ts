import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody noted on an invoice, for colleagues. Never changes. */
@Entity('note')
export class Note {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  @Column({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @Column({ type: 'text' })
  text!: string;

  /** Who says it, as he gave his name. */
  @Column({ name: 'written_by', type: 'text', nullable: true })
  writtenBy!: string | null;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;
}
