/** A small HTTP client that keeps its connections: `fetch` would cost the generator more than the API spends on the answer. */
import { Agent, request } from 'node:http';

/** An answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** One request of a bench. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** Sent as `Idempotency-Key`, as a careful caller does. */
  readonly key?: string;
}

/** Longer than the worst answer that still counts; a request that hangs longer is an error. */
const timeoutMs = 15_000;

/** Calls one API with one key. */
export class HttpClient {
  private readonly agent: Agent;
  private readonly host: string;
  private readonly port: string;

  constructor(
    url: string,
    private readonly apiKey: string,
    sockets: number,
  ) {
    const { hostname, port } = new URL(url);
    this.host = hostname;
    this.port = port;
    this.agent = new Agent({ keepAlive: true, maxSockets: sockets, scheduling: 'lifo' });
  }

  /** Sends a request. @throws when there is no answer */
  send({ method, path, body, key }: HttpCall): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | number> = { authorization: `Bearer ${this.apiKey}` };
      if (body !== undefined) Object.assign(headers, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      if (key !== undefined) headers['idempotency-key'] = key;
      const { host, port, agent } = this;
      const sent = request({ host, port, agent, method, path, headers, timeout: timeoutMs }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer')));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
