/**
 * How often a key and an address may ask. Each API process counts its own in memory, and no request waits for another's: with n processes a
 * caller may have n times the quota (ADR 0024).
 */
import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '#config/config.module.js';
import type { Caller } from '../api-keys/caller.js';
import type { Exchange } from '../exchange.js';
import { rateConfig } from '../http.config.js';
import { Problem } from '../problems.js';
import { addressGroup } from './client-address.js';
import { RateWindows, type Standing } from './rate-windows.js';

/** Strangers are counted in so many drawers: two may share one, and no number of addresses takes more memory. */
const drawers = 65_536;

@Injectable()
export class RateLimits {
  private readonly keys: RateWindows;
  private readonly strangers: RateWindows;
  /** So that nobody can find out whose drawer is whose. */
  private readonly salt = randomBytes(16);

  constructor(@Inject(rateConfig.KEY) config: ConfigType<typeof rateConfig>) {
    this.keys = new RateWindows([
      { name: 'burst', quota: config.keyBurst, windowSeconds: 10 },
      { name: 'sustained', quota: config.keySustained, windowSeconds: 600 },
    ]);
    this.strangers = new RateWindows([{ name: 'anonymous', quota: config.anonymous, windowSeconds: 60 }]);
  }

  /** Counts a request of a key. @throws Problem too-many-requests */
  async countCaller(exchange: Exchange, { keyId }: Caller): Promise<void> {
    admit(exchange, await this.keys.take(keyId), 'This API key');
  }

  /** Counts a request that no valid key came with, by the address it came from. @throws Problem too-many-requests */
  async countStranger(exchange: Exchange): Promise<void> {
    admit(exchange, await this.strangers.take(this.drawerOf(exchange.request.ip)), 'This address');
  }

  private drawerOf(address: string | undefined): string {
    const digest = createHash('sha256').update(this.salt).update(addressGroup(address)).digest();
    return String(digest.readUInt32BE() % drawers);
  }
}

/** Says on the answer how the caller stands (RateLimit header fields for HTTP, draft 11). @throws Problem too-many-requests */
function admit({ response }: Exchange, standings: readonly Standing[], who: string): void {
  const list = (parts: (standing: Standing) => string): string =>
    standings.map((standing) => `"${standing.policy.name}";${parts(standing)}`).join(', ');
  response.setHeader(
    'RateLimit-Policy',
    list(({ policy }) => `q=${policy.quota};w=${policy.windowSeconds}`),
  );
  response.setHeader(
    'RateLimit',
    list(({ left, secondsLeft }) => `r=${left};t=${secondsLeft}`),
  );
  const exceeded = standings.filter((standing) => standing.exceeded);
  const [first] = exceeded;
  if (!first) return;
  const { quota, windowSeconds } = first.policy;
  throw new Problem('too-many-requests', `${who} may ask ${quota} times in ${windowSeconds} seconds.`, {
    headers: { 'Retry-After': String(Math.max(...exceeded.map(({ secondsLeft }) => secondsLeft))) },
  });
}
