import type { ChannelProvider, MessageChannel } from './channel.port.js';
import { ResendChannel, type ResendSettings } from './resend/resend.channel.js';
import {
  type AskableSettings,
  letterSimulated,
  smsSimulated,
  whatsappSimulated,
  type SimulatedSettings,
} from './simulated/simulated.channel.js';

/** What the providers need, read from the environment by the app that builds them. */
export interface ChannelSettings {
  readonly resend: ResendSettings;
  readonly sms: SimulatedSettings;
  readonly whatsapp: AskableSettings;
  readonly letter: AskableSettings;
}

/** The provider of each channel. A new channel without a line here does not compile. */
export type ChannelRegistry = Readonly<Record<MessageChannel, ChannelProvider>>;

/** The provider that a message was claimed for. @throws Error when it is no longer configured */
export function providerNamed(channels: ChannelRegistry, id: string): ChannelProvider {
  const provider = Object.values(channels).find((candidate) => candidate.id === id);
  if (!provider) throw new Error(`no provider "${id}" is configured`);
  return provider;
}

/** One provider a channel. To add or swap one: a folder that passes the contract suite, and its line here. */
export const channelRegistry = (settings: ChannelSettings): ChannelRegistry =>
  ({
    email: new ResendChannel(settings.resend),
    sms: smsSimulated(settings.sms),
    whatsapp: whatsappSimulated(settings.whatsapp),
    letter: letterSimulated(settings.letter),
  }) satisfies ChannelRegistry;
