import { Injectable } from '@nestjs/common';

/** Whether this worker does its work: `/readyz` asks, and whoever runs chases and jobs answers. Until they began, nobody does. */
@Injectable()
export class Readiness {
  private readonly probes: (() => boolean)[] = [];

  /** Asked from now on, beside those who answer already. */
  answeredBy(probe: () => boolean): void {
    this.probes.push(probe);
  }

  readonly isReady = (): boolean => this.probes.length > 0 && this.probes.every((probe) => probe());
}
