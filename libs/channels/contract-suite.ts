/**
 * What every provider must do, as cases without a test runner, so that a spec of any provider can run them against whatever speaks its
 * HTTP: the simulator here, a sandbox account elsewhere.
 */
import assert from 'node:assert/strict';
import type { ChannelProvider, Guarantee, OutgoingMessage, SendOutcome } from './channel.port.js';
import { lookUpSettled, type SettledLookup } from './settled-lookup.js';

/** Faults that the world behind the provider must be able to show, each for the next send only. */
export type ContractFault = 'refuse' | 'throttle' | 'unavailable' | 'execute-and-cut' | 'execute-and-hang' | 'execute-late';

/** A provider with the world behind it. */
export interface ContractWorld {
  readonly provider: ChannelProvider;
  /** The same provider, pointed at a port where nothing listens. */
  readonly unreachable: ChannelProvider;
  /** A message that this provider takes; `key` is new in each case. */
  readonly message: (key: string) => OutgoingMessage;
  /** Orders a fault. */
  readonly order: (fault: ContractFault) => Promise<void>;
  /** How often the world executed the key. */
  readonly executions: (key: string) => Promise<number>;
}

/** One thing a provider must do; `run` throws when it does not. */
export interface ContractCase {
  readonly name: string;
  readonly run: (world: ContractWorld, key: string) => Promise<void>;
}

/** Ample for a loopback answer, and the whole price of a case that waits for it. */
const patience = { timeoutMs: 5_000 };
const impatience = { timeoutMs: 250 };
/** How long `execute-late` lets a request lie before it is carried out: longer than the caller is willing to wait. */
export const lateExecutionMs = 600;
const lookEveryMs = 50;
const latestMs = 5_000;

/** Waits until the world has executed the key, however late. */
async function carriedOut({ executions }: ContractWorld, key: string): Promise<void> {
  const end = Date.now() + latestMs;
  while ((await executions(key)) === 0) {
    assert.ok(Date.now() < end, 'the late request was not carried out');
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Asks for a message as the send protocol does, this long after the last request for it. */
function asked({ provider, message }: ContractWorld, key: string, quietForMs: number): Promise<SettledLookup> {
  const { to, subject } = message(key);
  return lookUpSettled(provider, { idempotencyKey: key, to, subject, claimedAt: Date.now(), quietForMs }, patience);
}

function assertStatus<Status extends SendOutcome['status']>(
  outcome: SendOutcome,
  status: Status,
): asserts outcome is Extract<SendOutcome, { status: Status }> {
  assert.equal(outcome.status, status, JSON.stringify(outcome));
}

const always: readonly ContractCase[] = [
  {
    name: 'accepts a message once and gives its id',
    async run({ provider, message, executions }, key) {
      const outcome = await provider.send(message(key), patience);
      assertStatus(outcome, 'accepted');
      assert.notEqual(outcome.providerId, '');
      assert.equal(await executions(key), 1);
    },
  },
  {
    name: 'hands on a refusal as final, with a code',
    async run({ provider, message, order, executions }, key) {
      await order('refuse');
      const outcome = await provider.send(message(key), patience);
      assertStatus(outcome, 'rejected');
      assert.equal(outcome.permanent, true);
      assert.notEqual(outcome.code, '');
      assert.equal(await executions(key), 0);
    },
  },
  {
    name: 'hands on the delay of a provider that throttles',
    async run({ provider, message, order, executions }, key) {
      await order('throttle');
      const outcome = await provider.send(message(key), patience);
      assertStatus(outcome, 'throttled');
      assert.equal(outcome.retryAfterMs, 7_000);
      assert.equal(await executions(key), 0);
    },
  },
  {
    name: 'knows that nothing left when the service is unavailable',
    async run({ provider, message, order, executions }, key) {
      await order('unavailable');
      const outcome = await provider.send(message(key), patience);
      assertStatus(outcome, 'not-executed');
      assert.equal(outcome.cause, 'provider-error');
      assert.equal(await executions(key), 0);
    },
  },
  {
    name: 'knows that nothing left when it could not connect',
    async run({ unreachable, message }, key) {
      const outcome = await unreachable.send(message(key), patience);
      assertStatus(outcome, 'not-executed');
      assert.equal(outcome.cause, 'unreachable');
    },
  },
  {
    name: 'is in doubt when the answer does not come in time',
    async run({ provider, message, order, executions }, key) {
      await order('execute-and-hang');
      assertStatus(await provider.send(message(key), impatience), 'unknown');
      assert.equal(await executions(key), 1);
    },
  },
  {
    name: 'is in doubt when the line is cut after the execution',
    async run({ provider, message, order, executions }, key) {
      await order('execute-and-cut');
      assertStatus(await provider.send(message(key), patience), 'unknown');
      assert.equal(await executions(key), 1);
    },
  },
  {
    name: 'sends nothing once the right to send has passed, however late that shows',
    async run({ provider, message, executions }, key) {
      assertStatus(await provider.send(message(key), { ...patience, mayLeave: () => false }), 'not-executed');
      // It holds when the attempt begins and has passed when the connection is there: the process was stopped in between.
      let looks = 0;
      const outcome = await provider.send(message(key), { ...patience, mayLeave: () => looks++ === 0 });
      assertStatus(outcome, 'not-executed');
      assert.equal(outcome.cause, 'too-late');
      assert.equal(looks, 2, 'the right was not asked for at the last moment');
      assert.equal(await executions(key), 0);
    },
  },
  {
    name: 'is in doubt when the caller gives up',
    async run({ provider, message, order }, key) {
      await order('execute-and-hang');
      const outcome = await provider.send(message(key), { ...patience, signal: AbortSignal.timeout(100) });
      assertStatus(outcome, 'unknown');
    },
  },
];

const withKeys: readonly ContractCase[] = [
  {
    name: 'states for how long it remembers a key',
    run({ provider }) {
      assert.ok(Number(provider.keyWindowMs) > 0, 'without a window no doubt is ever repeated');
      return Promise.resolve();
    },
  },
  {
    name: 'executes a key once and repeats its answer',
    async run({ provider, message, executions }, key) {
      const first = await provider.send(message(key), patience);
      const second = await provider.send(message(key), patience);
      assertStatus(first, 'accepted');
      assertStatus(second, 'accepted');
      assert.equal(second.providerId, first.providerId);
      assert.equal(await executions(key), 1);
    },
  },
  {
    name: 'gets the id of a doubtful send by repeating it',
    async run({ provider, message, order, executions }, key) {
      await order('execute-and-cut');
      assertStatus(await provider.send(message(key), patience), 'unknown');
      assertStatus(await provider.send(message(key), patience), 'accepted');
      assert.equal(await executions(key), 1);
    },
  },
  {
    name: 'tells that a key was used with another payload',
    async run({ provider, message, executions }, key) {
      assertStatus(await provider.send(message(key), patience), 'accepted');
      const other = { ...message(key), text: 'another text', html: '<p>another text</p>' };
      assertStatus(await provider.send(other, patience), 'key-conflict');
      assert.equal(await executions(key), 1);
    },
  },
];

const withLookup: readonly ContractCase[] = [
  {
    name: 'finds a doubtful send, and says of one that never came that it is absent',
    async run({ provider, message, order }, key) {
      const { to, subject } = message(key);
      const ask = () => provider.lookup?.({ idempotencyKey: key, to, subject, claimedAt: Date.now() }, patience);
      assert.equal((await ask())?.status, 'absent');
      await order('execute-and-cut');
      assertStatus(await provider.send(message(key), patience), 'unknown');
      assert.equal((await ask())?.status, 'found');
    },
  },
  {
    name: 'states from when on its "absent" may be believed',
    run({ provider }) {
      assert.equal(typeof provider.settleMs, 'number');
      assert.ok(Number(provider.settleMs) >= 0);
      return Promise.resolve();
    },
  },
  {
    name: 'proves nothing by "absent" while a request that was given up on may still be carried out',
    async run(world, key) {
      const settleMs = world.provider.settleMs ?? 0;
      await world.order('execute-late');
      assertStatus(await world.provider.send(world.message(key), impatience), 'unknown');
      const early = await asked(world, key, 0);
      if (settleMs > 0) assert.equal(early.status, 'unsettled', JSON.stringify(early));
      await carriedOut(world, key);
      assert.equal((await asked(world, key, 0)).status, 'found');
      assert.equal((await asked(world, key, settleMs)).status, 'found');
      assert.equal(await world.executions(key), 1);
    },
  },
  {
    name: 'is believed once it has settled, and asked again before, in time',
    async run(world, key) {
      const settleMs = world.provider.settleMs ?? 0;
      assert.equal((await asked(world, key, settleMs)).status, 'absent');
      for (const quietForMs of [0, settleMs / 2, settleMs - 1].filter((ms) => ms >= 0 && ms < settleMs)) {
        const early = await asked(world, key, quietForMs);
        assert.ok(early.status === 'unsettled' && early.retryAfterMs > 0 && early.retryAfterMs <= Math.ceil(settleMs - quietForMs));
      }
    },
  },
];

const withNothing: readonly ContractCase[] = [
  {
    name: 'offers no way to ask, so that nobody relies on one',
    run({ provider }) {
      assert.equal('lookup' in provider, false);
      assert.equal(provider.keyWindowMs, undefined);
      assert.equal(provider.settleMs, undefined);
      return Promise.resolve();
    },
  },
];

const byGuarantee: Readonly<Record<Guarantee, readonly ContractCase[]>> = { idempotent: withKeys, lookup: withLookup, none: withNothing };

/** The cases for a guarantee. */
export const contractCases = (guarantee: Guarantee): readonly ContractCase[] => [...always, ...byGuarantee[guarantee]];
