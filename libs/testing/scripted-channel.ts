import type {
  ChannelProvider,
  Guarantee,
  LookupOutcome,
  MessageChannel,
  OutgoingMessage,
  SendOptions,
  SendOutcome,
} from '#channels/channel.port.js';
import { type ChannelRegistry, channelRegistry } from '#channels/registry.js';

/** How long the scripted providers may still carry out what they were sent. */
export const settleMsOfSpecs = 60_000;

/** How long the scripted providers remember keys. */
const keyWindowMsOfSpecs = 24 * 3_600_000;

/** A provider that answers as told and remembers what it got. */
export class ScriptedChannel implements ChannelProvider {
  readonly id: string;
  reachesPeople = false;
  readonly sent: OutgoingMessage[] = [];
  answers: SendOutcome[] = [];
  /** Only with `idempotent`. */
  keyWindowMs?: number;
  /** Only with `lookup`: from how old a doubt on its "absent" is final. */
  settleMs?: number;
  /** How often it was asked for a message; it says what it has, unless it is told to say something else. */
  lookups = 0;
  found: LookupOutcome | null = null;
  /** Runs when the request is about to leave: its last moment comes after this. */
  before: () => Promise<void> = async () => undefined;
  /** Runs while the provider is being called, after the claim and before its answer is stored. */
  meanwhile: () => Promise<void> = async () => undefined;

  constructor(
    readonly channel: MessageChannel,
    readonly guarantee: Guarantee,
    id = `scripted-${channel}`,
  ) {
    this.id = id;
    if (guarantee === 'lookup') this.settleMs = settleMsOfSpecs;
    if (guarantee === 'idempotent') this.keyWindowMs = keyWindowMsOfSpecs;
  }

  async lookup(): Promise<LookupOutcome> {
    this.lookups += 1;
    if (this.found) return this.found;
    return this.sent.length > 0 ? { status: 'found', providerId: `${this.channel}-found` } : { status: 'absent' };
  }

  async send(message: OutgoingMessage, { mayLeave = () => true }: SendOptions): Promise<SendOutcome> {
    await this.before();
    if (!mayLeave()) return { status: 'not-executed', cause: 'too-late', detail: 'too late' };
    this.sent.push(message);
    await this.meanwhile();
    return this.answers.shift() ?? { status: 'accepted', providerId: `${this.channel}-${this.sent.length}` };
  }
}

/** One scripted provider a channel, and the house that sends through them. */
export type ScriptedChannels = Record<MessageChannel, ScriptedChannel> & ChannelRegistry;

/** One scripted provider a channel, each with the guarantee its kind of provider gives, or all with the same. */
export function scriptedChannels(guarantee?: Guarantee): ScriptedChannels {
  const channels = {
    email: new ScriptedChannel('email', guarantee ?? 'idempotent'),
    sms: new ScriptedChannel('sms', guarantee ?? 'none'),
    whatsapp: new ScriptedChannel('whatsapp', guarantee ?? 'lookup'),
    letter: new ScriptedChannel('letter', guarantee ?? 'lookup'),
  };
  return { ...channels, ...channelRegistry(Object.values(channels)) };
}

/** How specs send. */
export const senderOfSpecs = { from: { address: 'facturen@example.com' }, providerTimeoutMs: 1_000 };
