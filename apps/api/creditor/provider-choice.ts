import { type Refused, refuse } from '#casebook/actor.js';
import { messageChannels } from '#channels/channel.port.js';
import type { ChannelRegistry, ProviderChoices } from '#channels/registry.js';

/**
 * Whether a creditor may send through the providers he names: each must be one that this installation uses for its channel, and a test
 * creditor may name none that reaches people.
 */
export function refuseChoice(
  channels: ChannelRegistry,
  {
    chosen,
    isTest,
  }: { readonly chosen: { readonly [Channel in keyof ProviderChoices]: string | null | undefined }; readonly isTest: boolean },
): Refused | null {
  for (const channel of messageChannels) {
    const id = chosen[channel];
    if (id === null || id === undefined) continue;
    const there = channels.of(channel).filter(({ reachesPeople }) => !(isTest && reachesPeople));
    if (there.some((provider) => provider.id === id)) continue;
    const known = channels.of(channel).some((provider) => provider.id === id);
    const code = known ? 'provider-reaches-people' : 'provider-unknown';
    const why = known
      ? 'A test creditor sends through no provider that reaches people.'
      : `This installation sends no ${channel} through that.`;
    return refuse(code, `providers/${channel}`, `${why} There is: ${there.map((provider) => provider.id).join(', ') || 'none'}.`);
  }
  return null;
}
