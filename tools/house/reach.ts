import { createConnection } from 'node:net';

/** A server on this machine answers at once, one across the sea within a second. */
export const REACH_TIMEOUT_MS = 3_000;

/** Whether somebody takes connections at `host:port`. */
export function reaches(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(/:(?=\d+$)/);
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: Number(port), timeout: REACH_TIMEOUT_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
