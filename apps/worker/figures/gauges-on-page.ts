import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { readGauges } from './read-gauges.js';
import { serveGauges } from './serve-gauges.js';

/** The state of the installation, on the metrics page from the moment this worker runs. */
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
