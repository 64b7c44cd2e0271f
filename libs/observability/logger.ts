/** The one way to write a log line: JSON on stdout, ids and codes only. */
import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';

/** Levels of the settings. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * What a line may carry. An allow-list, not a redaction list: a name or an address that nobody thought of cannot pass, because there is no
 * field for it. To log something new, add its name here and ask whether it could ever hold personal data.
 */
const allowedFields = [
  'requestId',
  'tenantId',
  'actor',
  'method',
  'route',
  'status',
  'code',
  'durationMs',
  'invoiceId',
  'debtorId',
  'messageId',
  'taskId',
  'eventId',
  'jobId',
  'clockId',
  'workflowId',
  'runId',
  'activity',
  'attempt',
  'step',
  'channel',
  'result',
  'count',
  'lagMs',
  'port',
  'address',
  'pid',
  'version',
  'signal',
  'context',
  'errorName',
  'errorCode',
  'where',
] as const;
/** A field of a log line. */
export type LogField = (typeof allowedFields)[number];
/** Fields of a log line. */
export type LogFields = Readonly<Partial<Record<LogField, string | number | boolean | null>>>;

const allowed: ReadonlySet<string> = new Set(allowedFields);

/** Drops every field that is not on the list; for callers that TypeScript does not check (frameworks). */
function allowListed(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => allowed.has(name) && (typeof value !== 'object' || value === null)),
  );
}

/**
 * What may be logged of an error: its class, its code and where it was thrown. Never its message: messages of the database and of
 * validators quote values.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? String(error.code) : null;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.find((line) => !line.includes('node_modules')) ?? frames[0] ?? '';
  return { errorName: error.name, errorCode: code, where: own.trim().slice(0, 200) };
}

/** A log with the allow-list in front. `event` is a fixed sentence, never built from data. */
export class Log {
  constructor(private readonly sink: PinoLogger) {}

  debug(event: string, fields: LogFields = {}): void {
    this.sink.debug(allowListed(fields), event);
  }

  info(event: string, fields: LogFields = {}): void {
    this.sink.info(allowListed(fields), event);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.sink.warn(allowListed(fields), event);
  }

  error(event: string, error: unknown, fields: LogFields = {}): void {
    this.sink.error(allowListed({ ...fields, ...errorFields(error) }), event);
  }

  /** The same log with fields on every line. */
  with(fields: LogFields): Log {
    return new Log(this.sink.child(allowListed(fields)));
  }
}

/** The log of a process. `destination` is for tests; without it lines go to stdout. */
export function createLog(process: string, level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: { process }, messageKey: 'event', timestamp: stdTimeFunctions.isoTime };
  return new Log(destination ? pino(options, destination) : pino(options));
}
