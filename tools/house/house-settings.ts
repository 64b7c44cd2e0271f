/** The settings of a house: what every part gets, and the env file for other terminals. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig, type AppConfig, type Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { urlFor } from '#database/boundary/accounts.js';
import { preferredPort } from '#embedded/ports.js';
import { hostSettings } from './host-settings.js';
import type { HouseOptions } from './house-options.js';
import { accountsOn, type Servers } from './servers.js';

/** Short enough to stop, database included, within the 10 s that follow a Ctrl-C; production keeps the longer defaults. */
const SHORT_GRACE = { API_SHUTDOWN_GRACE_MS: '4000', WORKER_SHUTDOWN_GRACE_MS: '4000', WORKER_SHUTDOWN_FORCE_MS: '5000' };

/** Wide, because one developer's scripts send more requests a second than a creditor; set them to try the limits. */
const WIDE_LIMITS = { RATE_KEY_BURST: '100000', RATE_KEY_SUSTAINED: '10000000', RATE_ANONYMOUS: '100000' };

/** Ports of an earlier start are taken again, so that shells that know them go on working. */
async function choosePorts(options: HouseOptions, config: AppConfig): Promise<Record<string, string>> {
  const names = ['API_PORT', 'METRICS_PORT', 'WORKER_METRICS_PORT', 'SIMULATOR_PORT'] as const;
  const known = hostEnvironment();
  const ports: Record<string, string> = {};
  for (const name of names) {
    const wanted = Number(known[name] ?? (options.ports === 'free' ? 0 : config[name]));
    ports[name] = String(await preferredPort(wanted));
  }
  return ports;
}

/** What a person has set, overridden by the settings of this start. */
export const hostOf = (options: HouseOptions): Env => ({ ...hostSettings(join(options.stateDir, 'env')), ...options.settings });

const accountUrls = (servers: Servers): Record<string, string> =>
  Object.fromEntries(
    accountsOn(servers).map((account) => [`DATABASE_${account.door.toUpperCase()}_URL`, urlFor(servers.databaseUrl, account)]),
  );

/** The settings of the parts beyond the machine's environment. The address of a real provider that was set stays. */
export async function settingsFor(options: HouseOptions, servers: Servers): Promise<Record<string, string>> {
  const host = hostOf(options);
  const config = loadConfig(host);
  const ports = await choosePorts(options, config);
  const api = `http://127.0.0.1:${ports['API_PORT']}`;
  const simulator = `http://127.0.0.1:${ports['SIMULATOR_PORT']}`;
  const chosen: Env = {
    MAANWERK_ENV: config.MAANWERK_ENV,
    DATABASE_URL: servers.databaseUrl,
    ...accountUrls(servers),
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_NAMESPACE: config.TEMPORAL_NAMESPACE,
    ...ports,
    MAANWERK_PUBLIC_URL: host['MAANWERK_PUBLIC_URL'] ?? api,
    RESEND_BASE_URL: host['RESEND_BASE_URL'] ?? simulator,
    SMS_BASE_URL: host['SMS_BASE_URL'] ?? `${simulator}/sms`,
    WHATSAPP_BASE_URL: host['WHATSAPP_BASE_URL'] ?? `${simulator}/whatsapp`,
    LETTER_BASE_URL: host['LETTER_BASE_URL'] ?? `${simulator}/letter`,
    SIMULATOR_DATA_DIR: join(options.stateDir, 'simulator'),
    SIMULATOR_WEBHOOK_URL: `${api}/hooks/resend`,
    ...SHORT_GRACE,
    ...Object.fromEntries(Object.entries(WIDE_LIMITS).map(([name, wide]) => [name, host[name] ?? wide])),
    ...options.settings,
    MAANWERK_HOUSE: resolve(options.stateDir),
    MAANWERK_INSTANCE: randomUUID(),
  };
  return Object.fromEntries(Object.entries(chosen).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** For other terminals: `maanwerk` reads it by itself, a shell with `set -a; . .maanwerk/env`. Holds a key: for the owner only. */
export function writeEnvFile(path: string, env: Readonly<Record<string, string>>): void {
  // Quoted, so that a shell can read the file although a sender looks like `Name <address>`.
  const lines = Object.entries(env).map(([name, value]) => `${name}=${/^[\w./:@%+,=-]*$/.test(value) ? value : `'${value}'`}`);
  writeFileSync(path, `# Written by maanwerk; overwritten at each start.\n${lines.join('\n')}\n`, { mode: 0o600 });
}
