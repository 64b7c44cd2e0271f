/** The providers of a running house. */
import type { ChannelProvider, MessageChannel } from './channel.port.js';
import type { ConfiguredProvider } from './provider.js';

/** Which provider a creditor has chosen for a channel; what is absent or null is left to the house. */
export type ProviderChoices = Readonly<Partial<Record<MessageChannel, string | null>>>;

/** The providers that a house sends through. */
export interface ChannelRegistry {
  /** The provider by the name that a message keeps; null when the house uses it no more. */
  named(id: string): ChannelProvider | null;
  /** All of a channel, the usual one first. */
  of(channel: MessageChannel): readonly ChannelProvider[];
  /** The one for a new message: the creditor's choice while the house still uses it, else the usual one. @throws Error when the channel has none */
  chosenFor(channel: MessageChannel, choices: ProviderChoices): ChannelProvider;
}

/** A registry of these providers; the first of a channel is its usual one. */
export function channelRegistry(providers: readonly ChannelProvider[]): ChannelRegistry {
  const named = (id: string): ChannelProvider | null => providers.find((provider) => provider.id === id) ?? null;
  const of = (channel: MessageChannel): readonly ChannelProvider[] => providers.filter((provider) => provider.channel === channel);
  return {
    named,
    of,
    chosenFor(channel, choices) {
      const all = of(channel);
      const chosen = all.find(({ id }) => id === choices[channel]) ?? all[0];
      if (!chosen) throw new Error(`the house has no provider for ${channel}`);
      return chosen;
    },
  };
}

/** Makes what the settings name. */
export const openChannels = (configured: readonly ConfiguredProvider[]): ChannelRegistry =>
  channelRegistry(configured.map((one) => one.create()));
