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

  @Column({ type: 'jsonb' })
  settings!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
