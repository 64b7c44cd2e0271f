import { afterAll, beforeAll, expect, it } from 'vitest';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

/** How often each channel's provider carries out, long after we gave up on it, what it was sent (issue 8, section 7: at least 20). */
const perChannel = 12;
/** How many of its requests it takes and never carries out. */
const neverCarriedOut = 4;
const channels = ['letter', 'whatsapp'] as const;

/**
 * The defaults, scaled down: the provider is given up on after a second, asked at 6 s and, by the protocol of old that believed its first
 * "absent", sent the message again at 16 s. It carries out the first request at 20 s, and may be believed 30 s after we gave up.
 */
const scaled = { SEND_PROVIDER_TIMEOUT_MS: '1000', LETTER_SETTLE_MS: '30000', WHATSAPP_SETTLE_MS: '30000' };
const lateByMs = 20_000;
const patienceMs = 110_000;

let house: TestHouse;
let clock = '';

beforeAll(async () => {
  house = await TestHouse.start(scaled, 'full');
  for (const channel of channels) await house.publish(oneStepBy(channel));
  clock = String((await house.ok('POST', '/v1/test-clocks', { frozenTime: '2026-02-02T10:00:00Z' }))['id']);
});
afterAll(() => house.stop());

const oneStepBy = (channel: (typeof channels)[number]) => ({
  ...atOncePolicy,
  key: `at-once-${channel}`,
  sendingWindows: { [channel]: '00:00-24:00' },
  weekdays: { [channel]: 'mon-sun' },
  steps: atOncePolicy.steps.map((step) => ({ ...step, channels: [channel] })),
});

const street = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' };

async function dueInvoice(channel: (typeof channels)[number], name: string): Promise<void> {
  const debtor = { name, kind: 'company', ...(channel === 'letter' ? { address: street } : { phone: phoneOf(name) }) };
  await house.ok('POST', '/v1/invoices', anInvoice({ debtor, policy: `at-once-${channel}`, testClock: clock }));
}

let phones = 0;
const phoneByName = new Map<string, string>();
function phoneOf(name: string): string {
  const phone = phoneByName.get(name) ?? `+3161234${String(++phones).padStart(4, '0')}`;
  phoneByName.set(name, phone);
  return phone;
}

const recipientOf = (channel: string, name: string): string =>
  channel === 'letter' ? `${name}\nDorpsstraat 1\n1234 AB Ons Dorp\nNL` : phoneOf(name);

interface MessageRow extends Record<string, unknown> {
  readonly idempotency_key: string;
  readonly status: string;
  readonly attempts: number;
  readonly recipient: string;
}

const messages = (): Promise<MessageRow[]> => house.rows<MessageRow>('select idempotency_key, status, attempts, recipient from message');
const arrived = ({ status }: MessageRow): boolean => status === 'sent' || status === 'delivered';

/** Orders the fault of each debtor and makes his message due. @returns his address */
async function slow(channel: (typeof channels)[number], n: number): Promise<string> {
  const name = `Slow ${channel} ${n}`;
  const act = n <= perChannel ? { do: 'execute-late', lateByMs } : { do: 'hang' };
  await house.script({ match: { to: recipientOf(channel, name), channel }, ...act, times: 1 });
  await dueInvoice(channel, name);
  return recipientOf(channel, name);
}

it(`carries out ${perChannel} letters and as many WhatsApp messages after we gave up, and some never: each debtor hears once`, async () => {
  const debtors: string[] = [];
  for (let n = 1; n <= perChannel + neverCarriedOut; n++) for (const channel of channels) debtors.push(await slow(channel, n));
  const rows = await eventually(
    'all messages arrived',
    async () => {
      const all = await messages();
      return all.filter(arrived).length >= debtors.length && all;
    },
    patienceMs,
  );
  const executed = await house.executedKeys();
  // One that was given up on is asked for at least once before it is heard of: the window was hit.
  expect(rows.filter(({ attempts }) => attempts >= 2).length).toBeGreaterThanOrEqual(2 * perChannel);
  const perDebtor = new Map(debtors.map((debtor) => [debtor, 0]));
  for (const { recipient, idempotency_key: key } of rows)
    perDebtor.set(recipient, (perDebtor.get(recipient) ?? 0) + executed.filter((each) => each === key).length);
  expect([...perDebtor.values()]).toEqual(debtors.map(() => 1));
});
