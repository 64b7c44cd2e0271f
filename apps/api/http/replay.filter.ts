/** Gives a request that was answered before the answer that was stored, as it is. */
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Request } from 'express';
import { announce, Replayed } from './commands.js';
import { exchangeOf } from './exchange.js';

/** Global filter for {@link Replayed}. */
@Catch(Replayed)
export class ReplayFilter implements ExceptionFilter<Replayed> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch({ answer }: Replayed, host: ArgumentsHost): void {
    const exchange = exchangeOf(host.switchToHttp().getRequest<Request>());
    announce(exchange, answer);
    exchange.response.setHeader('Idempotent-Replayed', 'true');
    this.host.httpAdapter.reply(exchange.response, answer.body ?? undefined);
  }
}
