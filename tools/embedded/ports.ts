import { createServer } from 'node:net';
import { LaunchFailed } from './missing-tool.js';

/** True when nobody listens on this port of the loopback address. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A free port of the loopback address; another process may take it before its user does, so the user must be ready to ask again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** The wanted port when it is free, else any free one. */
export async function preferredPort(wanted: number | undefined): Promise<number> {
  return wanted !== undefined && wanted > 0 && (await isPortFree(wanted)) ? wanted : freePort();
}

/** A port is lost seldom, twice in a row hardly ever. */
const launches = 3;

const lostPort = (error: unknown): boolean => error instanceof LaunchFailed && /address already in use/i.test(error.detail);

/**
 * Launches again, on other ports, what lost one between its choice and its use: another server may start at the same moment, or a connection
 * go out by it. @throws LaunchFailed of the last launch
 */
export async function launchOnFreePorts<T>(launch: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch();
    } catch (error) {
      if (attempt === launches || !lostPort(error)) throw error;
    }
  }
}
