import { Injectable } from '@nestjs/common';

/** Whether this worker does its work: `/readyz` asks, and whoever runs the chases answers. Until it began, nobody does. */
@Injectable()
export class Readiness {
  private probe = (): boolean => false;

  /** Asked from now on. */
  answeredBy(probe: () => boolean): void {
    this.probe = probe;
  }

  readonly isReady = (): boolean => this.probe();
}
