import type { Server } from 'node:http';
import type { OnApplicationShutdown } from '@nestjs/common';
import { type MetricsListen, type Metrics, serveMetrics } from '#observability/metrics.js';

/** The worker's page for Prometheus, with `/readyz`. It listens while the worker still waits for Postgres: one that waits can be asked. */
export class FiguresPage implements OnApplicationShutdown {
  private constructor(private readonly server: Server) {}

  /** Listens. A worker nobody can ask must not begin to work. @throws PortTaken */
  static async open(metrics: Metrics, listen: MetricsListen): Promise<FiguresPage> {
    return new FiguresPage(await serveMetrics(metrics, listen));
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
