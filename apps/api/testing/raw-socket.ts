/** A client that keeps to no rule: bytes on a socket, as slowly as the spec likes. */
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';

/** What became of a connection. */
export interface RawClient {
  readonly socket: Socket;
  /** Everything that came back so far. */
  readonly heard: () => string;
  /** Ends with the connection, whoever ended it; tells after how many milliseconds. */
  readonly ended: Promise<number>;
}

const portOf = (server: Server): number => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
};

/** Connects and writes these bytes. */
export function rawClient(server: Server, first = ''): RawClient {
  const begun = performance.now();
  const socket = connect(portOf(server), '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.on('error', () => undefined);
  if (first !== '') socket.write(first);
  const ended = new Promise<number>((done) => socket.once('close', () => done(performance.now() - begun)));
  return { socket, heard: () => heard, ended };
}

/** Lines of a request's head; the empty line that ends it included. */
export const head = (...lines: readonly string[]): string =>
  `${['POST /v1/debtors HTTP/1.1', 'Host: spec', ...lines].join('\r\n')}\r\n\r\n`;
