import { type DynamicModule, Module } from '@nestjs/common';
import { armed, unarmed } from '#dispatch/deliver/kill-points.js';
import { chaseActivities } from '#activities/activity-registry.js';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { advanceJobKind } from '#casebook/commands/test-clocks.js';
import { portfolioJobKind } from '#casebook/commands/portfolio-simulations.js';
import { parseMailbox } from '#channels/mail-address.js';
import { channelRegistry } from '#channels/registry.js';
import type { AppConfig } from '#config/app-config.js';
import { Database, isRefusal } from '#database/database.js';
import type { Log } from '#observability/logger.js';
import { beatOfActivity } from '#temporal/activity-beat.js';
import { waitFor } from '#observability/wait-for.js';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { type TemporalAddress, temporalClient } from '#temporal/connection.js';
import type { ChaseActivities } from '#contracts/activities.js';
import type { WorkerFigures } from './figures/worker-figures.js';
import { reviveForgotten, sweep } from './housekeeping.js';
import { watchLimitation } from './limitation-watch.js';
import { sealEvents } from './event-sealer.js';
import { ClockWalk } from './jobs/clock-walk.job.js';
import { JobRunner } from './jobs/job-runner.js';
import { PortfolioSimulation } from './jobs/portfolio-simulation.job.js';
import { OutboxRelay } from './outbox-relay.js';
import { Repeating } from './repeating.js';

/** Two doors to the database: rows of one tenant at a time for the activities, the plumbing of all for relay, sealer and jobs. */
export interface Databases {
  readonly app: Database;
  readonly system: Database;
}

/** Names under which the parts of the worker are found. */
export const parts = {
  databases: 'databases',
  activities: 'activities',
  relay: 'relay',
  loops: 'loops',
  jobs: 'jobs',
  whatIfs: 'what-ifs',
  client: 'client',
} as const;

/** Events are sealed at least this often; a gap is the time in which a change by somebody with the owner's rights would go unseen. */
const sealEveryMs = 1_000;
/** Jobs are looked for this often when no notification comes. */
const jobsEveryMs = 1_000;
/** Forgotten chases and old rows are looked for this often. */
const housekeepingEveryMs = 60_000;
/** Claims near their limitation are looked for this often: warnings are given by the day, and on a test clock somebody is watching. */
const limitationEveryMs = 10_000;

/** Address of Temporal from the settings. */
export function temporalAddress(config: AppConfig): TemporalAddress {
  const apiKey = config.TEMPORAL_API_KEY?.reveal();
  return {
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    rpcTimeoutMs: config.TEMPORAL_RPC_TIMEOUT_MS,
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

/** Connects both doors, once there is a database. @throws Error when none answers in time */
async function connectDatabases(config: AppConfig, log: Log): Promise<Databases> {
  const common = {
    url: config.DATABASE_URL,
    connectTimeoutMs: config.DB_CONNECT_TIMEOUT_MS,
    statementTimeoutMs: config.DB_STATEMENT_TIMEOUT_MS,
    answerMarginMs: config.DB_ANSWER_MARGIN_MS,
    lockTimeoutMs: config.DB_LOCK_TIMEOUT_MS,
    idleInTransactionTimeoutMs: config.DB_IDLE_IN_TRANSACTION_TIMEOUT_MS,
  };
  const waiting = { waitMs: config.START_WAIT_MS, log, hopeless: isRefusal };
  const ofTenants = { ...common, role: 'maanwerk_app', applicationName: 'maanwerk-worker', poolSize: config.DB_POOL_SIZE } as const;
  const ofAll = { ...common, role: 'maanwerk_system', applicationName: 'maanwerk-relay', poolSize: 5 } as const;
  const app = await waitFor('PostgreSQL', () => Database.connect(ofTenants), waiting);
  const system = await waitFor('PostgreSQL', () => Database.connect(ofAll), waiting);
  return { app, system };
}

const liveClock = (config: AppConfig): LiveClock => new LiveClock(config.MAANWERK_CLOCK_SCALE, config.MAANWERK_CLOCK_ORIGIN);

const bookOf = (config: AppConfig, { app }: Databases): Casebook =>
  new Casebook(app, liveClock(config), { timeoutMs: config.SEND_START_TO_CLOSE_MS, leaseMs: config.SEND_LEASE_MS });

function activitiesOf(config: AppConfig, databases: Databases, figures: WorkerFigures): ChaseActivities {
  const channels = channelRegistry({
    resend: { apiKey: config.RESEND_API_KEY.reveal(), baseUrl: config.RESEND_BASE_URL },
    sms: { baseUrl: config.SMS_BASE_URL },
    whatsapp: { baseUrl: config.WHATSAPP_BASE_URL, settleMs: config.WHATSAPP_SETTLE_MS },
    letter: { baseUrl: config.LETTER_BASE_URL, settleMs: config.LETTER_SETTLE_MS },
  });
  const from = parseMailbox(config.MAIL_FROM);
  if (!from) throw new Error('MAIL_FROM is no mail address: write `Name <address>`');
  return chaseActivities(bookOf(config, databases), channels, {
    from,
    providerTimeoutMs: config.SEND_PROVIDER_TIMEOUT_MS,
    observer: figures,
    beat: beatOfActivity,
    reach: config.MAANWERK_KILL_AT === '' ? unarmed : armed(config.MAANWERK_KILL_AT),
  });
}

/** What the loops turn for, and who hears of it. */
interface LoopParts {
  readonly book: Casebook;
  readonly jobs: JobRunner;
  readonly whatIfs: JobRunner;
  readonly figures: WorkerFigures;
  readonly log: Log;
}

function loopsOf({ system }: Databases, { book, jobs, whatIfs, figures, log }: LoopParts): Repeating[] {
  return [
    new Repeating({ name: 'sealing', everyMs: sealEveryMs, log }, async () => void (await sealEvents(system))),
    new Repeating({ name: 'jobs', everyMs: jobsEveryMs, log }, (stopped) => jobs.drain(stopped)),
    new Repeating({ name: 'housekeeping', everyMs: housekeepingEveryMs, log }, () => sweep(system)),
    // By itself: a sweep that fails must not keep forgotten chases asleep.
    new Repeating({ name: 'reviving', everyMs: housekeepingEveryMs, log }, async () => {
      const revived = await reviveForgotten(system, new Date());
      figures.chasesRevived(revived);
      if (revived > 0) log.warn('forgotten chases revived', { count: revived });
    }),
    new Repeating({ name: 'limitation', everyMs: limitationEveryMs, log }, async () => void (await watchLimitation(system, book, log))),
    // By themselves: a what-if over a large book takes minutes, and a test clock must not wait for it.
    new Repeating({ name: 'what-ifs', everyMs: jobsEveryMs, log }, (stopped) => whatIfs.drain(stopped)),
  ];
}

/** The worker's parts, wired. */
@Module({})
export class WorkerModule {
  static of(config: AppConfig, log: Log, figures: WorkerFigures): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        { provide: parts.databases, useFactory: () => connectDatabases(config, log) },
        { provide: parts.client, useFactory: () => temporalClient(temporalAddress(config)) },
        {
          provide: ChaseGateway,
          useFactory: (client: ReturnType<typeof temporalClient>) =>
            new ChaseGateway(client, {
              rpcTimeoutMs: config.TEMPORAL_RPC_TIMEOUT_MS,
              onUnregistered: (names) => {
                figures.attributesMissing(names.length);
                if (names.length > 0)
                  log.warn('search attributes are not registered, chases start without them: see docs/how-to/production-temporal.md', {
                    context: names.join(', '),
                  });
              },
            }),
          inject: [parts.client],
        },
        {
          provide: parts.activities,
          useFactory: (databases: Databases) => activitiesOf(config, databases, figures),
          inject: [parts.databases],
        },
        {
          provide: parts.relay,
          useFactory: ({ system }: Databases, gateway: ChaseGateway) =>
            new OutboxRelay(system, gateway, {
              pollMs: config.RELAY_POLL_MS,
              batchSize: config.RELAY_BATCH_SIZE,
              concurrency: config.RELAY_CONCURRENCY,
              maxBackoffMs: config.RELAY_MAX_BACKOFF_MS,
              log,
            }),
          inject: [parts.databases, ChaseGateway],
        },
        {
          provide: parts.jobs,
          useFactory: ({ system, app }: Databases, gateway: ChaseGateway) =>
            new JobRunner(system, { [advanceJobKind]: new ClockWalk(system, gateway, app).handle }, { log }),
          inject: [parts.databases, ChaseGateway],
        },
        {
          provide: parts.whatIfs,
          useFactory: ({ system, app }: Databases) =>
            new JobRunner(system, { [portfolioJobKind]: new PortfolioSimulation(app, liveClock(config)).handle }, { log }),
          inject: [parts.databases],
        },
        {
          provide: parts.loops,
          useFactory: (databases: Databases, jobs: JobRunner, whatIfs: JobRunner) =>
            loopsOf(databases, { book: bookOf(config, databases), jobs, whatIfs, figures, log }),
          inject: [parts.databases, parts.jobs, parts.whatIfs],
        },
      ],
    };
  }
}
