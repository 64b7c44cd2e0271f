import { createServer } from 'node:http';
import { listenFailure, signAnswers } from '#observability/instance.js';
import { controlRoutes } from './control.routes.js';
import { DeliveryReports, type WebhookTarget, resendRetryDelaysMs } from './delivery-reports.js';
import { Desk } from './desk.js';
import { listenerOf } from './http/router.js';
import { mailboxRoutes } from './mailbox/mailbox.routes.js';
import { mediaRoutes } from './media.routes.js';
import { RateLimit } from './resend/rate-limit.js';
import { resendRoutes } from './resend/resend.routes.js';
import { Scripts } from './scripts.js';
import { IdempotencyKeys } from './store/idempotency-keys.js';
import { Ledger } from './store/ledger.js';
import { MessageStore } from './store/messages.store.js';

/** Resend keeps a key for 24 hours. */
export const keyWindowMs = 24 * 60 * 60 * 1_000;

export interface SimulatorOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Folder of the JSONL files; made when it is missing. */
  readonly dataDir: string;
  /** Where delivery reports go; null keeps them to itself. */
  readonly webhook?: WebhookTarget | null;
  readonly webhookRetryDelaysMs?: readonly number[];
  readonly deliveryDelayMs?: number;
  /** Requests a second before Resend's 429; null is no limit. */
  readonly ratePerSecond?: number | null;
  /** The one key that is let in; null takes any. */
  readonly apiKey?: string | null;
  /** How long keys are kept; tests shorten it. */
  readonly keyWindowMs?: number;
  /** Names this start to whoever asks for its health. */
  readonly instance?: string;
}

/** A running stand-in for the outside world. */
export interface Simulator {
  readonly url: string;
  close(): Promise<void>;
}

/** Long enough for a page to show "sent" before "delivered", short enough for a demo. */
const defaultDeliveryDelayMs = 200;

/** Keys of what was executed before the last stop still hold. */
function restoreKeys(keys: IdempotencyKeys, store: MessageStore): void {
  const idsByKey = new Map<string, string[]>();
  for (const { channel, key, id, bodyHash, executedAt } of store.all()) {
    if (channel !== 'email' || key === null) continue;
    const ids = [...(idsByKey.get(key) ?? []), id];
    idsByKey.set(key, ids);
    keys.settle(key, { bodyHash, ids, at: Date.parse(executedAt) });
  }
}

/** Starts the simulator over its data folder; everything it answered before a stop is still known. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const store = await MessageStore.open(options.dataDir);
  const ledger = await Ledger.open(options.dataDir);
  const keys = new IdempotencyKeys(options.keyWindowMs ?? keyWindowMs, Date.now);
  restoreKeys(keys, store);
  const scripts = new Scripts();
  const reports = new DeliveryReports(store, {
    target: options.webhook ?? null,
    retryDelaysMs: options.webhookRetryDelaysMs ?? resendRetryDelaysMs,
    deliveryDelayMs: options.deliveryDelayMs ?? defaultDeliveryDelayMs,
  });
  const desk = new Desk({ store, ledger, keys, scripts, reports });
  const reset = async (): Promise<void> => {
    reports.clear();
    scripts.clear();
    keys.clear();
    await store.clear();
    await ledger.clear();
  };
  const rateLimit = new RateLimit(options.ratePerSecond ?? null);
  const server = createServer(
    listenerOf([
      ...resendRoutes({ desk, store, rateLimit, apiKey: options.apiKey ?? null }),
      ...mediaRoutes(desk, store),
      ...controlRoutes({ store, ledger, scripts, reset }),
      ...mailboxRoutes(store, reports),
    ]),
  );
  signAnswers(server, 'simulator', options.instance ?? '');
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, options.port ?? 0, 'SIMULATOR_PORT')));
    server.listen(options.port ?? 0, host, resolve);
  });
  reports.resume();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async (): Promise<void> => {
    reports.close();
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await store.close();
    await ledger.close();
  };
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close };
}
