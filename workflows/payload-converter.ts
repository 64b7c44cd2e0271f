/**
 * How values come into the sandbox. A payload that cannot be read (another encoding, JSON that was cut) is a value that says so: the SDK
 * would fail the workflow task, again and again, and the chase would stand still for good because of one bad signal. What is done with such
 * a value is the reader's: a signal is refused with an event, a plan is asked for again.
 *
 * One that is encrypted is another matter: it is whole, and this worker lacks the key. There the task must fail until a worker has it: the
 * chase would go on without knowing its own invoice, and refuse what it was told.
 */
import { defaultPayloadConverter, type Payload, type PayloadConverter, ValueError } from '@temporalio/common';
import { decode } from '@temporalio/common/lib/encoding.js';
import { encryptedEncoding } from '#contracts/encrypted-payload.js';

/** Loaded by the bundle under this name. */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context) => defaultPayloadConverter.toPayload(value, context),
  fromPayload: <T>(payload: Payload): T => readable<T>(payload),
};

function readable<T>(payload: Payload): T {
  if (isEncrypted(payload)) throw new ValueError('a payload is encrypted, and this worker was given no key: set TEMPORAL_CODEC_KEYS');
  try {
    return defaultPayloadConverter.fromPayload<T>(payload);
  } catch {
    // In JSON, so that the one converter that gives a T for any text gives this one too.
    return defaultPayloadConverter.fromPayload<T>(defaultPayloadConverter.toPayload({ unreadable: true }));
  }
}

function isEncrypted({ metadata }: Payload): boolean {
  const encoding = metadata?.['encoding'];
  return encoding?.length === encryptedEncoding.length && decode(encoding) === encryptedEncoding;
}
