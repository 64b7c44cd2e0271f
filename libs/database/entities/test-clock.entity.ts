import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A clock that stands still until it is advanced. */
@Entity('test_clock')
export class TestClock {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ type: 'timestamptz' })
  now!: Date;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'timestamptz', nullable: true })
  target!: Date | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'deletes_after', type: 'timestamptz', nullable: true })
  deletesAfter!: Date | null;
}
