/** Numbers for Prometheus. Labels are routes, codes, channels and results: never ids, never anything of a person. */
import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Seconds; dense below 100 ms, where the promise for p99 lies. */
const latencyBuckets = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of one process, in a registry of its own so that two applications in one test process do not collide. */
export class Metrics {
  readonly registry = new Registry();

  constructor(process: string) {
    this.registry.setDefaultLabels({ process });
    collectDefaultMetrics({ register: this.registry, prefix: 'maanwerk_' });
  }

  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: `maanwerk_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Histogram<Label> {
    return new Histogram({
      name: `maanwerk_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: latencyBuckets,
      registers: [this.registry],
    });
  }

  gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
    return new Gauge({ name: `maanwerk_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}

/** Where to listen; `ready` adds `/readyz` for a process that has no other HTTP. */
export interface MetricsListen {
  readonly host: string;
  readonly port: number;
  readonly ready?: () => boolean;
}

/** Serves `/metrics` on its own port, so that the public port never has it. Resolves when it listens. */
export function serveMetrics(metrics: Metrics, listen: MetricsListen): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/readyz' && listen.ready) {
      response.writeHead(listen.ready() ? 200 : 503).end();
      return;
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => resolve(server));
  });
}
