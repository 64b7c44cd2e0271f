/** What the simulator's specs share: a simulator on a free port over a folder of its own, and a receiver of its reports. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator.js';

const closers: (() => Promise<void>)[] = [];

/** Ends everything that a case started; for `afterEach`. */
export async function endWorld(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface World {
  readonly simulator: Simulator;
  readonly dataDir: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Status, headers and the body as JSON (null when there is none). */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

export async function startWorld(options: Partial<SimulatorOptions> = {}): Promise<World> {
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const simulator = await startSimulator({ deliveryDelayMs: 1, ...options, dataDir });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await simulator.close();
    open = false;
  };
  closers.push(close);
  return {
    simulator: { ...simulator, close },
    dataDir,
    get: async (path) => answerOf(await fetch(simulator.url + path, { redirect: 'manual', headers: { authorization: 'Bearer re_test' } })),
    post: async (path, body, headers = {}) =>
      answerOf(
        await fetch(simulator.url + path, {
          method: 'POST',
          redirect: 'manual',
          headers: { authorization: 'Bearer re_test', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
  };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A receiver that answers with the statuses given, then 200. */
export async function startReceiver(statuses: number[] = []): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`, received };
}

export const email = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  from: 'Facturen <facturen@creditor.example>',
  to: 'jan@debtor.example',
  subject: 'Over factuur 1',
  html: '<p>Beste Jan</p>',
  text: 'Beste Jan',
  tags: [
    { name: 'step', value: 'reminder' },
    { name: 'invoice', value: 'inv_1' },
  ],
  ...change,
});
