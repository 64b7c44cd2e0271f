import type { Server } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ConfigType } from '#config/config.module.js';
import { signAnswers } from '#observability/instance.js';
import { httpConfig } from '../http.config.js';

/** Whose answers these are, and how patient the server is with open requests once it stops. */
@Injectable()
export class ServerStop implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private forced: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(httpConfig.KEY) private readonly config: ConfigType<typeof httpConfig>,
  ) {}

  onApplicationBootstrap(): void {
    signAnswers(this.server, 'api', this.config.instance);
  }

  /** Nest now stops listening and waits for open requests; those that stay are cut. */
  beforeApplicationShutdown(): void {
    this.forced = setTimeout(() => this.server.closeAllConnections(), this.config.shutdownGraceMs);
  }

  onApplicationShutdown(): void {
    clearTimeout(this.forced);
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer();
  }
}
