/** Around multer: an upload that is too slow or too large ends at once, and one that broke off is nobody's internal error. */
import { type CallHandler, type ExecutionContext, HttpException, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { catchError, finalize, from, type Observable, race, throwError } from 'rxjs';
import type { ConfigType } from '#config/config.module.js';
import { exchangeOf } from '../../http/exchange.js';
import { bodyConfig } from '../../http/http.config.js';
import { Problem } from '../../http/problems.js';
import { BodyClock } from '../../http/server/read-body.js';
import { UploadRoom } from './upload-room.js';

@Injectable()
export class UploadInterceptor implements NestInterceptor {
  constructor(
    private readonly room: UploadRoom,
    @Inject(bodyConfig.KEY) private readonly patience: ConfigType<typeof bodyConfig>,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const exchange = exchangeOf(context.switchToHttp().getRequest<Request>());
    const { request } = exchange;
    const upload = this.room.of(exchange);
    const clock = new BodyClock(request, { timeoutMs: this.patience.uploadTimeoutMs, idleMs: this.patience.idleMs });
    return race(next.handle(), from(clock.late), from(upload.tooLarge)).pipe(
      finalize(() => clock.stop()),
      catchError((error: unknown) => throwError(() => (upload.received ? error : refusalOf(error)))),
    );
  }
}

/** What went wrong while files came in: ours and Nest's refusals as they are; all else is a connection that ended, or a disk that is full. */
function refusalOf(error: unknown): unknown {
  if (error instanceof Problem || error instanceof HttpException) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EMFILE')
    return new Problem('unavailable', 'There is no room for the upload now.', { headers: { 'Retry-After': '10' } });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EIO') return error;
  return new Problem('invalid-upload', 'The connection ended before the upload did.');
}
