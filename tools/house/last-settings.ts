import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Env } from '#config/app-config.js';

/** What the last start wrote for other terminals; undefined when there was none. */
export function lastSettings(file: string): Env | undefined {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
