/** What `maanwerk dev` chose by itself and wrote for other terminals, told from what a person set. */
import { createHash } from 'node:crypto';
import type { Env } from './app-config.js';

/** Variable under which a house writes down which settings are its own: names, each with a digest of its value. */
export const ownMark = 'MAANWERK_OWN';

/** Enough that a value of somebody else's is not taken for ours; the mark stands in an env file and is no secret. */
const digestLength = 12;
const digestOf = (name: string, value: string): string =>
  createHash('sha256').update(`${name}=${value}`).digest('hex').slice(0, digestLength);

/** The mark for these settings. */
export const markOwn = (own: Readonly<Record<string, string>>): string =>
  Object.entries(own)
    .map(([name, value]) => `${name}:${digestOf(name, value)}`)
    .join(',');

/**
 * An environment without what a house chose by itself, by the marks it left there and in its env file. A shell that read the env file holds
 * the addresses of a house that may be dead by now; only what a person set is left. A value that was changed since is his.
 */
export function withoutOwn(env: Env, marks: readonly (string | undefined)[]): Env {
  const own = new Set(marks.flatMap((mark) => mark?.split(',') ?? []));
  const isOwn = (name: string, value: string | undefined): boolean => value !== undefined && own.has(`${name}:${digestOf(name, value)}`);
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => name !== ownMark && !isOwn(name, value)));
}
