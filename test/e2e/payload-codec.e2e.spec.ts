/** Payloads that are encrypted, on a real Temporal: what it stores, who reads it, and what becomes of chases whose worker lacks the key. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptedEncoding } from '#contracts/encrypted-payload.js';
import { hostEnvironment } from '#config/host.js';
import { projectRoot } from '#embedded/project.js';
import { temporalClient } from '#temporal/connection.js';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

const keyOf = (name: string): string => `${name}:${randomBytes(32).toString('base64')}`;
const first = keyOf('first');
const second = keyOf('second');
const using = (...keys: readonly string[]) => ({ TEMPORAL_CODEC_KEYS: keys.join(',') });
const noKey = { TEMPORAL_CODEC_KEYS: '' };

let house: TestHouse;
/** It knows no key: what it reads is what Temporal stores. */
let raw: Client;

beforeAll(async () => {
  house = await TestHouse.start();
  raw = temporalClient({ address: house.house.temporalAddress, namespace: 'default' });
  await house.publish(atOncePolicy);
});
afterAll(async () => {
  await raw.connection.close();
  await house.stop();
});

/** The worker, started anew with these settings: it has no chase in memory, and replays each from its history. */
async function workerWith(settings: Readonly<Record<string, string>>): Promise<void> {
  await house.house.part('worker')?.stop();
  await house.house.startPart('worker', settings);
}

const create = async (over: Record<string, unknown> = {}): Promise<string> =>
  String((await house.ok('POST', '/v1/invoices', anInvoice(over)))['id']);
const pay = (id: string): Promise<unknown> =>
  house.ok('POST', `/v1/invoices/${id}/payments`, { amount: { amount: 12_100, currency: 'EUR' }, paidOn: '2026-01-20' });
const execution = (id: string) => ({ namespace: 'default', execution: { workflowId: `chase/${id}` } });
/** As the server says it; the handles of the client would read the memo, which nobody can without the key. */
const describeRaw = (id: string) => raw.workflowService.describeWorkflowExecution(execution(id));
const completed = 2;
const runStatus = async (id: string): Promise<unknown> => (await describeRaw(id)).workflowExecutionInfo?.status;
const ends = (id: string) => eventually(`${id} ends`, async () => (await runStatus(id)) === completed);
const historyOf = async (id: string) => (await raw.workflowService.getWorkflowExecutionHistory(execution(id))).history?.events ?? [];
/** A timer is the last thing that a chase does before it sleeps. */
const sleeps = (id: string) =>
  eventually(`${id} sleeps`, async () =>
    (await historyOf(id).catch(() => [])).some(({ timerStartedEventAttributes }) => timerStartedEventAttributes),
  );
const eventTypes = async (): Promise<string[]> => (await house.rows<{ type: string }>('select type from event')).map(({ type }) => type);

interface Stored {
  readonly encoding: string;
  readonly text: string;
}

/** Every payload in an object of protobuf, however deep; the search attributes are known to be readable, and are looked at by themselves. */
function payloadsIn(value: unknown): Stored[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if ('metadata' in value && 'data' in value && isMetadata(value.metadata))
    return [{ encoding: textOf(value.metadata['encoding']), text: textOf(value.data) }];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'searchAttributes' ? [] : payloadsIn(inner)));
}
const isMetadata = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && 'encoding' in value;
const textOf = (value: unknown): string => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : '');

const workerLog = (): string => readFileSync(house.house.part('worker')?.logFile ?? '', 'utf8');

describe('with TEMPORAL_CODEC_KEYS', () => {
  it('a history holds no plain payload, and the chase runs all the same', async () => {
    await workerWith(using(first));
    const number = `C-${randomBytes(4).toString('hex')}-1`;
    const id = await create({ number, policy: atOncePolicy.key });
    await eventually(
      'the reminder left',
      async () => (await house.rows('select 1 from message where status <> $1', ['claimed'])).length > 0,
    );
    await pay(id);
    await ends(id);
    const events = await historyOf(id);
    const payloads = payloadsIn(events);
    expect(payloads.length).toBeGreaterThan(5);
    expect(payloads.filter(({ encoding }) => encoding !== encryptedEncoding)).toEqual([]);
    expect(payloadsIn(await describeRaw(id)).filter(({ encoding }) => encoding !== encryptedEncoding)).toEqual([]);
    // What operators search by stands readable, as production-temporal.md says, and nowhere else: neither as text nor in a payload.
    const text = payloads.map((payload) => payload.text).join('\n');
    for (const word of [number, id, house.tenantId, 'reminder', 'paid', 'json/plain']) expect(text).not.toContain(word);
  });

  it("is read by Temporal's own command line through ours, and not without the key", async () => {
    const id = await create();
    await sleeps(id);
    const show = async (settings: Readonly<Record<string, string>>): Promise<string> => {
      const args = ['dist/apps/cli/main.js', 'temporal', 'workflow', 'show', '--workflow-id', `chase/${id}`, '--output', 'json'];
      const env = { ...hostEnvironment(), ...house.house.env, ...settings };
      return (await promisify(execFile)(process.execPath, args, { cwd: projectRoot, env })).stdout;
    };
    // The program writes what it read as the server would: payloads in base64, with their encoding beside them.
    const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
    const memo = `"data": "${inBase64('1')}"`;
    const withKey = await show(using(first));
    expect(withKey).toContain(memo);
    expect(withKey).not.toContain(inBase64(encryptedEncoding));
    const without = await show(noKey);
    expect(without).not.toContain(memo);
    expect(without).toContain(inBase64(encryptedEncoding));
  });
});

describe('a worker that lacks the key', () => {
  it.each([
    ['no key at all', noKey, 'this worker was given no key: set TEMPORAL_CODEC_KEYS'],
    ['another key', using(second), 'which TEMPORAL_CODEC_KEYS does not name'],
  ])('with %s fails loudly, spoils nothing, and is made good by one that has it', async (_what, settings, said) => {
    await workerWith(using(first));
    const id = await create();
    await sleeps(id);
    const before = await eventTypes();
    await workerWith(settings);
    const from = workerLog().length;
    await pay(id);
    await eventually('the log says so', async () => workerLog().slice(from).includes(said));
    await eventually('Temporal says so', async () => (await historyOf(id)).some(({ workflowTaskFailedEventAttributes: failed }) => failed));
    expect(await runStatus(id)).not.toBe(completed);
    const since = (await eventTypes()).slice(before.length);
    expect(since.filter((type) => type.startsWith('signal.') || type.startsWith('chase.replanned'))).toEqual([]);
    expect((await house.ok('GET', `/v1/invoices/${id}`))['status']).toBe('paid');
    await workerWith(using(second, first));
    await ends(id);
  });
});

describe('a history of before', () => {
  it('still replays once a key is set; what is written from then on is encrypted', async () => {
    await workerWith(noKey);
    const id = await create();
    await sleeps(id);
    const before = payloadsIn(await historyOf(id));
    expect(new Set(before.map(({ encoding }) => encoding))).toContain('json/plain');
    await workerWith(using(first));
    await pay(id);
    await ends(id);
    const since = payloadsIn(await historyOf(id)).slice(before.length);
    expect(since.length).toBeGreaterThan(0);
    expect(since.filter(({ encoding }) => encoding !== encryptedEncoding)).toEqual([]);
  });

  it('runs on when the keys are taken away again, as long as it has none that is encrypted', async () => {
    await workerWith(noKey);
    const id = await create();
    await sleeps(id);
    await workerWith(noKey);
    await pay(id);
    await ends(id);
  });
});

it('says nowhere what a key is', () => {
  const [, key = ''] = first.split(':');
  const log = readFileSync(join(house.house.envFile), 'utf8') + workerLog();
  expect(log).not.toContain(key);
});
