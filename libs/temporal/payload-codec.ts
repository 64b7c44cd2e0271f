/**
 * Encrypts what Temporal stores of a chase, for who asks for it: histories hold ids, dates and reasons, and no names or addresses. What was
 * stored without it is read as it is, so it can be turned on and off under running chases.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';
import proto from '@temporalio/proto';
import { encryptedEncoding } from '#contracts/encrypted-payload.js';

/** A key of AES-256 with its name, which stands readable beside what it encrypted. */
export interface CodecKey {
  readonly id: string;
  readonly key: Uint8Array;
}

const ivLength = 12;
const tagLength = 16;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | null | undefined): string => (value ? new TextDecoder().decode(value) : '');

/** AES-256-GCM. The first key encrypts; all decrypt, so that a key can be replaced while histories of the old one are alive. */
export class AesPayloadCodec implements PayloadCodec {
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #current: CodecKey;

  /** @throws TypeError when there is no key, or one that is not 32 bytes long */
  constructor(keys: readonly CodecKey[]) {
    const [current] = keys;
    if (!current) throw new TypeError('a codec needs a key');
    if (keys.some(({ key }) => key.length !== 32)) throw new TypeError('a key of AES-256 has 32 bytes');
    this.#current = current;
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.#encrypt(payload)));
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.#decrypt(payload)));
  }

  #encrypt(payload: Payload): Payload {
    const { id, key } = this.#current;
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
    // The name is under the seal too: a payload cannot be made to name another key.
    cipher.setAAD(bytes(id));
    const plain = proto.temporal.api.common.v1.Payload.encode(payload).finish();
    const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return { metadata: { encoding: bytes(encryptedEncoding), 'encryption-key-id': bytes(id) }, data };
  }

  /** @throws ValueError when its key is not there or it was changed */
  #decrypt(payload: Payload): Payload {
    if (text(payload.metadata?.['encoding']) !== encryptedEncoding) return payload;
    const id = text(payload.metadata?.['encryption-key-id']);
    const key = this.#keys.get(id);
    const data = payload.data;
    if (!key) throw new ValueError(`a payload is encrypted with the key "${id}", which TEMPORAL_CODEC_KEYS does not name`);
    if (!data || data.length < ivLength + tagLength) throw new ValueError('an encrypted payload is too short');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, ivLength), { authTagLength: tagLength });
      decipher.setAAD(bytes(id));
      decipher.setAuthTag(data.subarray(data.length - tagLength));
      const plain = Buffer.concat([decipher.update(data.subarray(ivLength, data.length - tagLength)), decipher.final()]);
      return proto.temporal.api.common.v1.Payload.decode(plain);
    } catch (error) {
      throw new ValueError(`a payload that was encrypted with the key "${id}" was changed, or it is another key`, error);
    }
  }
}

/**
 * A converter that encrypts, from the setting that names its keys: a JSON list of name and key in base64, as `secretList` checked it.
 * @throws TypeError when there is no usable key
 */
export function encryptingConverter(keys: string): DataConverter {
  const entries: unknown = JSON.parse(keys);
  if (!Array.isArray(entries)) throw new TypeError('the keys of the codec are no list');
  const read = entries.map((entry: unknown) => {
    const [id, key]: unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof id !== 'string' || typeof key !== 'string') throw new TypeError('a key of the codec has no name or no bytes');
    return { id, key: Buffer.from(key, 'base64') };
  });
  return { payloadCodecs: [new AesPayloadCodec(read)] };
}
