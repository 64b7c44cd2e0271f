/** What Resend reports about a message, once its signature is found right. */
import { Inject, Injectable } from '@nestjs/common';
import { Casebook } from '#casebook/casebook.js';
import { recordDelivery } from '#casebook/commands/record-delivery.js';
import type { ConfigType } from '#config/config.module.js';
import type { DeliveryEvent } from '#channels/channel.port.js';
import { readResendWebhook } from '#channels/resend/resend-webhook.js';
import { Database } from '#database/database.js';
import { findMessageOwner, findTaggedMessage, foreign, type MessageOwner } from '#database/queries/message-owner.js';
import type { Exchange } from '../http/exchange.js';
import { Problem } from '../http/problems.js';
import { hooksConfig } from './hooks.config.js';

const provider = 'resend';

/**
 * A report can overtake the answer it reports about: then the message has no provider id yet, and our tag says whose it is. One without a
 * tag of ours is somebody else's mail on the same account; it is taken off the provider's hands after this, lest a tag that was lost
 * on the way loses us a bounce.
 */
const overtakingMs = 60 * 60_000;

/** Takes reports of Resend. */
@Injectable()
export class ResendHook {
  constructor(
    private readonly database: Database,
    private readonly casebook: Casebook,
    @Inject(hooksConfig.KEY) private readonly config: ConfigType<typeof hooksConfig>,
  ) {}

  /** @throws Problem invalid-signature, invalid-request, not-found (come back later) */
  async receive(exchange: Exchange): Promise<'recorded' | 'ignored'> {
    const incoming = { headers: exchange.request.headers, rawBody: exchange.rawBody ?? Buffer.alloc(0) };
    // Signatures are stamped by the provider's clock, so they are held against ours and never against a test clock.
    const reading = readResendWebhook(incoming, { secrets: this.config.resendSecrets, now: Date.now() });
    if (reading.result === 'ignored') return 'ignored';
    if (reading.result === 'event') return this.record(exchange, reading.event);
    if (reading.code === 'malformed') throw new Problem('invalid-request', 'The report has no shape this API knows.');
    throw new Problem('invalid-signature', `The report is not signed by this endpoint's secret (${reading.code}).`);
  }

  private async record(exchange: Exchange, event: DeliveryEvent): Promise<'recorded' | 'ignored'> {
    const owner = await this.ownerOf(event);
    if (owner === foreign && Date.now() - event.at > overtakingMs) return 'ignored';
    // A tag of ours without its message: this database was restored from before it. The provider keeps the report for a day.
    if (owner === foreign || !owner) throw new Problem('not-found', 'The message is not known yet.', { headers: { 'Retry-After': '5' } });
    const actor = { tenantId: owner.tenantId, name: `provider:${provider}`, requestId: exchange.requestId };
    const { providerEventId, providerMessageId, kind, detail } = event;
    const { messageId, debtorId } = owner;
    const delivery = { provider, providerEventId, providerMessageId, messageId, kind, at: new Date(event.at), detail };
    await recordDelivery(this.casebook, { actor, debtorId }, delivery);
    return 'recorded';
  }

  private async ownerOf({ providerMessageId, tagged }: DeliveryEvent): Promise<MessageOwner | null | typeof foreign> {
    const known = await this.database.ofSystem((tx) => findMessageOwner(tx, provider, providerMessageId));
    if (known) return known;
    if (!tagged) return foreign;
    return this.database.ofTenant(tagged.tenantId, (tx) => findTaggedMessage(tx, provider, tagged.messageId));
  }
}
