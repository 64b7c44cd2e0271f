/** What ten files of the largest size do to everybody else: probes and resident memory of a real API, before, during and after. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Probed, probe, residentMb } from './lib/probe.js';
import type { Product } from './lib/product.js';

const files = 10;
const elements = 199_000;
const restMs = 2_000;

/** The same machine without work, and while the files are read. */
export interface UploadsMeasured {
  readonly quiet: Probed;
  readonly busy: Probed;
  readonly afterMb: number;
  readonly seconds: number;
  readonly answered: string;
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
