/** CONTRIBUTING's recipe, played: a provider that does not exist is added by its declaration and its line in a list, and nothing else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigRefused, loadConfig, settingGroupsWith } from '#config/app-config.js';
import { renderEnvExample } from '#config/env-example.js';
import { acmeLetters } from '#testing/acme-letters.js';
import { startSimulator, type Simulator } from '../../apps/simulator/simulator.js';
import type { ChannelProvider } from './channel.port.js';
import { contractCases, type ContractWorld, lateExecutionMs } from './contract-suite.js';
import { knownProviders } from './house-channels.js';
import { defineProvider } from './provider.js';
import { openChannels } from './registry.js';

/** The one line. */
const list = [...knownProviders, acmeLetters];
const used = { LETTER_PROVIDERS: 'acme-letters,letter-simulated' };
const acmeAt = (url: string): ChannelProvider =>
  openChannels(loadConfig({ ...used, ACME_BASE_URL: `${url}/letter` }, list).providers).chosenFor('letter', {});

let simulator: Simulator;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'acme-'));
  simulator = await startSimulator({ dataDir });
});
afterAll(async () => {
  await simulator.close();
  await rm(dataDir, { recursive: true });
});

describe('a provider that was added', () => {
  it('has its settings read, checked and written down', () => {
    expect(renderEnvExample(settingGroupsWith(list))).toContain('# Where Acme takes letters. Production must set it.');
    expect(() => loadConfig({ ...used, ACME_BASE_URL: 'acme' }, list)).toThrow('ACME_BASE_URL: must be a URL');
    expect(() => loadConfig({ ...used, MAANWERK_ENV: 'production' }, list)).toThrow(ConfigRefused);
    expect(() => loadConfig({ ...used, MAANWERK_ENV: 'production' }, list)).toThrow('ACME_HOOK_SECRET must be set in production');
  });

  it('is the one of its channel that the settings name first, beside the others', () => {
    const channels = openChannels(loadConfig(used, list).providers);
    expect(channels.of('letter').map(({ id }) => id)).toEqual(['acme-letters', 'letter-simulated']);
    expect(channels.chosenFor('letter', {}).id).toBe('acme-letters');
    expect(channels.chosenFor('letter', { letter: 'letter-simulated' }).id).toBe('letter-simulated');
    expect(channels.chosenFor('letter', { letter: 'resend' }).id).toBe('acme-letters');
    expect(channels.named('acme-letters')?.channel).toBe('letter');
    expect(openChannels(loadConfig({}, list).providers).named('acme-letters')).toBeNull();
  });

  const ledger = z.object({ executions: z.array(z.unknown()) });
  const world = (): ContractWorld => ({
    provider: acmeAt(simulator.url),
    unreachable: acmeAt('http://127.0.0.1:2'),
    message: (key) => ({
      idempotencyKey: key,
      channel: 'letter',
      from: { name: 'Voorbeeld B.V.', address: 'facturen@creditor.example' },
      to: 'J. Jansen\nDorpsstraat 1\n1234 AB Ons Dorp',
      subject: `Over factuur ${key}`,
      html: '<p>Goedemorgen</p>',
      text: 'Goedemorgen',
      tags: {},
    }),
    async order(fault) {
      const body = { match: { channel: 'letter' }, do: fault, times: 1, retryAfterSeconds: 7, lateByMs: lateExecutionMs };
      await fetch(`${simulator.url}/_sim/scripts`, { method: 'POST', body: JSON.stringify(body) });
    },
    async executions(key) {
      const response = await fetch(`${simulator.url}/_sim/ledger?key=${encodeURIComponent(key)}`);
      return ledger.parse(await response.json()).executions.length;
    },
  });
  let cases = 0;
  it.each(contractCases('lookup'))('$name', ({ run }) => run(world(), `acme/${++cases}`));
});

it('a declaration that makes another provider than it says does not open', () => {
  const lying = defineProvider({ id: 'lying', channel: 'email', title: 'x', settings: {}, create: () => acmeAt('http://127.0.0.1:2') });
  expect(() => lying.configure({}).create()).toThrow(
    'the provider "lying" for email makes one that calls itself "acme-letters" for letter',
  );
});
