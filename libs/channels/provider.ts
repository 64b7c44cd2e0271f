/**
 * What a provider declares of itself. Everything else comes from the list of declarations (`providers.ts`): the settings and their page in
 * `.env.example`, the place in the registry, the hook that takes its reports, and what a start refuses.
 */
import { z } from 'zod';
import type { Instant } from '#domain/calendar/zone.js';
import { type Env, withoutBlanks } from '#settings/env.js';
import type { ProcessName } from '#settings/setting.js';
import type { ChannelProvider, DeliveryEvent, MessageChannel } from './channel.port.js';

/** Environment variables by name, each made by a word of `libs/settings/setting.ts`: it says why it is there and what holds without it. */
export type SettingShape = Readonly<Record<string, z.ZodType>>;

/** The values of such settings. */
export type SettingsOf<Shape extends SettingShape> = z.output<z.ZodObject<Shape>>;

/** A report as it came in: header names in lower case, the body as the bytes that were signed. */
export interface IncomingReport {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly rawBody: Uint8Array;
}

/**
 * What a request of a provider came to. `ignored` is genuine but says nothing a chase may hang on; it is answered like a report.
 * `refused`: `malformed` when it is genuine and makes no sense, else why it is not believed.
 */
export type ReportReading =
  | { readonly result: 'reports'; readonly reports: readonly DeliveryEvent[] }
  | { readonly result: 'ignored'; readonly type: string }
  | { readonly result: 'refused'; readonly code: string };

/** What is known when a report is read. */
export interface ReadingTerms<Settings> {
  readonly settings: Settings;
  /** By the real clock, as the provider's own stamps are. */
  readonly now: Instant;
}

/** How a provider tells what became of its messages: by `POST /hooks/<id>`. */
export interface ReportReader<Settings> {
  /** One line for the API's document. */
  readonly summary: string;
  /** Its name in SDKs. */
  readonly operationId: string;
  /** Checks who speaks, on the raw bytes, then reads. Never throws for what came in. */
  readonly read: (incoming: IncomingReport, terms: ReadingTerms<Settings>) => ReportReading;
}

/** What starts, for what a provider refuses then. */
export interface ProviderStart {
  readonly production: boolean;
  /** The process; absent: everything is looked at. The API sends nothing and need not have the key to. */
  readonly process?: ProcessName | undefined;
}

/**
 * A provider, as its folder declares it.
 *
 * @example
 * export const acmeLetters = defineProvider({
 *   id: 'acme-letters',
 *   channel: 'letter',
 *   title: 'Letters through Acme',
 *   settings: { ACME_API_KEY: secret('acme-development-only', 'Key for Acme.') },
 *   create: ({ ACME_API_KEY }) => new AcmeLetters(ACME_API_KEY.reveal()),
 * });
 */
export interface ProviderSpec<Shape extends SettingShape> {
  /** Name under which messages keep it, creditors choose it and its hook is found. It never changes: old messages hold it. */
  readonly id: string;
  readonly channel: MessageChannel;
  /** Heading over its settings in `.env.example`. */
  readonly title: string;
  readonly settings: Shape;
  /** Settings that are fine alone and wrong together, or wrong in production; one sentence each, with the name of the setting. */
  readonly problems?: (settings: SettingsOf<Shape>, start: ProviderStart) => readonly string[];
  readonly create: (settings: SettingsOf<Shape>) => ChannelProvider;
  readonly reports?: ReportReader<SettingsOf<Shape>>;
}

/** A provider with its settings read. */
export interface ConfiguredProvider {
  readonly id: string;
  readonly channel: MessageChannel;
  /** @throws Error when what it makes is another provider than it declares */
  create(): ChannelProvider;
  /** Null: this provider reports nothing. */
  readonly readReports: ((incoming: IncomingReport, now: Instant) => ReportReading) | null;
}

/** A declaration in the list, whatever the shape of its settings. */
export interface DeclaredProvider {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly title: string;
  readonly settings: SettingShape;
  /** The hook it has; null: it reports nothing. */
  readonly hook: { readonly summary: string; readonly operationId: string } | null;
  /** What of its settings is unusable, by name and never with the value. */
  problems(env: Env, start: ProviderStart): readonly string[];
  /** @throws Error when its settings are unusable */
  configure(env: Env): ConfiguredProvider;
}

/** A declaration whose settings are known by type. */
export interface TypedProvider<Shape extends SettingShape> extends DeclaredProvider {
  /** @throws Error when they are unusable */
  settingsOf(env: Env): SettingsOf<Shape>;
}

/** It stands in a path, in a column and in settings. */
const idShape = /^[a-z][a-z0-9-]{1,39}$/;

/** Declares a provider. @throws Error when its id is no name of small letters, digits and dashes */
export function defineProvider<const Shape extends SettingShape>(spec: ProviderSpec<Shape>): TypedProvider<Shape> {
  const { id, channel, title, settings: shape, reports } = spec;
  if (!idShape.test(id)) throw new Error(`"${id}" is no id of a provider: 2 to 40 small letters, digits and dashes`);
  const schema = z.object(shape);
  const settingsOf = (env: Env): SettingsOf<Shape> => schema.parse(withoutBlanks(env));
  return {
    id,
    channel,
    title,
    settings: shape,
    hook: reports ? { summary: reports.summary, operationId: reports.operationId } : null,
    settingsOf,
    problems(env, start) {
      const parsed = schema.safeParse(withoutBlanks(env));
      if (parsed.success) return spec.problems?.(parsed.data, start) ?? [];
      return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    },
    configure(env) {
      const settings = settingsOf(env);
      return {
        id,
        channel,
        create: () => asDeclared(spec, spec.create(settings)),
        readReports: reports ? (incoming, now) => reports.read(incoming, { settings, now }) : null,
      };
    },
  };
}

function asDeclared({ id, channel }: Pick<DeclaredProvider, 'id' | 'channel'>, provider: ChannelProvider): ChannelProvider {
  if (provider.id === id && provider.channel === channel) return provider;
  throw new Error(`the provider "${id}" for ${channel} makes one that calls itself "${provider.id}" for ${provider.channel}`);
}
