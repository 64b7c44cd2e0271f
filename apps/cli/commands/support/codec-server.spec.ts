import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { AesPayloadCodec } from '#temporal/payload-codec.js';
import { type CodecServer, startCodecServer } from './codec-server.js';

const answerShape = z.object({ payloads: z.array(z.object({ metadata: z.record(z.string(), z.string()), data: z.string() })) });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = { metadata: { encoding: base64('json/plain') }, data: base64('{"reason":"paid"}') };
let server: CodecServer;

beforeEach(async () => {
  server = await startCodecServer(new AesPayloadCodec([{ id: 'k1', key: randomBytes(32) }]));
});
afterEach(() => server.close());

const ask = (url: string, payloads: unknown) => fetch(url, { method: 'POST', body: JSON.stringify({ payloads }) });

it('encodes and decodes what the command line of Temporal sends, in its JSON', async () => {
  const stored = answerShape.parse(await (await ask(`${server.url}/encode`, [plain])).json());
  expect(JSON.stringify(stored)).not.toContain(plain.data);
  expect(answerShape.parse(await (await ask(`${server.url}/decode`, stored.payloads)).json())).toEqual({ payloads: [plain] });
});

it('answers nobody who does not know its secret, and says what it cannot read', async () => {
  const { origin } = new URL(server.url);
  expect((await ask(`${origin}/decode`, [plain])).status).toBe(404);
  const other = await startCodecServer(new AesPayloadCodec([{ id: 'k2', key: randomBytes(32) }]));
  const stored = answerShape.parse(await (await ask(`${other.url}/encode`, [plain])).json());
  other.close();
  const refused = await ask(`${server.url}/decode`, stored.payloads);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('the key "k2"');
});
