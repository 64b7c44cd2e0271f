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
import { httpConfig } from './http.config.js';

/** A request may take this long to arrive in full; a body is small, so only a stalled or hostile client needs more. */
const requestTimeoutMs = 30_000;
/** Headers are a few hundred bytes: a client that needs longer holds a socket on purpose. */
const headersTimeoutMs = 10_000;
/** Above the idle time of common load balancers (60 s), so that they close first and never meet a closing socket. */
const keepAliveTimeoutMs = 65_000;

/** How patient the server is: with slow clients, and with open requests once it stops. */
@Injectable()
export class ServerLimits implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private forced: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(httpConfig.KEY) private readonly config: ConfigType<typeof httpConfig>,
  ) {}

  onApplicationBootstrap(): void {
    const { server } = this;
    signAnswers(server, 'api', this.config.instance);
    server.requestTimeout = requestTimeoutMs;
    server.headersTimeout = headersTimeoutMs;
    server.keepAliveTimeout = keepAliveTimeoutMs;
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
