import { databaseUrl, whole } from '#settings/setting.js';

const MINUTE = 60_000;

export const databaseSettings = {
  DATABASE_URL: databaseUrl('postgres://maanwerk:maanwerk@127.0.0.1:5432/maanwerk', {
    why: 'PostgreSQL 15 or newer. When it is not set, `maanwerk dev`, the demo and the tests start a server of their own.',
    secret: true,
    production: 'explicit',
  }),
  DB_POOL_SIZE: whole(
    10,
    { min: 1, max: 200 },
    'Connections a process may hold: PostgreSQL allows 100 by default, and API, worker and one-off tools must fit together.',
  ),
  DB_CONNECT_TIMEOUT_MS: whole(
    5_000,
    { min: 100, max: MINUTE },
    'How long a request waits for a connection before it is answered with 503.',
  ),
  DB_STATEMENT_TIMEOUT_MS: whole(
    10_000,
    { min: 100, max: 10 * MINUTE },
    'A statement that runs longer is a bug or a missing index; ended before an HTTP caller gives up (30 s is common).',
  ),
  DB_ANSWER_MARGIN_MS: whole(
    5_000,
    { min: 100, max: MINUTE },
    'How much longer than its statement timeout a statement is waited for: a server that is there has ended it by then and said so, one that vanished without a word (a failover) never will. Its connection is then dropped.',
  ),
  DB_LOCK_TIMEOUT_MS: whole(
    5_000,
    { min: 100, max: 10 * MINUTE },
    'Longest wait for the lock on a debtor: its holder does no I/O to the outside, so more than this means it is stuck.',
  ),
  DB_IDLE_IN_TRANSACTION_TIMEOUT_MS: whole(
    30_000,
    { min: 1_000, max: 10 * MINUTE },
    'A transaction left open by a hung process would hold a debtor for ever; the server ends it after this.',
  ),
};
