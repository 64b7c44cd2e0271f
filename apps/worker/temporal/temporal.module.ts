import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client } from '@temporalio/client';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { processConfig } from '#config/shared.config.js';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { askNamespace, temporalClient } from '#temporal/connection.js';
import { JobGateway } from '#temporal/job-gateway.js';
import { FiguresModule } from '../figures/figures.module.js';
import { MissingAttributes } from './missing-attributes.js';
import { temporalConfig } from './temporal.config.js';
import { TemporalWait } from './temporal-wait.js';

type Address = ConfigType<typeof temporalConfig>;

/** The client of Temporal and the doors to the chases and jobs that run there. Nothing of the worker starts before Temporal answers. */
@Module({
  imports: [ConfigModule.forFeature(temporalConfig, processConfig), FiguresModule],
  providers: [
    { provide: Client, useFactory: (address: Address) => temporalClient(address), inject: [temporalConfig.KEY] },
    {
      provide: ChaseGateway,
      useFactory: (client: Client, { rpcTimeoutMs }: Address, heard: MissingAttributes) =>
        new ChaseGateway(client, { rpcTimeoutMs, onUnregistered: heard.tell }),
      inject: [Client, temporalConfig.KEY, MissingAttributes],
    },
    {
      provide: JobGateway,
      useFactory: (client: Client, { rpcTimeoutMs }: Address) => new JobGateway(client, { rpcTimeoutMs }),
      inject: [Client, temporalConfig.KEY],
    },
    MissingAttributes,
    TemporalWait,
  ],
  exports: [Client, ChaseGateway, JobGateway, TemporalWait, ConfigModule],
})
export class TemporalModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly client: Client,
    @Inject(temporalConfig.KEY) private readonly address: Address,
    private readonly wait: TemporalWait,
  ) {}

  /** @throws Error when Temporal does not answer in time, or refuses us */
  async onModuleInit(): Promise<void> {
    await this.wait.until(() => askNamespace(this.address));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.connection.close();
  }
}
