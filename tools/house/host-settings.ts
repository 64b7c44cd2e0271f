/** The environment as a person set it, and the folder of the house that is meant. */
import { join, resolve } from 'node:path';
import type { Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { ownMark, withoutOwn } from '#config/own-settings.js';
import { stateDir } from '#embedded/project.js';
import { lastSettings } from './last-settings.js';

/** Folder of the house this shell talks of: the one whose env file it read, else the one of this clone. */
export function houseDir(env: Env = hostEnvironment()): string {
  const given = env['MAANWERK_HOUSE'];
  return given ? resolve(given) : stateDir;
}

/** The env file of that house. */
export const houseEnvFile = (): string => join(houseDir(), 'env');

/** What a person set: never an address that a house of ours chose by itself, which may be dead. */
export function hostSettings(envFile = houseEnvFile()): Env {
  const env = hostEnvironment();
  return withoutOwn(env, [env[ownMark], lastSettings(envFile)?.[ownMark]]);
}

/** What the parts of that house run with: what a person set, then what its last start chose. */
export const houseSettings = (): Env => ({ ...lastSettings(houseEnvFile()), ...hostSettings() });
