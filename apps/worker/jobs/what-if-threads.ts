import type { OnApplicationShutdown } from '@nestjs/common';
import type { WhatIfSettings } from '#activities/jobs/portfolio-simulation.js';
import type { ConfigType } from '#config/config.module.js';
import type { databaseConfig, loginConfig, workConfig } from '#config/shared.config.js';
import { WorkPool } from '#threads/work-pool.js';

/** Threads for what-ifs over the book. Temporal hands out one what-if at a time, and it has all of them. */
export class WhatIfThreads implements OnApplicationShutdown {
  constructor(readonly settings: WhatIfSettings) {}

  async onApplicationShutdown(): Promise<void> {
    await this.settings.pool.close();
  }
}

/** By the settings. */
export function whatIfThreads(
  database: ConfigType<typeof databaseConfig>,
  { worker }: ConfigType<typeof loginConfig>,
  work: ConfigType<typeof workConfig>,
): WhatIfThreads {
  const { atOnce, whatIf } = work;
  const pool = new WorkPool({ ...work, atOnceOfOne: atOnce, waiting: atOnce, waitingOfOne: atOnce });
  const reader = { ...database, ...worker, role: 'maanwerk_app', applicationName: 'maanwerk-what-if' } as const;
  return new WhatIfThreads({ pool, database: reader, parts: atOnce, ...whatIf });
}
