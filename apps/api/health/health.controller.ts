/** Whether this process lives and whether it should be sent requests. */
import { type BeforeApplicationShutdown, Controller, Get, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '#database/database.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Problem } from '../http/problems.js';

const alive = z.strictObject({ status: z.literal('ok') });

/** Anybody may ask, so the database is asked at most so often: a load balancer asks every few seconds. */
const believedForMs = 500;

/** Readiness of this process. Temporal is not asked: requests never need it, the outbox waits for it. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private draining = false;
  private asked: { readonly at: number; readonly answer: Promise<unknown> } | undefined;

  constructor(private readonly database: Database) {}

  /** From now on `/readyz` says no, so that a load balancer looks elsewhere while open requests finish. */
  beforeApplicationShutdown(): void {
    this.draining = true;
  }

  async check(): Promise<void> {
    if (this.draining) throw new Problem('unavailable', 'This process is stopping.', { headers: { 'Retry-After': '1' } });
    const now = performance.now();
    if (this.asked === undefined || now - this.asked.at >= believedForMs)
      this.asked = { at: now, answer: this.database.ofSystem((tx) => tx.query('select 1')) };
    await this.asked.answer;
  }
}

@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('livez')
  @Operation({
    id: 'getLiveness',
    scope: { public: 'for the process manager' },
    uncounted: true,
    summary: 'The process runs',
    answers: { 200: alive },
  })
  livez(): AnswerOf<typeof alive> {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Operation({
    id: 'getReadiness',
    scope: { public: 'for the load balancer' },
    uncounted: true,
    summary: 'The database answers',
    answers: { 200: alive },
  })
  async readyz(): Promise<AnswerOf<typeof alive>> {
    await this.readiness.check();
    return { status: 'ok' };
  }
}
