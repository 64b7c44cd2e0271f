import { Module } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { secretsConfig } from '../http.config.js';
import { ApiKeys } from './api-keys.service.js';
import { KeyUse, usesInto } from './key-use.js';

/** Who calls. */
@Module({
  imports: [ConfigModule.forFeature(secretsConfig)],
  providers: [
    {
      provide: ApiKeys,
      useFactory: (database: Database, { apiKeyPeppers }: ConfigType<typeof secretsConfig>, use: KeyUse) =>
        new ApiKeys(database, apiKeyPeppers, use),
      inject: [Database, secretsConfig.KEY, KeyUse],
    },
    { provide: KeyUse, useFactory: (database: Database, log: Log) => new KeyUse(usesInto(database), log), inject: [Database, Log] },
  ],
  exports: [ApiKeys],
})
export class ApiKeysModule {}
