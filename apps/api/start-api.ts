/** Starts and stops the API process. */
import type { Server } from 'node:http';
import type { AppConfig } from '#config/app-config.js';
import { listenFailure } from '#observability/instance.js';
import { createLog, type Log } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { MetricsPage } from '#observability/metrics-page.js';
import { createApp } from './create-app.js';

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

/** Starts to listen, once there is a database. @throws Error when none answers in time, PortTaken */
export async function startApi(config: AppConfig): Promise<RunningApi> {
  const log = createLog('api', config.LOG_LEVEL);
  const app = await createApp(config, { log, metrics: new Metrics('api') });
  const server: Server = await app.listen(config.API_PORT, config.API_HOST).catch((error: unknown) => {
    throw listenFailure(error, config.API_PORT, 'API_PORT');
  });
  const port = portOf(server);
  log.info('api listens', { port, address: config.API_HOST, pid: process.pid });
  const stop = async (): Promise<void> => {
    await app.close();
    log.info('api stopped');
  };
  return { port, metricsPort: app.get(MetricsPage).port, log, stop };
}
