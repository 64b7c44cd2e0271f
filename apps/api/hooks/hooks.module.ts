import { type DynamicModule, Module } from '@nestjs/common';
import type { DeclaredProvider } from '#channels/provider.js';
import { ConfigModule } from '#config/config.module.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { RateLimitsModule } from '../http/limits/rate-limits.module.js';
import { hookControllers } from './hook-controllers.js';
import { hooksConfig } from './hooks.config.js';
import { ProviderHooks } from './provider-hooks.service.js';

/** What providers report: a route for each that declares a reader. */
@Module({})
export class HooksModule {
  static forProviders(declared: readonly DeclaredProvider[]): DynamicModule {
    return {
      module: HooksModule,
      imports: [ConfigModule.forFeature(hooksConfig), CasebookModule, RateLimitsModule],
      controllers: [...hookControllers(declared)],
      providers: [ProviderHooks],
    };
  }
}
