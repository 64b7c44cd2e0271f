import type { Server } from 'node:http';
import type { OnApplicationShutdown } from '@nestjs/common';
import { type MetricsListen, type Metrics, serveMetrics } from './metrics.js';

/**
 * The page of a process for Prometheus, as a provider. It is opened while the process still waits for Postgres: whoever waits can be asked,
 * and a process nobody can ask does not begin to work.
 */
export class MetricsPage implements OnApplicationShutdown {
  private constructor(private readonly server: Server) {}

  /** Listens. @throws PortTaken */
  static async open(metrics: Metrics, listen: MetricsListen): Promise<MetricsPage> {
    return new MetricsPage(await serveMetrics(metrics, listen));
  }

  /** On which it listens. */
  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
