import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { readGauges } from './read-gauges.js';
import { serveGauges } from './serve-gauges.js';

/** How the house stands, on the page from the moment this worker works. */
@Injectable()
export class GaugesOnPage implements OnApplicationBootstrap {
  constructor(
    @InjectSystemDatabase() private readonly system: Database,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    serveGauges(this.metrics, this.log, (at) => readGauges(this.system, at));
  }
}
