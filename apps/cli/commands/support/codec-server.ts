/** Lets Temporal's own command line read what our codec encrypted: it asks a codec server, and this is one, for the time of one command. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const { Payloads } = proto.temporal.api.common.v1;

/** A running codec server. */
export interface CodecServer {
  /** Holds a secret: who else is on this machine cannot ask it. */
  readonly url: string;
  close(): void;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ request, response }: Exchange, codec: PayloadCodec, secret: string): Promise<void> {
  const works = { [`/${secret}/encode`]: codec.encode.bind(codec), [`/${secret}/decode`]: codec.decode.bind(codec) };
  const work = works[request.url ?? ''];
  if (!work || request.method !== 'POST') return void response.writeHead(404).end();
  const { payloads } = Payloads.fromObject(JSON.parse(await text(request)));
  const done = Payloads.fromObject({ payloads: await work(payloads) });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(Payloads.toObject(done, { bytes: String })));
}

/** Starts one on the loopback address. */
export async function startCodecServer(codec: PayloadCodec): Promise<CodecServer> {
  const secret = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => {
    answer({ request, response }, codec, secret).catch((error: unknown) => {
      response.writeHead(400).end(error instanceof Error ? error.message : 'unreadable');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/${secret}`, close: () => server.close().closeAllConnections() };
}
