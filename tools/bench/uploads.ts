/** What ten files of the largest size do to everybody else: probes and resident memory of a real API, before, during and after. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Product } from './lib/product.js';

const files = 10;
const elements = 199_000;
const probeEveryMs = 10;
const restMs = 2_000;

/** Milliseconds of the probes of one time, and the most that the API had resident in it. */
export interface Probed {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly probes: number;
  readonly residentMb: number;
}

/** The same machine without work, and while the files are read. */
export interface UploadsMeasured {
  readonly quiet: Probed;
  readonly busy: Probed;
  readonly afterMb: number;
  readonly seconds: number;
  readonly answered: string;
}

/** Resident memory, by the books of the kernel (Linux). */
function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? Number.NaN) / 1_024;
}

async function probe(product: Product, until: Promise<unknown>): Promise<Probed> {
  const took: number[] = [];
  const pid = product.house.part('api')?.pid ?? 0;
  const work = { done: false };
  let resident = 0;
  const ended = until.finally(() => (work.done = true));
  while (!work.done) {
    const begun = performance.now();
    await (await fetch(`${product.house.apiUrl}/livez`)).arrayBuffer();
    took.push(performance.now() - begun);
    resident = Math.max(resident, residentMb(pid));
    await pause(probeEveryMs);
  }
  await ended;
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN, probes: sorted.length, residentMb: resident };
}

function form(): FormData {
  const text = `<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">${'<Note>x</Note>'.repeat(elements)}</Invoice>`;
  const body = new FormData();
  for (let n = 0; n < files; n += 1) body.append('file', new Blob([text]), `${n}.xml`);
  return body;
}

/** Uploads them in one request, as a dry run. */
export async function measureUploads(product: Product): Promise<UploadsMeasured> {
  const send = async (): Promise<string> => {
    const headers = { Authorization: `Bearer ${product.apiKey}` };
    const answer = await fetch(`${product.house.apiUrl}/v1/imports/ubl?dryRun=true`, { method: 'POST', headers, body: form() });
    await answer.arrayBuffer();
    return `status ${answer.status}`;
  };
  await probe(product, pause(restMs));
  const quiet = await probe(product, pause(restMs));
  const begun = performance.now();
  const answer = send();
  const busy = await probe(product, answer);
  const seconds = (performance.now() - begun) / 1_000;
  await pause(restMs);
  const afterMb = residentMb(product.house.part('api')?.pid ?? 0);
  return { quiet, busy, afterMb, seconds, answered: await answer };
}
