import { Injectable } from '@nestjs/common';
import { Log } from '#observability/logger.js';
import { WorkerFigures } from '../figures/worker-figures.js';

/** Says which search attributes the namespace of Temporal lacks: chases start without them and are not found by them. */
@Injectable()
export class MissingAttributes {
  constructor(
    private readonly figures: WorkerFigures,
    private readonly log: Log,
  ) {}

  readonly tell = (names: readonly string[]): void => {
    this.figures.attributesMissing(names.length);
    if (names.length > 0)
      this.log.warn('search attributes are not registered, chases start without them: see docs/how-to/production-temporal.md', {
        context: names.join(', '),
      });
  };
}
