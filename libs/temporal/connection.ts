/** How a process reaches Temporal: everything as values, since only `libs/config` reads the environment. */
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';

/** Where the server is and how to prove who we are. Without `tls` and `apiKey` the connection is plain: loopback and private nets only. */
export interface TemporalAddress {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** `true` for a server with a public certificate; PEM texts for mutual TLS. */
  readonly tls?:
    true | { readonly clientCert?: string; readonly clientKey?: string; readonly serverCa?: string; readonly serverName?: string };
  /** Temporal Cloud API key; switches TLS on by itself. */
  readonly apiKey?: string;
  /** How long a call may take that the client makes on its first use; those of the gateway have its own option. */
  readonly rpcTimeoutMs?: number;
  /** Payload codec and converters; the worker needs the same. */
  readonly dataConverter?: DataConverter;
}

/** Connecting to a server that is there takes milliseconds; a missing one should be reported while somebody is still watching. */
const connectTimeoutMs = 10_000;

/**
 * Longest pause between attempts to reach a server that went away. gRPC's own is two minutes: after an outage of a minute, what was committed
 * meanwhile could wait as long again. An attempt that fails costs a packet.
 */
const longestReconnectPauseMs = 5_000;

/** Options that the client's connection and the worker's native one have in common. */
export function connectionOptions({ address, tls, apiKey }: TemporalAddress) {
  return {
    address,
    ...(tls === undefined && apiKey === undefined ? {} : { tls: tls === undefined || tls === true ? true : tlsConfig(tls) }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

function tlsConfig({ clientCert, clientKey, serverCa, serverName }: Exclude<TemporalAddress['tls'], true | undefined>) {
  if ((clientCert === undefined) !== (clientKey === undefined))
    throw new TypeError('temporal tls: a client certificate needs its key, and a key its certificate');
  return {
    ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
    ...(serverCa === undefined ? {} : { serverRootCACertificate: Buffer.from(serverCa) }),
    ...(clientCert === undefined || clientKey === undefined
      ? {}
      : { clientCertPair: { crt: Buffer.from(clientCert), key: Buffer.from(clientKey) } }),
  };
}

/**
 * A client whose connection is made at the first call, so an API process starts while Temporal is away. One a process; close it with
 * `client.connection.close()`.
 */
export function temporalClient(temporal: TemporalAddress): Client {
  // Made by the first call, within its deadline: a server that takes connections and says nothing must not hold that call for longer.
  const connectTimeout = temporal.rpcTimeoutMs ?? connectTimeoutMs;
  const channelArgs = { 'grpc.max_reconnect_backoff_ms': longestReconnectPauseMs };
  const connection = Connection.lazy({ ...connectionOptions(temporal), connectTimeout, channelArgs });
  const { dataConverter, namespace } = temporal;
  return new Client({ connection, namespace, ...(dataConverter === undefined ? {} : { dataConverter }) });
}

/** Whether the server knows the namespace. @throws the error of the call when it does not answer, or does not know it */
export async function askNamespace(temporal: TemporalAddress): Promise<void> {
  // A connection of its own: one that failed once stays failed.
  const client = temporalClient(temporal);
  try {
    await client.connection.withDeadline(Date.now() + (temporal.rpcTimeoutMs ?? connectTimeoutMs), () =>
      client.workflowService.describeNamespace({ namespace: temporal.namespace }),
    );
  } finally {
    await client.connection.close();
  }
}

/** gRPC's PERMISSION_DENIED and UNAUTHENTICATED: waiting does not mend them. */
const refusals: ReadonlySet<unknown> = new Set([7, 16]);
/** Whether Temporal refused who we are. */
export const isTemporalRefusal = (error: unknown): boolean => error instanceof Error && 'code' in error && refusals.has(error.code);
