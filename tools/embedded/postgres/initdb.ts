import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LaunchFailed } from '../missing-tool.js';
import type { PostgresBinaries } from './binaries.js';
import type { RunAs } from './run-as.js';

const run = promisify(execFile);

export const SUPERUSER = 'maanwerk';

/** A cluster is made in one to three seconds; a slow disk with fsync may take a minute. */
const INITDB_TIMEOUT_MS = 120_000;

/** PostgreSQL 17 brought a locale provider of its own, which needs nothing from the operating system. */
const BUILTIN_LOCALE_SINCE = 17;

function localeChoices(major: number): string[][] {
  const libc = [['--locale=C.UTF-8'], ['--no-locale']];
  return major >= BUILTIN_LOCALE_SINCE ? [['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-locale'], ...libc] : libc;
}

export interface InitOptions {
  readonly binaries: PostgresBinaries;
  readonly pgdata: string;
  readonly password: string;
  readonly account: RunAs | undefined;
  readonly durable: boolean;
}

/** Creates the cluster unless it is there: UTF-8 whatever the machine's locale says (else SQL_ASCII), password needed by everybody. */
export async function ensureCluster(options: InitOptions): Promise<void> {
  if (existsSync(join(options.pgdata, 'PG_VERSION'))) return;
  const folder = mkdtempSync(join(tmpdir(), 'maanwerk-initdb-'));
  try {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, options.password, { mode: 0o600 });
    if (options.account !== undefined) for (const path of [folder, passwordFile]) chownSync(path, options.account.uid, options.account.gid);
    await initialise(options, passwordFile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function initialise(options: InitOptions, passwordFile: string): Promise<void> {
  const common = ['-D', options.pgdata, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  const sync = options.durable ? [] : ['--no-sync'];
  let refusal: unknown;
  for (const locale of localeChoices(options.binaries.major)) {
    try {
      const command = join(options.binaries.bindir, 'initdb');
      await run(command, [...common, ...sync, ...locale], { ...options.account, cwd: '/', timeout: INITDB_TIMEOUT_MS });
      return;
    } catch (error) {
      refusal = error;
    }
  }
  throw new LaunchFailed('The PostgreSQL cluster could not be created.', stderrOf(refusal), { cause: refusal });
}

const stderrOf = (error: unknown): string =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : String(error);
