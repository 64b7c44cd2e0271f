/** `/hooks`: what providers report. No key: the signature over the raw body says who speaks. */
import { Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { At, type Exchange } from '../http/exchange.js';
import { Operation } from '../http/operation.decorator.js';
import { ResendHook } from './resend-hook.service.js';

const received = z.strictObject({ result: z.enum(['recorded', 'ignored']) });

@Controller('hooks')
export class HooksController {
  constructor(private readonly resend: ResendHook) {}

  @Post('resend')
  @Operation({
    id: 'receiveResendEvent',
    scope: { public: 'the signature on the raw body is checked' },
    summary: 'Delivery reports of Resend (svix headers)',
    answers: { 200: received },
    problems: ['invalid-signature', 'invalid-request', 'not-found', 'body-too-large'],
  })
  async fromResend(@At() exchange: Exchange): Promise<z.input<typeof received>> {
    return { result: await this.resend.receive(exchange) };
  }
}
