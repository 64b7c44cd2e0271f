/** Sends files to an import of the API, a few at a time, and follows each job to its end. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { ApiClient } from '../../frame/api-client.js';
import { ApiRefused } from '../../frame/api-client.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';
import { anything, view } from './answers.js';

/** Files under way at once: enough to hide the way to the API and back, few enough to leave it room for others. */
const AT_ONCE = 4;
/** How often a job is asked for; a UBL file takes a few milliseconds. */
const LOOK_EVERY_MS = 150;
/** A job that is still not finished by then waits for a worker that is not there. */
const JOB_TIMEOUT_MS = 60_000;

const text = z.string().nullish();
const remark = z.looseObject({ code: text, detail: text, pointer: text, field: text, line: z.number().nullish() });
export type ImportRemark = z.output<typeof remark>;

const importRow = z.looseObject({
  file: text,
  number: text,
  status: text,
  result: text,
  invoice: text,
  errors: z.array(remark).nullish(),
  warnings: z.array(remark).nullish(),
});

const importJob = z.looseObject({
  id: z.string(),
  status: z.string(),
  error: text,
  result: z.looseObject({ rows: z.array(importRow).nullish() }).nullish(),
  rows: z.array(importRow).nullish(),
});

/** What became of one file (of one row, when a file has several). */
export interface ImportLine {
  readonly file: string;
  readonly number: string;
  readonly outcome: string;
  readonly failed: boolean;
  readonly remarks: readonly ImportRemark[];
}

/** A file with the API's own last word on it, for `-o json`. */
export interface ImportedFile {
  readonly file: string;
  readonly raw: unknown;
  readonly lines: readonly ImportLine[];
}

/** Where to send what. */
export interface ImportOrder {
  readonly kind: 'ubl';
  readonly query: Readonly<Record<string, string | undefined>>;
}

const bad = new Set(['error', 'failed', 'refused', 'invalid']);

function linesOf(file: string, raw: unknown): ImportLine[] {
  const job = view(importJob, raw);
  const rows = job.rows ?? job.result?.rows ?? [];
  if (rows.length > 0)
    return rows.map((row) => {
      const outcome = row.status ?? row.result ?? 'done';
      const errors = row.errors ?? [];
      const remarks = [...errors, ...(row.warnings ?? [])];
      return { file: row.file ?? file, number: row.number ?? '', outcome, failed: bad.has(outcome) || errors.length > 0, remarks };
    });
  const failed = job.status === 'failed';
  const remarks = failed ? [{ code: 'job-failed', detail: job.error ?? 'the import failed without a reason' }] : [];
  return [{ file, number: '', outcome: failed ? 'error' : job.status, failed, remarks }];
}

const failure = (file: string, remarks: readonly ImportRemark[], raw: unknown): ImportedFile => ({
  file,
  raw,
  lines: [{ file, number: '', outcome: 'error', failed: true, remarks }],
});

/** Follows a job. @throws CliFailure when nothing takes it up */
async function finish(api: ApiClient, first: unknown): Promise<unknown> {
  const deadline = Date.now() + JOB_TIMEOUT_MS;
  for (let raw = first; ;) {
    const { id, status } = view(importJob, raw);
    if (status !== 'queued' && status !== 'running') return raw;
    if (Date.now() > deadline)
      throw new CliFailure(ExitCode.error, `The import ${id} is still ${status}`, {
        todo: ['check that the worker runs: `maanwerk doctor`'],
      });
    await wait(LOOK_EVERY_MS);
    raw = await api.get(`/v1/imports/${id}`, { schema: anything });
  }
}

async function importOne(api: ApiClient, path: string, order: ImportOrder): Promise<ImportedFile> {
  const file = basename(path);
  const bytes = await readFile(path).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  if (bytes instanceof Error) return failure(file, [{ code: 'cannot-read', detail: bytes.message }], { file, error: bytes.message });
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(bytes)], { type: 'application/xml' }), file);
  try {
    const raw = await finish(api, await api.post(`/v1/imports/${order.kind}`, { schema: anything, form, query: order.query }));
    return { file, raw, lines: linesOf(file, raw) };
  } catch (error) {
    // A file that is refused does not stop the others; an API that is away or a key that is wrong does.
    if (!(error instanceof ApiRefused) || error.status === 401 || error.status === 403 || error.status >= 500) throw error;
    const { problem } = error;
    const own = { code: problem.code, detail: problem.detail ?? problem.title };
    return failure(file, problem.errors?.length ? problem.errors : [own], problem);
  }
}

/** Imports files in order of their names on the line, {@link AT_ONCE} at a time; `each` is called as they finish. */
export async function importFiles(
  api: ApiClient,
  order: ImportOrder & { readonly paths: readonly string[] },
  each: (done: number, failed: number) => void,
): Promise<ImportedFile[]> {
  const results: ImportedFile[] = [];
  let next = 0;
  let failed = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < order.paths.length; index = next++) {
      const result = await importOne(api, order.paths[index] ?? '', order);
      results[index] = result;
      if (result.lines.some((line) => line.failed)) failed++;
      each(++done, failed);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, order.paths.length) }, lane));
  return results;
}
