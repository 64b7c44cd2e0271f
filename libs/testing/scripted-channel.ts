import type { ChannelProvider, Guarantee, LookupOutcome, MessageChannel, OutgoingMessage, SendOutcome } from '#channels/channel.port.js';

/** A provider that answers as told and remembers what it got. */
export class ScriptedChannel implements ChannelProvider {
  readonly id: string;
  reachesPeople = false;
  readonly sent: OutgoingMessage[] = [];
  answers: SendOutcome[] = [];
  /** How often it was asked for a message; it says what it has, unless it is told to say something else. */
  lookups = 0;
  found: LookupOutcome | null = null;
  /** Runs while the provider is being called, after the claim and before its answer is stored. */
  meanwhile: () => Promise<void> = async () => undefined;

  constructor(
    readonly channel: MessageChannel,
    readonly guarantee: Guarantee,
  ) {
    this.id = `scripted-${channel}`;
  }

  async lookup(): Promise<LookupOutcome> {
    this.lookups += 1;
    if (this.found) return this.found;
    return this.sent.length > 0 ? { status: 'found', providerId: `${this.channel}-found` } : { status: 'absent' };
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    this.sent.push(message);
    await this.meanwhile();
    return this.answers.shift() ?? { status: 'accepted', providerId: `${this.channel}-${this.sent.length}` };
  }
}
