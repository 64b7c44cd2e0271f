/** Under which Message-IDs mails travelled: their provider gave them, and later mails of the same chase refer to them. */
import type { ChannelProvider } from '#channels/channel.port.js';
import type { ChannelRegistry } from '#channels/registry.js';
import type { Database } from '#database/database.js';
import type { Log } from '#observability/logger.js';
import { keepMailId, mailsWithoutId } from '#database/repositories/mail-ids.repository.js';

/** Asked in one turn: at two requests a second, which providers allow beside sending, less than the turn may take. */
const askedAtOnce = 200;
const betweenMs = 500;
const timeoutMs = 10_000;

/** A provider that can be asked. */
type Asked = ChannelProvider & { mailIdOf: NonNullable<ChannelProvider['mailIdOf']> };
const canBeAsked = (provider: ChannelProvider): provider is Asked => provider.mailIdOf !== undefined;

/** Asks for what is not known yet; a provider that does not answer is left alone until the next turn. @returns how many were told */
export async function learnMailIds({ system, database, channels, log, pause = waits }: MailIdParts): Promise<number> {
  const providers = new Map(
    channels
      .of('email')
      .filter(canBeAsked)
      .map((provider) => [provider.id, provider]),
  );
  const mails = providers.size === 0 ? [] : await system.ofSystem((tx) => mailsWithoutId(tx, [...providers.keys()], askedAtOnce));
  let told = 0;
  for (const { tenantId, id, provider: providerId, providerMessageId } of mails) {
    const provider = providers.get(providerId);
    if (!provider) continue;
    try {
      const mailId = await provider.mailIdOf(providerMessageId, { timeoutMs });
      await database.ofTenant(tenantId, (tx) => keepMailId(tx, id, mailId ?? ''));
      told += mailId === null ? 0 : 1;
    } catch (error) {
      log.warn('a provider does not tell of its mails', { context: providerId, result: error instanceof Error ? error.name : 'error' });
      providers.delete(providerId);
    }
    await pause(betweenMs);
  }
  return told;
}

/** What it needs. */
export interface MailIdParts {
  /** The system's access to the rows of all tenants. */
  readonly system: Database;
  /** Access to one creditor's rows at a time. */
  readonly database: Database;
  readonly channels: ChannelRegistry;
  readonly log: Log;
  /** Between two questions; absent: by the clock. */
  readonly pause?: (ms: number) => Promise<void>;
}

const waits = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
