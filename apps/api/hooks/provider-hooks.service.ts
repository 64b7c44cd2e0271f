/** What a provider reports about messages, once it is found to be the provider who speaks. */
import { Inject, Injectable } from '@nestjs/common';
import { Casebook } from '#casebook/casebook.js';
import { recordDelivery } from '#casebook/commands/record-delivery.js';
import type { DeliveryEvent } from '#channels/channel.port.js';
import type { ConfigType } from '#config/config.module.js';
import { Database } from '#database/database.js';
import { findMessageOwner, findTaggedMessage, foreign, type MessageOwner } from '#database/queries/message-owner.js';
import type { Exchange } from '../http/exchange.js';
import { RateLimits } from '../http/limits/rate-limits.js';
import { Problem } from '../http/problems.js';
import { hooksConfig } from './hooks.config.js';

/** `early`: the message is not known yet, or not any more; the provider is to come back. */
type Received = 'recorded' | 'ignored' | 'early';

/**
 * A report can overtake the answer it reports about: then the message has no provider id yet, and our tag says whose it is. One without a
 * tag of ours is somebody else's mail on the same account; it is taken off the provider's hands after this, lest a tag that was lost
 * on the way loses us a bounce.
 */
const overtakingMs = 60 * 60_000;

/** No provider reports of mail from before this. */
const earliest = Date.parse('2000-01-01T00:00:00Z');
/** A provider's clock may be ahead of ours by less than this. */
const aheadMs = 24 * 60 * 60_000;

/** Text that Postgres takes: it knows no NUL. */
const storable = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd').replaceAll('\u0000', '\ufffd');

/**
 * A report whose sender has signed it counts, whatever is wrong in it: a bounce that was refused for its date would let the next mail go to
 * a dead address. An instant that cannot be is taken for now.
 */
const kept = (event: DeliveryEvent, now: number): DeliveryEvent => ({
  ...event,
  providerEventId: storable(event.providerEventId),
  providerMessageId: storable(event.providerMessageId),
  detail: storable(event.detail),
  at: event.at >= earliest && event.at <= now + aheadMs ? event.at : now,
});

/** Takes the reports of every provider that this installation uses. */
@Injectable()
export class ProviderHooks {
  constructor(
    private readonly database: Database,
    private readonly casebook: Casebook,
    private readonly limits: RateLimits,
    @Inject(hooksConfig.KEY) private readonly config: ConfigType<typeof hooksConfig>,
  ) {}

  /** @throws Problem invalid-signature, too-many-requests, invalid-request, not-found (not used here, or: come back later) */
  async receive(provider: string, exchange: Exchange): Promise<'recorded' | 'ignored'> {
    const read = this.config.providers.find(({ id }) => id === provider)?.readReports;
    // The secret of a provider that nobody set up is in the documentation: whoever speaks, it is not the provider.
    if (!read) throw new Problem('not-found', `This installation sends nothing through ${provider}.`);
    const incoming = { headers: exchange.request.headers, rawBody: exchange.rawBody ?? Buffer.alloc(0) };
    // Signatures are stamped by the provider's clock, so they are held against ours and never against a test clock.
    const reading = read(incoming, Date.now());
    if (reading.result === 'ignored') return 'ignored';
    if (reading.result === 'reports') return this.recordAll(provider, exchange, reading.reports);
    if (reading.code === 'malformed') throw new Problem('invalid-request', 'The report has no shape this API knows.');
    // Only who cannot sign is counted: a provider reports as often as it has something to say.
    await this.limits.countStranger(exchange);
    throw new Problem('invalid-signature', `The report is not signed by this endpoint's secret (${reading.code}).`);
  }

  /** A request may carry many. One that comes too early brings all of them again, and the others are then repeats. */
  private async recordAll(provider: string, exchange: Exchange, reports: readonly DeliveryEvent[]): Promise<'recorded' | 'ignored'> {
    const received: Received[] = [];
    for (const report of reports) received.push(await this.record(provider, exchange, kept(report, Date.now())));
    if (received.includes('early')) throw new Problem('not-found', 'The message is not known yet.', { headers: { 'Retry-After': '5' } });
    return received.includes('recorded') ? 'recorded' : 'ignored';
  }

  private async record(provider: string, exchange: Exchange, event: DeliveryEvent): Promise<Received> {
    const owner = await this.ownerOf(provider, event);
    if (owner === foreign && Date.now() - event.at > overtakingMs) return 'ignored';
    // A tag of ours without its message: this database was restored from before it. The provider keeps the report for a day.
    if (owner === foreign || !owner) return 'early';
    const actor = { tenantId: owner.tenantId, name: `provider:${provider}`, requestId: exchange.requestId };
    const { providerEventId, providerMessageId, kind, detail } = event;
    const { messageId, debtorId } = owner;
    const delivery = { provider, providerEventId, providerMessageId, messageId, kind, at: new Date(event.at), detail };
    await recordDelivery(this.casebook, { actor, debtorId }, delivery);
    return 'recorded';
  }

  /**
   * By our tag first, which most reports carry, since it names the tenant too: a report often comes before the answer with the provider's
   * id is written.
   */
  private async ownerOf(provider: string, { providerMessageId, tagged }: DeliveryEvent): Promise<MessageOwner | null | typeof foreign> {
    const byTag = tagged && (await this.database.ofTenant(tagged.tenantId, (tx) => findTaggedMessage(tx, provider, tagged.messageId)));
    if (byTag && byTag !== foreign) return byTag;
    const known = await this.database.ofSystem((tx) => findMessageOwner(tx, provider, providerMessageId));
    return known ?? (tagged ? (byTag ?? null) : foreign);
  }
}
