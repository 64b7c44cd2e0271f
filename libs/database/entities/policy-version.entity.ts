import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A published dunning policy; never changes. */
@Entity('policy_version')
export class PolicyVersion {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ type: 'text' })
  key!: string;

  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb' })
  body!: unknown;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt!: Date;
}
