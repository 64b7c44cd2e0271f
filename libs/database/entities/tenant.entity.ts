import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A creditor: the owner of every other row. */
@Entity('tenant')
export class Tenant {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  mode!: string;

  @Column({ type: 'jsonb' })
  creditor!: unknown;

  /** Of the creditor's data: one more at every change. */
  @Column({ type: 'int' })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
