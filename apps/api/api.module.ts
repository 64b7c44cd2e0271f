/** The API put together: a module for each noun. */
import { type DynamicModule, Module } from '@nestjs/common';
import type { LiveClock } from '#casebook/clock.js';
import type { AppConfig } from '#config/app-config.js';
import { ConfigModule } from '#config/config.module.js';
import type { Database } from '#database/database.js';
import type { Log } from '#observability/logger.js';
import type { Metrics } from '#observability/metrics.js';
import { ObservabilityModule } from '#observability/observability.module.js';
import { AgreementsModule } from './agreements/agreements.module.js';
import { CalculatorsModule } from './calculators/calculators.module.js';
import { ClockModule } from './casebook/clock.module.js';
import { CreditorModule } from './creditor/creditor.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DebtorsModule } from './debtors/debtors.module.js';
import { EventsModule } from './events/events.module.js';
import { FactsModule } from './facts/facts.module.js';
import { HealthModule } from './health/health.module.js';
import { HooksModule } from './hooks/hooks.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { InvoicesModule } from './invoices/invoices.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { NotYetModule } from './not-yet/not-yet.module.js';
import { BrandsModule } from './brands/brands.module.js';
import { TextsModule } from './texts/texts.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { NotesModule } from './notes/notes.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import { PoliciesModule } from './policies/policies.module.js';
import { SimulationsModule } from './simulations/simulations.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { TestClocksModule } from './test-clocks/test-clocks.module.js';

/** What the API stands on besides its settings. */
export interface Ground {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Specs lend theirs; without it the API connects by its settings, and closes what it opened. */
  readonly database?: Database;
  /** Specs set theirs; without it the settings say how time runs. */
  readonly live?: LiveClock;
}

/** What every noun uses, then the nouns in the order of the documentation. */
@Module({})
export class ApiModule {
  static forRoot(config: AppConfig, { log, metrics, database, live }: Ground): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(log, metrics),
        DatabaseModule.forRoot(database),
        ClockModule.forRoot(live),
        MetricsModule,
        HealthModule,
        OpenApiModule,
        CreditorModule,
        DebtorsModule,
        InvoicesModule,
        BrandsModule,
        TextsModule,
        DocumentsModule,
        NotesModule,
        PaymentsModule,
        AgreementsModule,
        FactsModule,
        TasksModule,
        MessagesModule,
        NoticesModule,
        PoliciesModule,
        TestClocksModule,
        ImportsModule,
        JobsModule,
        CalculatorsModule,
        SimulationsModule,
        EventsModule,
        HooksModule.forProviders(config.knownProviders),
        NotYetModule,
      ],
    };
  }
}
