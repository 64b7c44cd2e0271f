/**
 * The test vectors that come with the issue, when this checkout lies next to them: the project's own fixtures hold the same cases, so a
 * plain clone loses nothing. A spec that finds none says so in its name and skips.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

/** The parsed file, or null when there are no vectors here; the caller checks its shape. */
export function conformityVectors(file: string): unknown {
  const path = join(folder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** Names of the JSON files in a folder of vectors, sorted; none when there are no vectors here. */
export function conformityFiles(name: string): readonly string[] {
  const path = join(folder, name);
  return existsSync(path)
    ? readdirSync(path)
        .filter((file) => file.endsWith('.json'))
        .sort()
    : [];
}

/** What a suite calls itself, so that a skip is seen. */
export const conformityTitle = (file: string): string =>
  conformityVectors(file) === null ? `conformity with ${file} (SKIPPED: the vectors are not here)` : `conformity with ${file}`;
