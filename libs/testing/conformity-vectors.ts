/**
 * The test vectors that come with the issue, when this checkout lies next to them: the project's own fixtures hold the same cases, so a
 * plain clone loses nothing. A spec that finds none says so in its name and skips.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

/** The parsed file, or null when there are no vectors here; the caller checks its shape. */
export function conformityVectors(file: string): unknown {
  const path = join(folder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** What a suite calls itself, so that a skip is seen. */
export const conformityTitle = (file: string): string =>
  conformityVectors(file) === null ? `conformity with ${file} (SKIPPED: the vectors are not here)` : `conformity with ${file}`;
