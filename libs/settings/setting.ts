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
}

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
    .register(settingMeta, { ...meta, fallback });

export const databaseUrl = (fallback: string, meta: Omit<SettingMeta, 'fallback'>) =>
  urlWith(['postgres', 'postgresql'])
    .default(fallback)
    .register(settingMeta, { ...meta, fallback });

/** A secret with a development value; a production start demands its own of at least `minLength` characters. */
export const secret = (fallback: string, why: string, minLength = 16) =>
  z
    .string()
    .min(minLength, `must have at least ${minLength} characters`)
    .default(fallback)
    .transform((value) => new Secret(value))
    .register(settingMeta, { why, fallback, secret: true, production: 'explicit' });

export const optionalSecret = (why: string) =>
  z
    .string()
    .transform((value) => new Secret(value))
    .optional()
    .register(settingMeta, { why, secret: true });

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
