/** Numbers for Prometheus. Labels are routes, codes, channels and results: never ids, never anything of a person. */
import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { listenFailure, signAnswers } from './instance.js';

/** Seconds; dense below 100 ms, where the promise for p99 lies. */
const latencyBuckets = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10];

/** Name, meaning and labels of a histogram that counts in other steps than those of an answer to a person. */
export interface HistogramIn<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  /** Upper bounds, ascending, in the unit that ends the name. */
  readonly buckets: readonly number[];
}

/** Metrics of one process, in a registry of its own so that two applications in one test process do not collide. */
export class Metrics {
  readonly registry = new Registry();
  private readonly readers: (() => Promise<void>)[] = [];

  constructor(process: string) {
    this.registry.setDefaultLabels({ process });
    collectDefaultMetrics({ register: this.registry, prefix: 'maanwerk_' });
  }

  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: `maanwerk_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Histogram<Label> {
    return this.histogramIn({ name, help, labelNames, buckets: latencyBuckets });
  }

  histogramIn<Label extends string>({ name, help, labelNames, buckets }: HistogramIn<Label>): Histogram<Label> {
    return new Histogram({
      name: `maanwerk_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }

  gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
    return new Gauge({ name: `maanwerk_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** Work before every page: the place to set gauges that must be asked for. The page waits for it, and is served all the same when it fails. */
  beforePage(read: () => Promise<void>): void {
    this.readers.push(read);
  }

  /** The page as Prometheus reads it. */
  async page(): Promise<string> {
    await Promise.allSettled(this.readers.map((read) => read()));
    return this.registry.metrics();
  }
}

/** Where to listen; `ready` adds `/readyz` for a process that has no other HTTP. */
export interface MetricsListen {
  readonly host: string;
  readonly port: number;
  readonly ready?: () => boolean;
  /** The setting that named the port, for the message when it is taken. */
  readonly setting?: string;
  /** Which process and start of ours answers, see {@link signAnswers}. */
  readonly signature?: { readonly process: string; readonly instance: string };
}

/** Serves `/metrics` on its own port, so that the public port never has it. Resolves when it listens. @throws PortTaken */
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
    metrics.page().then(
      (text) => response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  if (listen.signature) signAnswers(server, listen.signature.process, listen.signature.instance);
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, listen.port, listen.setting ?? 'METRICS_PORT')));
    server.listen(listen.port, listen.host, () => resolve(server));
  });
}
