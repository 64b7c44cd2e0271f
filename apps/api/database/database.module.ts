import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { databaseConfig, loginConfig, processConfig } from '#config/shared.config.js';
import { Database, isRefusal } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { waitFor } from '#observability/wait-for.js';

type Limits = ConfigType<typeof databaseConfig>;
type Logins = ConfigType<typeof loginConfig>;
type Start = ConfigType<typeof processConfig>;

/** What a connection is made of, in the order in which it is injected. */
type Terms = [limits: Limits, logins: Logins, start: Start, log: Log];

/** Once there is a database. @throws Error when none answers in time, UnsafeAccount */
const connect = (...[limits, { api }, { waitMs }, log]: Terms): Promise<Database> =>
  waitFor('PostgreSQL', () => Database.connect({ ...limits, ...api, role: 'maanwerk_app', applicationName: 'maanwerk-api' }), {
    waitMs,
    log,
    hopeless: isRefusal,
  });

const isOurs = 'the database is ours';

/** The rows of one tenant at a time. As a global module it is the last that hears of a shutdown: whatever closes before may still use it. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    @Inject(isOurs) private readonly closes: boolean,
  ) {}

  /** Connects by the settings, and closes with the application; a database that is lent is left open. */
  static forRoot(database?: Database): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [ConfigModule.forFeature(databaseConfig, loginConfig, processConfig)],
      providers: [
        database
          ? { provide: Database, useValue: database }
          : { provide: Database, useFactory: connect, inject: [databaseConfig.KEY, loginConfig.KEY, processConfig.KEY, Log] },
        { provide: isOurs, useValue: database === undefined },
      ],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.closes) await this.database.close();
  }
}
