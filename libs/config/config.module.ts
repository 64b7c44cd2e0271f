/**
 * Settings for Nest's providers, in the words of `@nestjs/config`: `registerAs`, `KEY`, `ConfigType`, `forRoot`, `forFeature`. That package
 * reads the environment itself; here it was read and checked before, by {@link loadConfig}, with every problem named at once.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import type { AppConfig } from './app-config.js';

/** The part of the settings that one provider works with, under the names it uses. Made by {@link registerAs}. */
export interface ConfigGroup<T> {
  /** Under which it is injected. */
  readonly KEY: string;
  readonly of: (config: AppConfig) => T;
}

/** What a group holds: `@Inject(relayConfig.KEY) config: ConfigType<typeof relayConfig>`. */
export type ConfigType<Group> = Group extends ConfigGroup<infer T> ? T : never;

/**
 * Declares a group.
 * @example export const relayConfig = registerAs('relay', (config) => ({ pollMs: config.RELAY_POLL_MS }));
 */
export function registerAs<T>(name: string, of: (config: AppConfig) => T): ConfigGroup<T> {
  return { KEY: `config:${name}`, of };
}

const wholeConfig = 'config';

/** Once for the application with the checked settings, and once in each module with the groups that its providers take. */
@Module({})
export class ConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: wholeConfig, useValue: config }],
      exports: [wholeConfig],
    };
  }

  static forFeature(...groups: readonly ConfigGroup<unknown>[]): DynamicModule {
    return {
      module: ConfigModule,
      providers: groups.map(({ KEY, of }) => ({ provide: KEY, useFactory: of, inject: [wholeConfig] })),
      exports: groups.map(({ KEY }) => KEY),
    };
  }
}
