import { oneOf, optionalSecret, secretList, text, whole } from '#settings/setting.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const temporalSettings = {
  TEMPORAL_ADDRESS: text('127.0.0.1:7233', {
    why: 'host:port of the Temporal frontend. When it is not set, `maanwerk dev`, the demo and the tests start a dev server of their own.',
    production: 'explicit',
    of: ['worker'],
  }),
  TEMPORAL_NAMESPACE: text('default', { why: 'Namespace the chases live in.' }),
  TEMPORAL_API_KEY: optionalSecret('API key of Temporal Cloud; setting it turns TLS on.'),
  TEMPORAL_TLS: oneOf(['no', 'yes'], 'no', 'Speak TLS to a server whose certificate is publicly trusted; a dev server speaks none.'),
  TEMPORAL_PRIVATE_NETWORK: oneOf(
    ['no', 'yes'],
    'no',
    'Says that nobody else is on the network between us and Temporal: without it production refuses a connection that has neither TLS nor a key, because whoever reaches Temporal can record payments.',
  ),
  TEMPORAL_CODEC_KEYS: secretList(
    'Encrypts what Temporal stores of a chase (AES-256-GCM): `name:key` with commas between them, a key being 32 bytes in base64 (`openssl rand -base64 32`). The first encrypts, all decrypt. Histories hold ids, dates and reasons without it, and no names or addresses; with it the web UI shows none of them either. Empty: not encrypted.',
  ),
  TEMPORAL_RPC_TIMEOUT_MS: whole(
    10 * SECOND,
    { min: 100, max: 2 * MINUTE },
    'Deadline of one call to Temporal: the relay tries again by itself, so waiting longer only holds its batch.',
  ),
};

export const workerSettings = {
  TEMPORAL_METRICS_PORT: whole(
    0,
    { min: 0, max: 65_535 },
    "Prometheus endpoint of Temporal's own SDK in the worker (failed workflow tasks, free slots, polls), on API_HOST. 0: none, since it is a second page that only an operator with Temporal's dashboards needs.",
  ),
  WORKER_MAX_CACHED_WORKFLOWS: whole(
    1_000,
    { min: 0, max: 50_000 },
    'Workflows kept in memory: a sleeping invoice needs none, so this is sized for those active within a minute (about 65 KB each).',
  ),
  WORKER_MAX_ACTIVITIES: whole(
    20,
    { min: 1, max: 1_000 },
    'Activities at once in one worker; each may hold a database connection twice, so about twice DB_POOL_SIZE.',
  ),
  WORKER_MAX_WORKFLOW_TASKS: whole(40, { min: 2, max: 1_000 }, 'Workflow tasks at once in one worker; the default of the SDK.'),
  WORKER_SHUTDOWN_GRACE_MS: whole(
    8 * SECOND,
    { min: 100, max: 10 * MINUTE },
    'How long running activities may finish after SIGTERM. `maanwerk dev` stops all within 10 s; production sets it above SEND_PROVIDER_TIMEOUT_MS.',
  ),
  WORKER_SHUTDOWN_FORCE_MS: whole(
    9 * SECOND,
    { min: 100, max: 11 * MINUTE },
    'After this the worker ends although activities still run; above the grace, below what the process manager allows.',
  ),
};

export const relaySettings = {
  RELAY_POLL_MS: whole(
    1_000,
    { min: 10, max: MINUTE },
    'How often the relay looks without being woken by NOTIFY: bounds the delay after a lost one.',
  ),
  RELAY_BATCH_SIZE: whole(
    100,
    { min: 1, max: 5_000 },
    'Outbox rows taken in one round: long enough to be cheap, short enough to be redone.',
  ),
  RELAY_CONCURRENCY: whole(
    20,
    { min: 1, max: 500 },
    'Calls to Temporal in flight at once, one chase never twice: a dev server reaches its best near this.',
  ),
  RELAY_MAX_BACKOFF_MS: whole(30_000, { min: 100, max: 10 * MINUTE }, 'Longest pause between attempts for one row while Temporal is away.'),
};

export const housekeepingSettings = {
  SWEEP_EVERY_MS: whole(
    60 * MINUTE,
    { min: SECOND, max: 24 * 60 * MINUTE },
    'How often old rows are removed, by a Schedule of Temporal: they are kept for days, so an hour more is no matter.',
  ),
  REVIVE_EVERY_MS: whole(
    5 * MINUTE,
    { min: SECOND, max: 24 * 60 * MINUTE },
    'How often forgotten chases and jobs are looked for, by a Schedule of Temporal: a chase counts as forgotten after half an hour.',
  ),
  MAIL_IDS_EVERY_MS: whole(
    15 * MINUTE,
    { min: SECOND, max: 24 * 60 * MINUTE },
    'How often providers are asked under which Message-IDs mails travelled, by a Schedule of Temporal: the next mail of a chase comes days later.',
  ),
  AUDIT_EVERY_MS: whole(
    24 * 60 * MINUTE,
    { min: SECOND, max: 7 * 24 * 60 * MINUTE },
    'How often the hash chains of audit events are verified, by a Schedule of Temporal: what is new, then for up to twenty minutes what was verified before once more.',
  ),
};
