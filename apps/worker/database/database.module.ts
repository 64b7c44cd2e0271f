import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { databaseConfig, loginConfig, processConfig } from '#config/shared.config.js';
import { Database, type DatabaseOptions, isRefusal } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { waitFor } from '#observability/wait-for.js';

/** Under which {@link InjectSystemDatabase} finds it, for factories. */
export const systemDatabase = 'system database';

/** The plumbing of all tenants: for relay, sealer and loops. `Database` itself is the door to the rows of one tenant at a time. */
export const InjectSystemDatabase = (): ParameterDecorator => Inject(systemDatabase);

/** Connections of relay, sealer and loops: they work one statement at a time. */
const systemPoolSize = 5;

type Limits = ConfigType<typeof databaseConfig>;
type Logins = ConfigType<typeof loginConfig>;
type Start = ConfigType<typeof processConfig>;

/** What a connection is made of, in the order in which it is injected. */
type Terms = [limits: Limits, logins: Logins, start: Start, log: Log];

/** Once there is a database. @throws Error when none answers in time, UnsafeAccount */
const connect = (options: DatabaseOptions, { waitMs }: Start, log: Log): Promise<Database> =>
  waitFor('PostgreSQL', () => Database.connect(options), { waitMs, log, hopeless: isRefusal });

/** Both doors to the database. As a global module it is the last that hears of a shutdown: whatever closes before may still use it. */
@Global()
@Module({
  imports: [ConfigModule.forFeature(databaseConfig, loginConfig, processConfig)],
  providers: [
    {
      provide: Database,
      useFactory: (...[limits, { worker }, start, log]: Terms) =>
        connect({ ...limits, ...worker, role: 'maanwerk_app', applicationName: 'maanwerk-worker' }, start, log),
      inject: [databaseConfig.KEY, loginConfig.KEY, processConfig.KEY, Log],
    },
    {
      provide: systemDatabase,
      useFactory: (...[limits, { relay }, start, log]: Terms) =>
        connect({ ...limits, ...relay, role: 'maanwerk_system', applicationName: 'maanwerk-relay', poolSize: systemPoolSize }, start, log),
      // After the first: one of them waits for Postgres, and says so.
      inject: [databaseConfig.KEY, loginConfig.KEY, processConfig.KEY, Log, Database],
    },
  ],
  exports: [Database, systemDatabase],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly tenants: Database,
    @InjectSystemDatabase() private readonly system: Database,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.tenants.close(), this.system.close()]);
  }
}
