import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { Secret } from './secret.js';

/** What `.env.example`, the error list and the production check need to know about one setting. */
export interface SettingMeta {
  /** Why it exists and why its default is what it is. */
  readonly why: string;
  /** The default as it would stand in an env file; absent when there is none. */
  readonly fallback?: string;
  readonly secret?: true;
  /** `explicit`: a production start refuses the default; `absent`: it refuses any value. */
  readonly production?: 'explicit' | 'absent';
  /** Which processes must be told in production; absent: each of them. A process need not have the secrets of another. */
  readonly of?: readonly ProcessName[];
  /** The secret is the password of a URL. */
  readonly url?: true;
  /** Production wants an https address of somebody else. */
  readonly https?: true;
  /** Several secrets with their names, checked by who reads them. */
  readonly list?: true;
}

/** The processes of a house; `operator` is the command line on the database itself, and what prepares one. */
export type ProcessName = 'api' | 'worker' | 'simulator' | 'operator';

/** Every setting registers here, so one loop can document and check all of them. */
export const settingMeta = z.registry<SettingMeta>();

const WHOLE_NUMBER = /^-?\d+$/;

/** A whole number between two named bounds; the unit is the suffix of its name (`_MS`, `_BYTES`, none = a count). */
export const whole = (fallback: number, bounds: { min: number; max: number }, why: string) =>
  z
    .string()
    .regex(WHOLE_NUMBER, 'must be a whole number')
    .default(String(fallback))
    .transform(Number)
    .pipe(z.number().min(bounds.min).max(bounds.max))
    .register(settingMeta, { why, fallback: String(fallback) });

/** A TCP port; 0 asks the operating system for a free one. */
export const port = (fallback: number, why: string) => whole(fallback, { min: 0, max: 65_535 }, why);

export const text = (fallback: string, meta: Omit<SettingMeta, 'fallback'>) =>
  z
    .string()
    .default(fallback)
    .register(settingMeta, { ...meta, fallback });

const urlWith = (schemes: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.replace(':', '')), {
    error: `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });

export const httpUrl = (fallback: string, meta: Omit<SettingMeta, 'fallback'>) =>
  urlWith(['http', 'https'])
    .default(fallback)
    .register(settingMeta, { ...meta, fallback, ...(meta.production === 'explicit' && { https: true }) });

export const databaseUrl = (fallback: string, meta: Omit<SettingMeta, 'fallback' | 'secret'>) =>
  urlWith(['postgres', 'postgresql'])
    .default(fallback)
    .register(settingMeta, { ...meta, fallback, secret: true, url: true });

/** A secret with a development value; a production start demands its own of at least `minLength` characters. */
export const secret = (fallback: string, why: string, minLength = 16) =>
  z
    .string()
    .min(minLength, `must have at least ${minLength} characters`)
    .default(fallback)
    .transform((value) => new Secret(value))
    .register(settingMeta, { why, fallback, secret: true, production: 'explicit' });

/** A database URL that need not be given; where a production start must have it, its meta says so. */
export const optionalDatabaseUrl = (meta: Omit<SettingMeta, 'fallback' | 'secret'>) =>
  urlWith(['postgres', 'postgresql'])
    .optional()
    .register(settingMeta, { ...meta, secret: true, url: true });

export const optionalSecret = (why: string) =>
  z
    .string()
    .transform((value) => new Secret(value))
    .optional()
    .register(settingMeta, { why, secret: true });

/** Secrets with their names, `name:base64` with commas between them; each is `{ id, key }` with the bytes of the key. */
export const secretList = (why: string) =>
  z
    .string()
    .transform((value) => value.split(',').map((entry) => entry.trim().split(':')))
    .refine(
      (entries) =>
        entries.every(
          ([id = '', key = '', ...more]) => /^[\w-]{1,40}$/.test(id) && Buffer.from(key, 'base64').length === 32 && more.length === 0,
        ) && new Set(entries.map(([id]) => id)).size === entries.length,
      'must be `name:key` with commas between them, each name once, each key 32 bytes in base64',
    )
    .transform((entries) => new Secret(JSON.stringify(entries)))
    .optional()
    .register(settingMeta, { why, secret: true, list: true });

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T, fallback: T[number], why: string) =>
  z
    .enum(values)
    .default(() => fallback)
    .register(settingMeta, { why: `${why} One of: ${values.join(', ')}.`, fallback });

/** Marks a setting that a production start refuses, whatever its value. */
export function developmentOnly<T extends z.ZodType>(schema: T): T {
  const meta = settingMeta.get(schema);
  if (meta === undefined) throw new Error('only a registered setting can be for development only');
  settingMeta.add(schema, { ...meta, production: 'absent' });
  return schema;
}

/** Says which processes must be told; the others start in production without it. */
export function neededBy<T extends z.ZodType>(of: readonly ProcessName[], schema: T): T {
  const meta = settingMeta.get(schema);
  if (meta === undefined) throw new Error('only a registered setting can be needed by somebody');
  settingMeta.add(schema, { ...meta, of });
  return schema;
}

/** Names with commas between them, such as `resend, smtp`; each once, at least one. */
export const names = (fallback: string, meta: Omit<SettingMeta, 'fallback'>) =>
  z
    .string()
    .default(fallback)
    .transform((value) => value.split(',').map((name) => name.trim()))
    .refine(
      (list) => list.every((name) => name !== '') && new Set(list).size === list.length,
      'must be names with commas between them, each once',
    )
    .register(settingMeta, { ...meta, fallback });

const isNetwork = (text: string): boolean => (text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text));

/** Addresses and networks with commas between them, such as `10.0.0.0/8, ::1`; may be none. */
export const networks = (fallback: string, meta: Omit<SettingMeta, 'fallback'>) =>
  z
    .string()
    .default(fallback)
    .transform((value) =>
      value
        .split(',')
        .map((network) => network.trim())
        .filter(Boolean),
    )
    .refine((list) => list.every(isNetwork), 'must be IP addresses or networks (10.0.0.0/8) with commas between them')
    .register(settingMeta, { ...meta, fallback });
