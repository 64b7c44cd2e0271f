import { z } from 'zod';
import {
  channelProblems,
  channelSettings,
  configuredProviders,
  knownProviders,
  providerSettings,
  usedProviders,
} from '#channels/house-channels.js';
import type { ConfiguredProvider, DeclaredProvider, SettingShape } from '#channels/provider.js';
import { type Env, withoutBlanks } from '#settings/env.js';
import type { ProcessName } from '#settings/setting.js';
import { type ProductionFinding, productionFindings } from './production/production-findings.js';
import { databaseSettings } from './settings/database.settings.js';
import { edgeSettings } from './settings/edge.settings.js';
import { clockSettings, processSettings, securitySettings } from './settings/process.settings.js';
import { sendSettings } from './settings/send.settings.js';
import { simulatorSettings } from './settings/simulator.settings.js';
import { workSettings } from './settings/work.settings.js';
import { housekeepingSettings, relaySettings, temporalSettings, workerSettings } from './settings/temporal.settings.js';

/** The groups in the order of `.env.example`. To add a setting: one line in a group, then `npm run env:example`; a provider declares its own. */
export const settingGroupsWith = (declared: readonly DeclaredProvider[]): Readonly<Record<string, SettingShape>> => ({
  Process: processSettings,
  'The HTTP edge': edgeSettings,
  Keys: securitySettings,
  Database: databaseSettings,
  Temporal: temporalSettings,
  Worker: workerSettings,
  Relay: relaySettings,
  Housekeeping: housekeepingSettings,
  'Work of callers': workSettings,
  'E-mail and sending': sendSettings,
  'Providers of the channels': channelSettings,
  ...providerSettings(declared),
  'The simulator': simulatorSettings,
  'Tests only': clockSettings,
});

/** The same with every provider of this house. */
export const settingGroups = settingGroupsWith(knownProviders);

const ownShape = {
  ...processSettings,
  ...edgeSettings,
  ...securitySettings,
  ...databaseSettings,
  ...temporalSettings,
  ...workerSettings,
  ...relaySettings,
  ...housekeepingSettings,
  ...workSettings,
  ...sendSettings,
  ...simulatorSettings,
  ...clockSettings,
};
const appSchema = z.object({ ...ownShape, ...channelSettings });

/** Everything a process of ours may be told from outside, typed and checked; keyed by the name of the variable. */
export type AppConfig = z.output<typeof appSchema> & {
  /** The providers that the house uses, the usual one of each channel before the others. */
  readonly providers: readonly ConfiguredProvider[];
  /** Every provider that could be used. */
  readonly knownProviders: readonly DeclaredProvider[];
  /** The settings of a provider, used or not. */
  readonly settingsOf: <Settings>(provider: { readonly settingsOf: (env: Env) => Settings }) => Settings;
};

export type { Env } from '#settings/env.js';

/** The environment is unusable; `problems` names every one of them, values are never repeated. */
export class ConfigRefused extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigRefused';
  }
}

/** Of the providers only those that are used must be set up; of the settings only those of the process that starts. */
function productionProblems(env: Env, used: readonly DeclaredProvider[], start: ProcessName | undefined): ProductionFinding[] {
  const settings = [ownShape, ...used.map((provider) => provider.settings)].flatMap((shape) => Object.entries<z.ZodType>(shape));
  return productionFindings(env, settings, start);
}

/** Settings that are fine alone and wrong together. */
function relationProblems(config: z.output<typeof appSchema>, start: ProcessName | undefined): string[] {
  const problems: string[] = [];
  const production = config.MAANWERK_ENV === 'production';
  if (config.SEND_PROVIDER_TIMEOUT_MS >= config.SEND_START_TO_CLOSE_MS)
    problems.push('SEND_PROVIDER_TIMEOUT_MS must be below SEND_START_TO_CLOSE_MS: an attempt must outlive its provider call');
  if (config.SEND_LEASE_MS > config.SEND_START_TO_CLOSE_MS)
    problems.push('SEND_LEASE_MS must not be above SEND_START_TO_CLOSE_MS: no attempt holds a message longer than it may run');
  if (config.WORKER_SHUTDOWN_GRACE_MS >= config.WORKER_SHUTDOWN_FORCE_MS)
    problems.push('WORKER_SHUTDOWN_GRACE_MS must be below WORKER_SHUTDOWN_FORCE_MS: forcing comes after waiting');
  if (config.HTTP_UPLOAD_TIMEOUT_MS < Math.max(config.HTTP_HEADERS_TIMEOUT_MS, config.HTTP_BODY_TIMEOUT_MS))
    problems.push('HTTP_UPLOAD_TIMEOUT_MS must not be below HTTP_HEADERS_TIMEOUT_MS or HTTP_BODY_TIMEOUT_MS: it ends every request');
  const works = start === undefined || start === 'worker';
  if (production && works && config.WORKER_SHUTDOWN_GRACE_MS <= config.SEND_PROVIDER_TIMEOUT_MS)
    problems.push('WORKER_SHUTDOWN_GRACE_MS must be above SEND_PROVIDER_TIMEOUT_MS in production: a stop would leave sends in doubt');
  return problems;
}

interface Reading {
  readonly parsed: ReturnType<typeof appSchema.safeParse>;
  readonly declared: readonly DeclaredProvider[];
  readonly start: ProcessName | undefined;
}

/** What cannot be used in any start. */
function problemsIn(given: Env, { parsed, declared, start }: Reading): string[] {
  const problems = parsed.success
    ? relationProblems(parsed.data, start)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return [...problems, ...channelProblems(given, declared, { production: given['MAANWERK_ENV'] === 'production', process: start })];
}

/**
 * Everything in these settings that a production start refuses, with why and what to do; of one process, or of all at once.
 * @param env must say MAANWERK_ENV=production
 */
export function findingsIn(env: Env, start?: ProcessName): ProductionFinding[] {
  const given = withoutBlanks(env);
  const parsed = appSchema.safeParse(given);
  const why = 'no process starts with it';
  const unusable = problemsIn(given, { parsed, declared: knownProviders, start }).map((what) => ({
    about: /^[A-Z_]+/.exec(what)?.[0] ?? 'Settings',
    what,
    why,
    mend: 'see .env.example',
  }));
  return [...productionProblems(given, usedProviders(given, knownProviders), start), ...unusable];
}

/**
 * Reads and checks the whole environment at once.
 * @param declared providers that may be used; others than those of this house in specs only
 * @param start the process that starts, which in production must be told what is its own; absent: everything is looked at
 * @throws ConfigRefused with the full list of problems, by name
 */
export function loadConfig(env: Env = process.env, declared: readonly DeclaredProvider[] = knownProviders, start?: ProcessName): AppConfig {
  const given = withoutBlanks(env);
  const parsed = appSchema.safeParse(given);
  const problems = problemsIn(given, { parsed, declared, start });
  if (given['MAANWERK_ENV'] === 'production')
    problems.push(...productionProblems(given, usedProviders(given, declared), start).map(({ what }) => what));
  if (!parsed.success || problems.length > 0) throw new ConfigRefused(problems);
  return {
    ...parsed.data,
    providers: configuredProviders(given, declared),
    knownProviders: declared,
    settingsOf: (provider) => provider.settingsOf(given),
  };
}

/** The settings of the process that starts, from its environment. @throws ConfigRefused */
export const configFor = (start: ProcessName): AppConfig => loadConfig(process.env, knownProviders, start);
