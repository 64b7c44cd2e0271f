/** Why a message is as it is, in plain words: what a person asks who looks at a preview. */
import type { Preview } from '#dispatch/preview/preview-message.js';
import type { Channel, DebtorFacts, Reach } from '#domain/policy/facts/facts.js';
import type { ReasonCode } from '#domain/policy/language/plan.js';

type Why = { about: 'time' | 'channel' | 'tone'; text: string };

/** What is told of a preview. */
export type Explained = Pick<Preview, 'step' | 'comes' | 'reasons' | 'policyStep' | 'debtorCase'>;

/** One sentence each on the time, the channel and the tone; nothing is said of what the step does not have. */
export function whyOf(preview: Explained): Why[] {
  const { step } = preview;
  const why: Why[] = [{ about: 'time', text: timeOf(preview) }];
  if (step.channel !== null) why.push({ about: 'channel', text: channelWords(preview, step.channel) });
  if (step.tone !== null) why.push({ about: 'tone', text: toneWords(preview) });
  return why;
}

const timeOf = ({ comes, reasons }: Explained): string =>
  comes ? `Planned by the policy${others(reasons)}.` : `Would not be sent: ${reasons.join(', ')}.`;

function others(reasons: readonly ReasonCode[]): string {
  const moved = reasons.filter((reason) => reason !== 'due-by-policy');
  return moved.length === 0 ? '' : `, moved by ${moved.join(', ')}`;
}

function channelWords({ policyStep, debtorCase }: Explained, channel: Channel): string {
  const debtor = debtorCase.record.facts;
  const channels = policyStep?.channels ?? ['email'];
  if (!channels.includes(channel)) return `${channel}: asked for here; the step itself takes ${channels.join(', ')}.`;
  if (debtor.preferredChannel === channel) return `${channel}: the debtor prefers it, and the step allows it.`;
  const before = channels.slice(0, channels.indexOf(channel)).map((other) => `${other} (${passedOver(debtor, other)})`);
  return before.length === 0
    ? `${channel}: the first channel of the step.`
    : `${channel}: the first that can be used; passed over: ${before.join(', ')}.`;
}

const reachWords: Readonly<Record<Reach, string>> = {
  usable: 'it failed before',
  refused: 'refused by the debtor',
  failed: 'the address does not work',
};

function passedOver(debtor: DebtorFacts, channel: Channel): string {
  const reach = debtor.reach[channel];
  return reach === undefined ? 'no address' : reachWords[reach];
}

const toneWords = ({ step, policyStep }: Explained): string =>
  policyStep?.tone === step.tone
    ? `${step.tone ?? ''}: the tone of the step.`
    : `${step.tone ?? ''}: asked for here; the step itself is ${policyStep?.tone ?? 'without a tone'}.`;
