/** Sends files to an import of the API, some at a time and in order, and collects what became of each. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type ApiClient, ApiRefused } from '../../frame/api-client.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';
import { anything, view } from './answers.js';

/**
 * Files of one request: the most the API takes. More than a few become a job there, and the bar moves with it. A dry run stores nothing, so a
 * credit note finds its invoice only within the same request.
 */
const BATCH_FILES = 100;
/** Bytes of one request, beyond the first file. */
const BATCH_BYTES = 16 * 1024 * 1024;
/** How often an import that is not finished yet is asked for. */
const LOOK_EVERY_MS = 150;
/** An import that has not gone on for so long waits for a worker that is not there. */
const STANDSTILL_MS = 60_000;

const text = z.string().nullish();
const remark = z.looseObject({ code: text, detail: text, field: text, line: z.number().nullish() });
/** What the API found in a file. */
export type ImportRemark = z.output<typeof remark>;

const importRow = z.looseObject({
  file: z.string(),
  result: z.string(),
  number: text,
  invoice: text,
  findings: z.array(remark).default([]),
});
const importJob = z.looseObject({
  id: text,
  status: z.string(),
  error: text,
  done: z.number().default(0),
  result: z.looseObject({ rows: z.array(importRow).default([]) }).nullish(),
});

/** What became of one file. */
export interface ImportLine {
  readonly file: string;
  readonly number: string;
  readonly outcome: string;
  readonly failed: boolean;
  readonly remarks: readonly ImportRemark[];
}

/** One request with the API's own word on it, for `-o json`. */
export interface ImportedBatch {
  readonly raw: unknown;
  readonly lines: readonly ImportLine[];
}

/** Where to send what. */
export interface ImportOrder {
  readonly kind: 'ubl';
  readonly dryRun: boolean;
  readonly testClock: string | undefined;
  readonly paths: readonly string[];
}

interface Loaded {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const failedLine = (file: string, remarks: readonly ImportRemark[]): ImportLine => ({
  file,
  number: '',
  outcome: 'failed',
  failed: true,
  remarks,
});

/** Follows an import to its end; `moved` hears how many of its files were written. @throws CliFailure when nothing takes it up */
async function finish(api: ApiClient, first: unknown, moved: (done: number) => void): Promise<unknown> {
  let deadline = Date.now() + STANDSTILL_MS;
  let last = 0;
  for (let raw = first; ;) {
    const { id, status, done } = view(importJob, raw);
    if (status !== 'queued' && status !== 'running') return raw;
    if (done > last) {
      deadline = Date.now() + STANDSTILL_MS;
      last = done;
      moved(done);
    }
    if (Date.now() > deadline || !id)
      throw new CliFailure(ExitCode.error, `The import ${id ?? ''} is still ${status}`, {
        todo: ['check that the worker runs: `maanwerk doctor`'],
      });
    await wait(LOOK_EVERY_MS);
    raw = await api.get(`/v1/imports/${id}`, { schema: anything });
  }
}

function linesOf(files: readonly Loaded[], raw: unknown): ImportLine[] {
  const { status, error, result } = view(importJob, raw);
  const lines = (result?.rows ?? []).map((row) => ({
    file: row.file,
    number: row.number ?? '',
    outcome: row.result,
    failed: row.result === 'refused',
    remarks: row.findings,
  }));
  if (status === 'done') return lines;
  // They are written in order, so what has no row was not reached.
  const detail = status === 'cancelled' ? 'the import was stopped before it' : (error ?? 'no reason was given');
  const rest = files.slice(lines.length).map(({ name }) => failedLine(name, [{ code: `import-${status}`, detail }]));
  return [...lines, ...rest];
}

/** A request that is refused says something about its files; a key that is wrong or an API in trouble ends the whole import. */
const aboutFiles = (error: unknown): error is ApiRefused =>
  error instanceof ApiRefused && error.status < 500 && error.status !== 401 && error.status !== 403;

class ImportRun {
  constructor(
    private readonly api: ApiClient,
    private readonly order: ImportOrder,
    private readonly moved: (done: number) => void,
  ) {}

  /** Sends files together. Refused together they are sent one by one, so that one of them does not keep out the others. */
  async send(files: readonly Loaded[]): Promise<ImportedBatch[]> {
    const form = new FormData();
    for (const { name, bytes } of files) form.append('file', new Blob([Uint8Array.from(bytes)], { type: 'application/xml' }), name);
    const query = { ...(this.order.dryRun && { dryRun: true }), testClock: this.order.testClock };
    try {
      const raw = await finish(
        this.api,
        await this.api.post(`/v1/imports/${this.order.kind}`, { schema: anything, form, query }),
        this.moved,
      );
      return [{ raw, lines: linesOf(files, raw) }];
    } catch (error) {
      if (!aboutFiles(error)) throw error;
      if (files.length > 1) return this.oneByOne(files);
      const { problem } = error;
      const remarks = [{ code: problem.code ?? 'refused', detail: problem.detail ?? problem.title ?? '' }];
      return [{ raw: problem, lines: files.map(({ name }) => failedLine(name, remarks)) }];
    }
  }

  private async oneByOne(files: readonly Loaded[]): Promise<ImportedBatch[]> {
    const results: ImportedBatch[] = [];
    for (const file of files) results.push(...(await this.send([file])));
    return results;
  }
}

async function load(path: string): Promise<Loaded | ImportedBatch> {
  const name = basename(path);
  try {
    return { name, bytes: await readFile(path) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { raw: { file: name, error: detail }, lines: [failedLine(name, [{ code: 'cannot-read', detail }])] };
  }
}

/** Imports files in the order given; `each` is called as they are finished. */
export async function importFiles(
  api: ApiClient,
  order: ImportOrder,
  each: (done: number, failed: number) => void,
): Promise<readonly ImportedBatch[]> {
  const results: ImportedBatch[] = [];
  const tell = (more = 0): void => {
    const lines = results.flatMap((result) => result.lines);
    each(lines.length + more, lines.filter((line) => line.failed).length);
  };
  const run = new ImportRun(api, order, tell);
  let waiting: Loaded[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) results.push(...(await run.send(waiting)));
    waiting = [];
    tell();
  };
  for (const path of order.paths) {
    const loaded = await load(path);
    if (!('bytes' in loaded)) {
      await flush(); // what stands before it in order is shown before it
      results.push(loaded);
      continue;
    }
    const bytes = waiting.reduce((sum, file) => sum + file.bytes.length, loaded.bytes.length);
    if (waiting.length === BATCH_FILES || (waiting.length > 0 && bytes > BATCH_BYTES)) await flush();
    waiting.push(loaded);
  }
  await flush();
  return results;
}
