import { developmentOnly, httpUrl, neededBy, oneOf, optionalSecret, port, secret, text, whole } from '#settings/setting.js';

const LOOPBACK_ONLY = 'Loopback by default: nothing of a development start is reachable from outside.';

/** What kind of start this is, and where each process listens. */
export const processSettings = {
  MAANWERK_ENV: oneOf(
    ['development', 'test', 'production'],
    'development',
    'What kind of start this is; production refuses every default secret.',
  ),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info', 'Lowest level that is written.'),
  API_HOST: oneOf(['127.0.0.1', '0.0.0.0', '::'], '127.0.0.1', LOOPBACK_ONLY),
  API_PORT: port(3000, 'Port of the HTTP API; 0 takes a free one.'),
  API_SHUTDOWN_GRACE_MS: whole(
    8_000,
    { min: 100, max: 120_000 },
    'How long open requests may finish after SIGTERM: below the 10 s in which `maanwerk dev` and most process managers want us gone.',
  ),
  MAANWERK_INSTANCE: text('', {
    why: 'Names a start of ours in the header Maanwerk-Instance of its answers, so that `maanwerk dev` and `status` never take a stranger on a port for their own. Set by them; empty: no header.',
  }),
  START_WAIT_MS: whole(
    60_000,
    { min: 0, max: 30 * 60_000 },
    'How long API and worker wait at their start for PostgreSQL, the worker for Temporal too: a machine that boots starts all at once in any order, and a PostgreSQL that crashed replays its log for some tens of seconds. After it they end, so that somebody hears of it. 0: do not wait.',
  ),
  IMPORT_DIRECT_FILES: whole(
    25,
    { min: 0, max: 1_000 },
    'Files of an import that are written before it is answered: each takes some 10 ms, and a person waits. More become a job with progress.',
  ),
  METRICS_PORT: port(9464, 'Prometheus endpoint of the API, kept off the public port.'),
  WORKER_METRICS_PORT: port(9465, 'Prometheus and health endpoint of the worker.'),
  SIMULATOR_PORT: port(4010, 'Port of the stand-in for the providers, with its mailbox page.'),
  MAANWERK_PUBLIC_URL: httpUrl('http://127.0.0.1:3000', {
    why: 'How the outside reaches the API: links in messages, webhook targets, problem types.',
    production: 'explicit',
    of: ['api', 'worker'],
  }),
};

/** Keys of our own cryptography. */
export const securitySettings = {
  MAANWERK_API_KEY_PEPPER: neededBy(
    ['api', 'operator'],
    secret('development-only-api-key-pepper', 'Keys the HMAC under which API keys are stored: a stolen table cannot be tried offline.'),
  ),
  MAANWERK_API_KEY_PEPPER_ALSO: optionalSecret(
    'A second pepper, while one is replaced: keys under it open too, and each is stored under the first when it is used. Empty: none.',
  ),
  MAANWERK_CURSOR_SECRET: neededBy(
    ['api'],
    secret('development-only-cursor-secret', 'Signs paging cursors, so a caller cannot forge a position.'),
  ),
};

/** Development and tests only. */
export const clockSettings = {
  MAANWERK_KILL_AT: developmentOnly(
    text('', {
      why: 'Point of the send path at which the worker ends itself, for fault tests: claiming, claimed, leaving, answered or recorded; `leaving:5` as soon as 5 messages have reached it. `freeze:leaving:8` stops it there instead (SIGSTOP). Empty: none.',
    }),
  ),
  MAANWERK_CLOCK_ORIGIN: developmentOnly(
    whole(
      0,
      { min: 0, max: 4_102_444_800_000 },
      'Real instant (epoch milliseconds) from which scaled time runs; the same for all processes of one test.',
    ),
  ),
  MAANWERK_CLOCK_SCALE: developmentOnly(
    whole(1, { min: 1, max: 10_000_000 }, 'How many seconds of the domain pass in one real second; for tests.'),
  ),
};
