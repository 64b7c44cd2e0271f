import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { AesPayloadCodec, encryptingConverter } from './payload-codec.js';

const key = (id: string) => ({ id, key: randomBytes(32) });
const payload = defaultPayloadConverter.toPayload({ invoiceId: 'inv_1', reason: 'paid' });
const plain = 'inv_1';
const text = (data: Uint8Array | null | undefined): string => Buffer.from(data ?? []).toString('latin1');

describe('a payload', () => {
  it('is unreadable where it is stored, and read again', async () => {
    const codec = new AesPayloadCodec([key('k1')]);
    const [stored] = await codec.encode([payload]);
    expect(text(payload.data)).toContain(plain);
    expect(text(stored?.data)).not.toContain(plain);
    expect(JSON.stringify(stored?.metadata)).not.toContain('json/plain');
    expect(text(stored?.metadata?.['encryption-key-id'])).toBe('k1');
    const [read] = await codec.decode(stored ? [stored] : []);
    expect(read && defaultPayloadConverter.fromPayload(read)).toEqual({ invoiceId: 'inv_1', reason: 'paid' });
  });

  it('is never stored twice as the same bytes', async () => {
    const codec = new AesPayloadCodec([key('k1')]);
    const [one, other] = await codec.encode([payload, payload]);
    expect(text(one?.data)).not.toBe(text(other?.data));
  });

  it('that was stored before is read as it is', async () => {
    expect(await new AesPayloadCodec([key('k1')]).decode([payload])).toEqual([payload]);
  });

  it('outlives its key being replaced, until the key is taken away', async () => {
    const [before, after] = [key('before'), key('after')];
    const old = await new AesPayloadCodec([before]).encode([payload]);
    const both = new AesPayloadCodec([after, before]);
    const [read] = await both.decode(old);
    expect(read && defaultPayloadConverter.fromPayload(read)).toEqual({ invoiceId: 'inv_1', reason: 'paid' });
    const [fresh] = await both.encode([payload]);
    expect(text(fresh?.metadata?.['encryption-key-id'])).toBe('after');
    expect(() => new AesPayloadCodec([after]).decode(old)).toThrow('the key "before", which TEMPORAL_CODEC_KEYS does not name');
  });

  it('that was changed in a byte, cut, or given to another key is refused', async () => {
    const [one, other] = [key('k1'), key('k2')];
    const codec = new AesPayloadCodec([one, other]);
    const [stored] = await codec.encode([payload]);
    const data = Buffer.from(stored?.data ?? []);
    for (const at of [0, 12, data.length - 1]) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => codec.decode([{ ...stored, data: changed }])).toThrow('was changed');
    }
    expect(() => codec.decode([{ ...stored, data: data.subarray(0, 20) }])).toThrow('too short');
    const renamed = { ...stored?.metadata, 'encryption-key-id': new TextEncoder().encode('k2') };
    expect(() => codec.decode([{ ...stored, metadata: renamed }])).toThrow('was changed, or it is another key');
    const sameKey = new AesPayloadCodec([one, { id: 'k2', key: one.key }]);
    expect(() => sameKey.decode([{ ...stored, metadata: renamed }])).toThrow('was changed');
  });
});

describe('keys', () => {
  it('must be there, and 32 bytes long', () => {
    expect(() => new AesPayloadCodec([])).toThrow('needs a key');
    expect(() => new AesPayloadCodec([{ id: 'k', key: randomBytes(16) }])).toThrow('32 bytes');
  });

  it('are read from the setting as it was checked', async () => {
    const bytes = randomBytes(32);
    const { payloadCodecs } = encryptingConverter(JSON.stringify([['k9', bytes.toString('base64')]]));
    const [stored] = (await payloadCodecs?.[0]?.encode([payload])) ?? [];
    const [read] = await new AesPayloadCodec([{ id: 'k9', key: bytes }]).decode(stored ? [stored] : []);
    expect(text(read?.data)).toContain(plain);
  });
});
