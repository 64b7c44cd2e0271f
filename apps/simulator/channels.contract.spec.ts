import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { z } from 'zod';
import { messageTags, type ChannelProvider, type OutgoingMessage } from '#channels/channel.port.js';
import { contractCases, type ContractFault, type ContractWorld, lateExecutionMs } from '#channels/contract-suite.js';
import { configuredProviders, knownProviders } from '#channels/house-channels.js';
import { type ChannelRegistry, openChannels } from '#channels/registry.js';
import { startSimulator, type Simulator } from './simulator.js';

let simulator: Simulator;
let dataDir: string;
let reachable: ChannelRegistry;

/** Port 1 is reserved and closed on loopback. */
const closedPort = 'http://127.0.0.1:1';
const registryAt = (url: string): ChannelRegistry =>
  openChannels(
    configuredProviders(
      {
        RESEND_API_KEY: 're_test_contract',
        RESEND_BASE_URL: url,
        SMS_BASE_URL: `${url}/sms`,
        WHATSAPP_BASE_URL: `${url}/whatsapp`,
        WHATSAPP_SETTLE_MS: '60000',
        LETTER_BASE_URL: `${url}/letter`,
        LETTER_SETTLE_MS: '60000',
      },
      knownProviders,
    ),
  );
const unreachable = registryAt('http://127.0.0.1:2');

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'simulator-contract-'));
  simulator = await startSimulator({ dataDir });
  reachable = registryAt(simulator.url);
});

afterAll(async () => {
  await simulator.close();
  await rm(dataDir, { recursive: true });
});

const recipients = {
  email: 'jan@debtor.example',
  sms: '+31612345678',
  whatsapp: '+31612345678',
  letter: 'J. Jansen\nDorpsstraat 1\n1234 AB Ons Dorp',
};

const messageFor =
  (channel: OutgoingMessage['channel']) =>
  (key: string): OutgoingMessage => ({
    idempotencyKey: key,
    channel,
    from: { name: 'Voorbeeld B.V.', address: 'facturen@creditor.example' },
    to: recipients[channel],
    subject: `Over factuur ${key}`,
    html: '<p>Goedemorgen</p>',
    text: 'Goedemorgen',
    tags: messageTags({ tenant: 'ten_1', message: 'msg_1', step: 'reminder', invoices: ['inv_1'] }),
  });

const ledgerAnswer = z.object({ executions: z.array(z.unknown()) });

const worldOf = (provider: ChannelProvider, other: ChannelProvider): ContractWorld => ({
  provider,
  unreachable: other,
  message: messageFor(provider.channel),
  async order(fault: ContractFault) {
    await fetch(`${simulator.url}/_sim/scripts`, {
      method: 'POST',
      body: JSON.stringify({ match: { channel: provider.channel }, do: fault, times: 1, retryAfterSeconds: 7, lateByMs: lateExecutionMs }),
    });
  },
  async executions(key: string) {
    const response = await fetch(`${simulator.url}/_sim/ledger?key=${encodeURIComponent(key)}`);
    return ledgerAnswer.parse(await response.json()).executions.length;
  },
});

let cases = 0;
const closed = registryAt(closedPort);
const known = knownProviders.flatMap(({ id }) => closed.named(id) ?? []);
describe.each(known.map(({ id, channel, guarantee }) => ({ id, channel, guarantee })))('$id ($guarantee)', (provider) => {
  it.each(contractCases(provider.guarantee))('$name', async ({ run }) => {
    await run(
      worldOf(reachable.chosenFor(provider.channel, {}), unreachable.chosenFor(provider.channel, {})),
      `contract/${provider.id}/${++cases}`,
    );
  });
});
