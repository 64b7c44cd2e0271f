/** Nest's Express adapter over a server that knows its bounds: `createServer` takes most of them only when the server is made. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import ipaddr from 'ipaddr.js';
import type { ConfigType } from '#config/config.module.js';
import type { serverConfig } from '../http.config.js';
import { answerBrokenRequests } from './broken-requests.js';

/** What one connection, and all of them, may take. */
type Bounds = ConfigType<typeof serverConfig>;

/** Makes the server by its bounds. */
export class BoundedAdapter extends ExpressAdapter {
  constructor(private readonly bounds: Bounds) {
    super();
    // Express walks X-Forwarded-For from the right and stops at the first address that is no proxy of ours.
    if (bounds.trustedProxies.length > 0) this.set('trust proxy', [...bounds.trustedProxies]);
  }

  override initHttpServer(): void {
    this.setHttpServer(boundedServer(this.getInstance<RequestListener>(), this.bounds));
  }
}

function boundedServer(listener: RequestListener, bounds: Bounds): Server {
  const server = createServer(
    {
      maxHeaderSize: bounds.maxHeaderBytes,
      headersTimeout: bounds.headersTimeoutMs,
      requestTimeout: bounds.requestTimeoutMs,
      keepAliveTimeout: bounds.keepAliveMs,
      connectionsCheckingInterval: bounds.checkMs,
    },
    listener,
  );
  server.timeout = bounds.socketIdleMs;
  server.maxConnections = bounds.maxConnections;
  // Node drops what is above in silence; the first middleware counts the raw ones and refuses them.
  server.maxHeadersCount = bounds.maxHeaders;
  // Who waits for leave to send a body gets it when somebody wants to read it (`readBody`).
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => server.emit('request', request, response));
  answerBrokenRequests(server);
  boundAddresses(server, bounds);
  return server;
}

/** Nobody takes all connections; a proxy of ours stands for many. */
function boundAddresses(server: Server, { maxConnectionsPerAddress: most, trustedProxies }: Bounds): void {
  const exempt = trustedProxies.map(networkOf);
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress;
    if (address === undefined || isExempt(address, exempt)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

type Network = ReturnType<typeof ipaddr.parseCIDR>;

function networkOf(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isExempt(address: string, exempt: readonly Network[]): boolean {
  const read = ipaddr.process(address.split('%')[0] ?? '');
  return exempt.some(([network, bits]) => network.kind() === read.kind() && read.match(network, bits));
}
