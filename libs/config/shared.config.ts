/** Groups of settings that API and worker both take. */
import { parseMailbox } from '#channels/mail-address.js';
import { openChannels } from '#channels/registry.js';
import { registerAs } from './config.module.js';

/** Through whom messages leave. */
export const channelsConfig = registerAs('channels', (config) => openChannels(config.providers));

/** As whom messages leave, and how long they may be in doubt. @throws Error when the sender is no mail address */
export const senderConfig = registerAs('sender', (config) => {
  const installation = parseMailbox(config.MAIL_FROM);
  if (!installation) throw new Error('MAIL_FROM is no mail address: write `Name <address>`');
  return { installation, doubt: { keyMarginMs: config.SEND_KEY_MARGIN_MS, patienceMs: config.SEND_DOUBT_MS } };
});

/** The URL that a door logs in with, and whether it is an account of its own; without one it is the owner's, outside production. */
const loginAs = <const Door extends string>(account: Door, own: string | undefined, owner: string) =>
  own === undefined ? { url: owner } : { url: own, account };

/** As whom the processes log in to Postgres. */
export const loginConfig = registerAs('logins', (config) => ({
  api: loginAs('api', config.DATABASE_API_URL, config.DATABASE_URL),
  worker: loginAs('worker', config.DATABASE_WORKER_URL, config.DATABASE_URL),
  relay: loginAs('relay', config.DATABASE_RELAY_URL, config.DATABASE_URL),
}));

/** The limits of every connection. */
export const databaseConfig = registerAs('database', (config) => ({
  durable: config.MAANWERK_ENV === 'production',
  poolSize: config.DB_POOL_SIZE,
  connectTimeoutMs: config.DB_CONNECT_TIMEOUT_MS,
  statementTimeoutMs: config.DB_STATEMENT_TIMEOUT_MS,
  answerMarginMs: config.DB_ANSWER_MARGIN_MS,
  lockTimeoutMs: config.DB_LOCK_TIMEOUT_MS,
  idleInTransactionTimeoutMs: config.DB_IDLE_IN_TRANSACTION_TIMEOUT_MS,
}));

/** How a process starts and where it can be asked. */
export const processConfig = registerAs('process', (config) => ({
  /** What it needs may be starting too. */
  waitMs: config.START_WAIT_MS,
  host: config.API_HOST,
  instance: config.MAANWERK_INSTANCE,
}));

/** The live clock. */
export const clockConfig = registerAs('clock', (config) => ({
  scale: config.MAANWERK_CLOCK_SCALE,
  origin: config.MAANWERK_CLOCK_ORIGIN,
}));

/** Threads for work that a caller can make large, and the limits of it. */
export const workConfig = registerAs('work', (config) => ({
  atOnce: config.WORK_THREADS,
  memoryMb: config.WORK_THREAD_MEMORY_MB,
  units: config.WORK_LIMIT_UNITS,
  limitMs: config.WORK_LIMIT_MS,
  waiting: config.WORK_QUEUE,
  waitingOfOne: config.WORK_QUEUE_PER_CREDITOR,
  waitMs: config.WORK_WAIT_MS,
  whatIf: { limitMs: config.WHAT_IF_LIMIT_MS, limitUnits: config.WHAT_IF_LIMIT_UNITS },
}));

/** How long one attempt of a step may take; it travels with every plan. */
export const attemptConfig = registerAs('attempt', (config) => ({
  timeoutMs: config.SEND_START_TO_CLOSE_MS,
  leaseMs: config.SEND_LEASE_MS,
}));
