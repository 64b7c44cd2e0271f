import { Injectable } from '@nestjs/common';

/** Whether this worker does its work: `/readyz` asks, and whoever runs chases and jobs answers, from when he is made: not yet is an answer. */
@Injectable()
export class Readiness {
  private readonly probes: (() => boolean)[] = [];

  /** Asked beside those who answer already. Call it when you are made, not when you have begun: else the others answer for you meanwhile. */
  answeredBy(probe: () => boolean): void {
    this.probes.push(probe);
  }

  readonly isReady = (): boolean => this.probes.length > 0 && this.probes.every((probe) => probe());
}
