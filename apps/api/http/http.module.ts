import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { CaseCommands } from './case-commands.js';
import { Commands } from './commands.js';
import { Cursors } from './cursor.js';
import { httpConfig, secretsConfig } from './http.config.js';
import { ProblemFilter } from './problem.filter.js';
import { Reads } from './reads.js';
import { ReplayFilter } from './replay.filter.js';
import { SchemaPipe } from './schema.pipe.js';
import { ServerLimits } from './server-limits.js';

/** What every request passes (guard, pipe, filter), and what controllers read and write with. */
@Module({
  imports: [ConfigModule.forFeature(httpConfig, secretsConfig), ApiKeysModule, CasebookModule],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useClass: SchemaPipe },
    // Nest asks the last one first.
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_FILTER, useClass: ReplayFilter },
    ServerLimits,
    Commands,
    CaseCommands,
    Reads,
    { provide: Cursors, useFactory: ({ cursor }: ConfigType<typeof secretsConfig>) => new Cursors(cursor), inject: [secretsConfig.KEY] },
  ],
  exports: [Commands, CaseCommands, Reads],
})
export class HttpModule {}
