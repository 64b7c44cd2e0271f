/** How a process of ours tells whoever asks for its health that it is the one that was started, and no stranger on its port. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:net';

/** Header of every answer of such a process: `worker/6f1c...`. */
export const instanceHeader = 'Maanwerk-Instance';

/** Puts the header on every answer; without an instance (production, where nobody asks) on none. */
export function signAnswers(server: Server, process: string, instance: string): void {
  if (instance === '') return;
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) =>
    response.setHeader(instanceHeader, `${process}/${instance}`),
  );
}

/** What to say when a port cannot be had: which setting named it, not only its number. */
class PortTaken extends Error {
  constructor(port: number, setting: string, options?: ErrorOptions) {
    super(`port ${port} (${setting}) is taken by another process: end that one, or set ${setting} to a free port`, options);
    this.name = 'PortTaken';
  }
}

/** The error of a listen that failed, in words for people when the port was taken. */
export const listenFailure = (error: unknown, port: number, setting: string): unknown =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? new PortTaken(port, setting, { cause: error }) : error;

/** Asks for a port that somebody else's code will bind, who would say only that it failed. 0 is no port. @throws PortTaken */
export async function demandFreePort(host: string, port: number, setting: string): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, port, setting)));
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
