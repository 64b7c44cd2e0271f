import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { BodyInterceptor } from './body.interceptor.js';
import { CaseCommands } from './case-commands.js';
import { Commands } from './commands.js';
import { Cursors } from './cursor.js';
import { bodyConfig, httpConfig, secretsConfig } from './http.config.js';
import { RateLimitsModule } from './limits/rate-limits.module.js';
import { ProblemFilter } from './problem.filter.js';
import { Reads } from './reads.js';
import { ReplayFilter } from './replay.filter.js';
import { SchemaPipe } from './schema.pipe.js';
import { ServerStop } from './server/server-stop.js';

/** What every request passes (guard, body, pipe, filter), and what controllers read and write with. */
@Module({
  imports: [ConfigModule.forFeature(bodyConfig, httpConfig, secretsConfig), ApiKeysModule, RateLimitsModule, CasebookModule],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
    { provide: APP_PIPE, useClass: SchemaPipe },
    // Nest asks the last one first.
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_FILTER, useClass: ReplayFilter },
    ServerStop,
    Commands,
    CaseCommands,
    Reads,
    { provide: Cursors, useFactory: ({ cursor }: ConfigType<typeof secretsConfig>) => new Cursors(cursor), inject: [secretsConfig.KEY] },
  ],
  exports: [Commands, CaseCommands, Reads],
})
export class HttpModule {}
