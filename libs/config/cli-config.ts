import { parseEnv } from 'node:util';
import { z } from 'zod';
import { ConfigRefused, type Env } from './app-config.js';
import { Secret } from '#settings/secret.js';
import { settingMeta } from '#settings/setting.js';
import { securitySettings } from './settings/process.settings.js';

/** For the command that makes keys: only this, since a machine that administers need not have the settings of the worker. */
const pepperSchema = z.object({ MAANWERK_API_KEY_PEPPER: securitySettings.MAANWERK_API_KEY_PEPPER });

const DEFAULT_API_URL = 'http://127.0.0.1:3000';

const cliSchema = z.object({
  /** Where the commands find the API. */
  MAANWERK_API_URL: z.url({ protocol: /^https?$/ }).default(DEFAULT_API_URL),
  MAANWERK_API_KEY: z
    .string()
    .transform((value) => new Secret(value))
    .optional(),
  /** Only whether it was set: then nothing is started beside it. */
  DATABASE_URL: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_NAMESPACE: z.string().optional(),
  /** Folder of the house this shell talks of; stands in the env file that a start writes. */
  MAANWERK_HOUSE: z.string().optional(),
  MAANWERK_MAILBOX_URL: z.url().optional(),
  /** https://no-color.org: any value turns colours off. */
  NO_COLOR: z.string().optional(),
  /** Set where nobody watches: then nothing waits for Ctrl-C. */
  CI: z.string().optional(),
});

export type CliConfig = z.output<typeof cliSchema>;

/** The environment first, then what `maanwerk dev` left in `.maanwerk/env`. @throws ConfigRefused */
export function loadCliConfig(env: Env = process.env, fileText = ''): CliConfig {
  const merged = Object.entries({ ...parseEnv(fileText), ...env }).filter(([, value]) => value !== undefined && value !== '');
  const parsed = cliSchema.safeParse(Object.fromEntries(merged));
  if (parsed.success) return parsed.data;
  throw new ConfigRefused(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** The pepper of the API's keys, and whether it is the one that every clone knows. @throws ConfigRefused when it is too short */
export function loadKeyPepper(env: Env): { readonly pepper: Secret; readonly isDefault: boolean } {
  const given = env['MAANWERK_API_KEY_PEPPER']?.trim() ? { MAANWERK_API_KEY_PEPPER: env['MAANWERK_API_KEY_PEPPER'] } : {};
  const parsed = pepperSchema.safeParse(given);
  if (!parsed.success) throw new ConfigRefused(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const pepper = parsed.data.MAANWERK_API_KEY_PEPPER;
  return { pepper, isDefault: pepper.reveal() === settingMeta.get(securitySettings.MAANWERK_API_KEY_PEPPER)?.fallback };
}
