import { z } from 'zod';
import { settingMeta } from './setting.js';
import { databaseSettings } from './settings/database.settings.js';
import { outsideSettings } from './settings/outside.settings.js';
import { clockSettings, processSettings, securitySettings } from './settings/process.settings.js';
import { sendSettings } from './settings/send.settings.js';
import { relaySettings, temporalSettings, workerSettings } from './settings/temporal.settings.js';

/** The groups in the order of `.env.example`. To add a setting: one line in a group, then `npm run env:example`. */
export const settingGroups = {
  Process: processSettings,
  Keys: securitySettings,
  Database: databaseSettings,
  Temporal: temporalSettings,
  Worker: workerSettings,
  Relay: relaySettings,
  'E-mail and sending': sendSettings,
  'Other channels and the simulator': outsideSettings,
  'Tests only': clockSettings,
};

const appSchema = z.object({
  ...processSettings,
  ...securitySettings,
  ...databaseSettings,
  ...temporalSettings,
  ...workerSettings,
  ...relaySettings,
  ...sendSettings,
  ...outsideSettings,
  ...clockSettings,
});

/** Everything a process of ours may be told from outside, typed and checked; keyed by the name of the variable. */
export type AppConfig = z.output<typeof appSchema>;

export type Env = Readonly<Record<string, string | undefined>>;

/** The environment is unusable; `problems` names every one of them, values are never repeated. */
export class ConfigRefused extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigRefused';
  }
}

/** An env file writes "not set" as an empty value. */
const withoutBlanks = (env: Env) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

function productionProblems(env: Env): string[] {
  return Object.entries(appSchema.shape).flatMap(([name, schema]) => {
    const meta = settingMeta.get(schema);
    const given = env[name];
    if (meta?.production === 'absent' && given !== undefined) return [`${name} must not be set in production`];
    if (meta?.production !== 'explicit') return [];
    if (given === undefined) return [`${name} must be set in production (the default is for development)`];
    return given === meta.fallback ? [`${name} still has its development value`] : [];
  });
}

/** Settings that are fine alone and wrong together. */
function relationProblems(config: AppConfig): string[] {
  const problems: string[] = [];
  const production = config.MAANWERK_ENV === 'production';
  if (config.SEND_PROVIDER_TIMEOUT_MS >= config.SEND_START_TO_CLOSE_MS)
    problems.push('SEND_PROVIDER_TIMEOUT_MS must be below SEND_START_TO_CLOSE_MS: an attempt must outlive its provider call');
  if (config.SEND_LEASE_MS > config.SEND_START_TO_CLOSE_MS)
    problems.push('SEND_LEASE_MS must not be above SEND_START_TO_CLOSE_MS: no attempt holds a message longer than it may run');
  if (config.WORKER_SHUTDOWN_GRACE_MS >= config.WORKER_SHUTDOWN_FORCE_MS)
    problems.push('WORKER_SHUTDOWN_GRACE_MS must be below WORKER_SHUTDOWN_FORCE_MS: forcing comes after waiting');
  if (production && config.WORKER_SHUTDOWN_GRACE_MS <= config.SEND_PROVIDER_TIMEOUT_MS)
    problems.push('WORKER_SHUTDOWN_GRACE_MS must be above SEND_PROVIDER_TIMEOUT_MS in production: a stop would leave sends in doubt');
  if (production && config.RESEND_API_KEY.reveal().startsWith('re_test')) problems.push('RESEND_API_KEY is a test key');
  return problems;
}

/**
 * Reads and checks the whole environment at once.
 * @throws ConfigRefused with the full list of problems, by name
 */
export function loadConfig(env: Env = process.env): AppConfig {
  const given = withoutBlanks(env);
  const parsed = appSchema.safeParse(given);
  const problems = parsed.success
    ? relationProblems(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (given['MAANWERK_ENV'] === 'production') problems.push(...productionProblems(given));
  if (!parsed.success || problems.length > 0) throw new ConfigRefused(problems);
  return parsed.data;
}
