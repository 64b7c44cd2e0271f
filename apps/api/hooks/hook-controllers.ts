/** `/hooks/<provider>`: what providers report, a route for each that declares a reader. No key: the reader says who speaks, on the raw body. */
import { Controller, Post, type Type } from '@nestjs/common';
import { z } from 'zod';
import type { DeclaredProvider } from '#channels/provider.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { ProviderHooks } from './provider-hooks.service.js';

const received = z.strictObject({ result: z.enum(['recorded', 'ignored']) });

function hookController(id: string, { operationId, summary }: NonNullable<DeclaredProvider['hook']>): Type<unknown> {
  @Controller('hooks')
  class HookController {
    constructor(private readonly hooks: ProviderHooks) {}

    @Post(id)
    @Operation({
      id: operationId,
      scope: { public: 'the signature on the raw body is checked' },
      uncounted: true,
      summary,
      answers: { 200: received },
      problems: ['invalid-signature', 'invalid-request', 'not-found', 'body-too-large', 'too-many-requests'],
    })
    async receive(@At() exchange: Exchange): Promise<AnswerOf<typeof received>> {
      return { result: await this.hooks.receive(id, exchange) };
    }
  }
  return HookController;
}

/** The hooks of these providers. */
export const hookControllers = (declared: readonly DeclaredProvider[]): readonly Type<unknown>[] =>
  declared.flatMap(({ id, hook }) => (hook ? [hookController(id, hook)] : []));
