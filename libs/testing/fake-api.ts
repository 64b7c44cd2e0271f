/** An HTTP server inside the spec's process that answers what it was told and remembers what it was asked. */
import { createServer, type IncomingMessage, type Server } from 'node:http';

/** One request as it came in. */
export interface SeenRequest {
  readonly method: string;
  /** Path with its query, as sent. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What to answer. */
export interface FakeAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request; undefined is a 404 problem. */
export type FakeRoute = (request: SeenRequest) => FakeAnswer | undefined;

const problem404: FakeAnswer = { status: 404, body: { title: 'No such route', status: 404, code: 'route-not-found' } };

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** The server. Close it when the spec ends. */
export class FakeApi {
  readonly seen: SeenRequest[] = [];
  private route: FakeRoute = () => undefined;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
        this.seen.push(seen);
        const answer = this.route(seen) ?? problem404;
        const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(text);
      });
    });
  }

  /** Starts on a free port of the loopback. @returns its base URL */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the fake API has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Forgets what was seen and answers anew. */
  answer(route: FakeRoute): void {
    this.seen.length = 0;
    this.route = route;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
