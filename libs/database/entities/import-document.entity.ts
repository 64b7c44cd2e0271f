import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document of an import job, until the job is over. */
@Entity('import_document')
export class ImportDocumentRow {
  @PrimaryColumn({ name: 'job_id', type: 'uuid' })
  jobId!: string;

  @PrimaryColumn({ type: 'int' })
  position!: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  /** Null as soon as it has been written. */
  @Column({ type: 'jsonb', nullable: true })
  document!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  outcome!: unknown;
}
