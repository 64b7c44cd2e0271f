/** Starts and stops the API process. */
import type { Server } from 'node:http';
import type { AppConfig } from '#config/app-config.js';
import { LiveClock } from '#casebook/clock.js';
import { Database, isRefusal } from '#database/database.js';
import { createLog, type Log } from '#observability/logger.js';
import { listenFailure, signAnswers } from '#observability/instance.js';
import { Metrics, serveMetrics } from '#observability/metrics.js';
import { waitFor } from '#observability/wait-for.js';
import { createApp } from './create-app.js';
import { Readiness } from './health/health.controller.js';

/** A request may take this long to arrive in full; a body is small, so only a stalled or hostile client needs more. */
const requestTimeoutMs = 30_000;
/** Headers are a few hundred bytes: a client that needs longer holds a socket on purpose. */
const headersTimeoutMs = 10_000;
/** Above the idle time of common load balancers (60 s), so that they close first and never meet a closing socket. */
const keepAliveTimeoutMs = 65_000;

/** A started API. */
export interface RunningApi {
  readonly port: number;
  readonly metricsPort: number;
  readonly log: Log;
  /** Lets open requests finish, within the configured grace. */
  stop(): Promise<void>;
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

function connect(config: AppConfig): Promise<Database> {
  return Database.connect({
    url: config.DATABASE_URL,
    role: 'maanwerk_app',
    applicationName: 'maanwerk-api',
    poolSize: config.DB_POOL_SIZE,
    connectTimeoutMs: config.DB_CONNECT_TIMEOUT_MS,
    statementTimeoutMs: config.DB_STATEMENT_TIMEOUT_MS,
    answerMarginMs: config.DB_ANSWER_MARGIN_MS,
    lockTimeoutMs: config.DB_LOCK_TIMEOUT_MS,
    idleInTransactionTimeoutMs: config.DB_IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
}

/** Starts to listen, once there is a database. @throws Error when none answers in time, PortTaken */
export async function startApi(config: AppConfig): Promise<RunningApi> {
  const log = createLog('api', config.LOG_LEVEL);
  const metrics = new Metrics('api');
  const database = await waitFor('PostgreSQL', () => connect(config), { waitMs: config.START_WAIT_MS, log, hopeless: isRefusal });
  const app = await createApp(
    {
      database,
      log,
      metrics,
      live: new LiveClock(config.MAANWERK_CLOCK_SCALE, config.MAANWERK_CLOCK_ORIGIN),
      limits: { timeoutMs: config.SEND_START_TO_CLOSE_MS, leaseMs: config.SEND_LEASE_MS },
      apiKeyPepper: config.MAANWERK_API_KEY_PEPPER.reveal(),
      cursorSecret: config.MAANWERK_CURSOR_SECRET.reveal(),
      resendWebhookSecrets: [config.RESEND_WEBHOOK_SECRET.reveal()],
    },
    { docs: config.MAANWERK_ENV !== 'production' },
  );
  const server: Server = await app.listen(config.API_PORT, config.API_HOST).catch((error: unknown) => {
    throw listenFailure(error, config.API_PORT, 'API_PORT');
  });
  signAnswers(server, 'api', config.MAANWERK_INSTANCE);
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = headersTimeoutMs;
  server.keepAliveTimeout = keepAliveTimeoutMs;
  const metricsServer = await serveMetrics(metrics, {
    host: config.API_HOST,
    port: config.METRICS_PORT,
    setting: 'METRICS_PORT',
  });
  log.info('api listens', { port: portOf(server), address: config.API_HOST, pid: process.pid });
  const stop = async (): Promise<void> => {
    app.get(Readiness).drain();
    const forced = setTimeout(() => server.closeAllConnections(), config.API_SHUTDOWN_GRACE_MS);
    await app.close();
    clearTimeout(forced);
    metricsServer.close();
    metricsServer.closeAllConnections();
    await database.close();
    log.info('api stopped');
  };
  return { port: portOf(server), metricsPort: portOf(metricsServer), log, stop };
}
