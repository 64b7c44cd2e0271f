/** Which of the known providers a house uses, and which of them is the usual one of its channel. */
import { z } from 'zod';
import { type Env, withoutBlanks } from '#settings/env.js';
import { names } from '#settings/setting.js';
import { type MessageChannel, messageChannels } from './channel.port.js';
import type { ConfiguredProvider, DeclaredProvider, ProviderStart, SettingShape } from './provider.js';
import * as known from './providers.js';

/** Every provider that this house knows, by channel and name. */
export const knownProviders: readonly DeclaredProvider[] = Object.values<DeclaredProvider>(known).sort(
  (one, other) => messageChannels.indexOf(one.channel) - messageChannels.indexOf(other.channel) || (one.id < other.id ? -1 : 1),
);

/** Which providers a channel has. One that is not named sends nothing, is told nothing, and needs no settings. */
export const channelSettings = {
  EMAIL_PROVIDERS: names('resend', {
    why: 'Providers for e-mail, with commas between them. The first is the usual one; a creditor may choose another. One that is replaced stays in the list, after the new one, until the last reports about its messages are in.',
  }),
  SMS_PROVIDERS: names('sms-simulated', { why: 'Providers for sms, in the same way.' }),
  WHATSAPP_PROVIDERS: names('whatsapp-simulated', { why: 'Providers for WhatsApp, in the same way.' }),
  LETTER_PROVIDERS: names('letter-simulated', { why: 'Providers for letters, in the same way.' }),
};

const channelSchema = z.object(channelSettings);
type ChannelSetting = keyof typeof channelSettings;

interface Chosen {
  readonly setting: ChannelSetting;
  readonly channel: MessageChannel;
  readonly ids: readonly string[];
}

/** Nothing where the settings of the channels cannot be read: that is said where all settings are. */
function chosenIn(env: Env): readonly Chosen[] {
  const chosen = channelSchema.safeParse(withoutBlanks(env)).data;
  if (!chosen) return [];
  return [
    { setting: 'EMAIL_PROVIDERS', channel: 'email', ids: chosen.EMAIL_PROVIDERS },
    { setting: 'SMS_PROVIDERS', channel: 'sms', ids: chosen.SMS_PROVIDERS },
    { setting: 'WHATSAPP_PROVIDERS', channel: 'whatsapp', ids: chosen.WHATSAPP_PROVIDERS },
    { setting: 'LETTER_PROVIDERS', channel: 'letter', ids: chosen.LETTER_PROVIDERS },
  ];
}

/**
 * The settings of all these providers by their headings. Providers of one company may share a setting, when it is the same object.
 * @throws Error when two providers have one id, or mean two things by one name
 */
export function providerSettings(declared: readonly DeclaredProvider[]): Readonly<Record<string, SettingShape>> {
  const groups: Record<string, Record<string, z.ZodType>> = {};
  const seen = new Map<string, z.ZodType>();
  const ids = new Set<string>();
  for (const { id, title, settings } of declared) {
    if (ids.has(id)) throw new Error(`two providers are called "${id}"`);
    ids.add(id);
    for (const [name, schema] of Object.entries(settings)) {
      const before = seen.get(name);
      if (before === schema) continue;
      if (before !== undefined || name in channelSettings) throw new Error(`"${id}" means something else by ${name} than another provider`);
      seen.set(name, schema);
      (groups[title] ??= {})[name] = schema;
    }
  }
  return groups;
}

/** The providers a house uses, by its settings of the channels: the usual one of each channel before the others. */
export function usedProviders(env: Env, declared: readonly DeclaredProvider[]): readonly DeclaredProvider[] {
  return chosenIn(env).flatMap(({ channel, ids }) =>
    ids.flatMap((id) => declared.find((one) => one.id === id && one.channel === channel) ?? []),
  );
}

/** What is wrong with the settings of the channels and of the providers they name, by name and never with the value. */
export function channelProblems(env: Env, declared: readonly DeclaredProvider[], start: ProviderStart): string[] {
  const unknown = chosenIn(env).flatMap(({ setting, channel, ids }) => {
    const there = declared.filter((one) => one.channel === channel).map(({ id }) => id);
    return ids
      .filter((id) => !there.includes(id))
      .map(() => `${setting} names a provider that is not there: it may name ${there.join(', ')}`);
  });
  return [...unknown, ...usedProviders(env, declared).flatMap((provider) => provider.problems(env, start))];
}

/** The same providers with their settings read. @throws Error when they are unusable */
export const configuredProviders = (env: Env, declared: readonly DeclaredProvider[]): readonly ConfiguredProvider[] =>
  usedProviders(env, declared).map((provider) => provider.configure(env));
