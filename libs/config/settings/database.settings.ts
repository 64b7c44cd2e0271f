import { databaseUrl, optionalDatabaseUrl, whole } from '#settings/setting.js';

const MINUTE = 60_000;

export const databaseSettings = {
  DATABASE_URL: databaseUrl('postgres://maanwerk:maanwerk@127.0.0.1:5432/maanwerk', {
    why: 'PostgreSQL 15 or newer, as the account that owns the tables: for migrations and for `maanwerk creditor`, `key` and `db`. When it is not set, `maanwerk dev`, the demo and the tests start a server of their own. Outside production API and worker use it too where they have no account of their own.',
    production: 'explicit',
    of: ['operator'],
  }),
  DATABASE_API_URL: optionalDatabaseUrl({
    why: 'The database of DATABASE_URL, as the account of the API, which owns nothing and can become nothing else; `maanwerk db accounts` makes it.',
    production: 'explicit',
    of: ['api'],
  }),
  DATABASE_WORKER_URL: optionalDatabaseUrl({
    why: 'The same database, as the account with which the worker reads and writes the rows of one creditor at a time.',
    production: 'explicit',
    of: ['worker'],
  }),
  DATABASE_RELAY_URL: optionalDatabaseUrl({
    why: 'The same database, as the account of the relay, the sealer and the loops of the worker, which see the plumbing of all creditors and none of their messages, payments and notes.',
    production: 'explicit',
    of: ['worker'],
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
