/** Nest's own lines through our log. Nest builds sentences from class names and routes; its error texts can quote data and are dropped. */
import type { LoggerService } from '@nestjs/common';
import type { Log } from './logger.js';

const lastString = (values: readonly unknown[]): string | null => {
  const last = values.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : null;
};

/** Adapter for `NestFactory.create({ logger })`. */
export class NestLogger implements LoggerService {
  constructor(private readonly log_: Log) {}

  log(message: unknown, ...more: unknown[]): void {
    this.log_.debug(typeof message === 'string' ? message : 'nest', { context: lastString(more) });
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.log_.warn(typeof message === 'string' ? message : 'nest', { context: lastString(more) });
  }

  error(message: unknown, ...more: unknown[]): void {
    this.log_.error('framework error', message, { context: lastString(more) });
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.log(message, ...more);
  }

  verbose(message: unknown, ...more: unknown[]): void {
    this.log(message, ...more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.error(message, ...more);
  }
}
