/**
 * Reads bodies: JSON into `request.body`, the bytes into the exchange (a webhook's signature is over the bytes, not over the JSON). An
 * interceptor, because Nest runs them after the guard and before the pipes: whoever has no key is refused before a byte is read.
 */
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import type { ConfigType } from '#config/config.module.js';
import { type Exchange, exchangeOf } from './exchange.js';
import { bodyConfig } from './http.config.js';
import { Declared, type OperationInput } from './operation.decorator.js';
import { Problem } from './problems.js';
import { bodyLimit, demandSize, grantContinue, readBody } from './server/read-body.js';
import { parseStrictJson } from './strict-json.js';

type Kind = 'none' | 'json' | 'raw' | 'upload' | NonNullable<OperationInput['bytes']>;

/** What multipart adds to the bytes of the files themselves. */
const multipartBytes = 256 * 1024;

const jsonType = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Global interceptor. Uploads are left to the one route that takes them, which has its own limits. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    @Inject(bodyConfig.KEY) private readonly patience: ConfigType<typeof bodyConfig>,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const declared = this.reflector.get(Declared, context.getHandler());
    await this.read(exchangeOf(context.switchToHttp().getRequest<Request>()), declared?.bytes);
    return next.handle();
  }

  private async read(exchange: Exchange, bytes: OperationInput['bytes']): Promise<void> {
    const { request, response } = exchange;
    const kind = kindOf(exchange, bytes);
    if (kind === 'none') return;
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity')
      throw new Problem('unsupported-media-type', 'Compressed bodies are not accepted.');
    if (kind === 'upload') {
      demandSize(request, this.patience.maxUploadBytes + multipartBytes);
      return grantContinue(request, response);
    }
    exchange.rawBody = await readBody(request, response, { ...this.patience, most: typeof kind === 'object' ? kind.most : bodyLimit });
    if (kind === 'json') request.body = parseStrictJson(exchange.rawBody);
  }
}

function kindOf(exchange: Exchange, bytes: OperationInput['bytes']): Kind {
  const { request, path } = exchange;
  const { 'content-length': length, 'transfer-encoding': transfer, 'content-type': type = '' } = request.headers;
  if (request.method === 'GET' || request.method === 'HEAD') return 'none';
  if (path.startsWith('/hooks/')) return 'raw';
  if ((length === undefined || length === '0') && transfer === undefined) return 'none';
  if (path.startsWith('/v1/imports/') && type.startsWith('multipart/form-data')) return 'upload';
  if (bytes && type === bytes.type) return bytes;
  if (bytes) throw new Problem('unsupported-media-type', `The body must be a file of the type ${bytes.type}.`);
  if (jsonType.test(type)) return 'json';
  throw new Problem('unsupported-media-type', 'The body must be application/json in UTF-8.');
}
