import { readFileSync } from 'node:fs';
import type { Env } from '#config/app-config.js';
import { parseEnvFile } from '#config/cli-config.js';

/** What the last start wrote for other terminals; undefined when there was none. */
export function lastSettings(file: string): Env | undefined {
  try {
    return parseEnvFile(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
