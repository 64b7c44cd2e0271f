import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file that an invoice is, or was: what the debtor was sent first, and gets again with a message. */
@Entity('document')
export class InvoiceDocument {
  @PrimaryColumn({ name: 'invoice_id', type: 'uuid' })
  invoiceId!: string;

  @PrimaryColumn({ name: 'file_id', type: 'uuid' })
  fileId!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'debtor_id', type: 'uuid' })
  debtorId!: string;

  /** Why it is kept and never sent; null: it may go along. */
  @Column({ type: 'text', nullable: true })
  fault!: string | null;

  @Column({ name: 'added_by', type: 'text' })
  addedBy!: string;

  @Column({ name: 'added_at', type: 'timestamptz' })
  addedAt!: Date;

  /** Since when it counts no more; messages that were claimed with it keep it. Null: it counts. */
  @Column({ name: 'replaced_at', type: 'timestamptz', nullable: true })
  replacedAt!: Date | null;
}
