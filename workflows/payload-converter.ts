/**
 * How values come into the sandbox. A payload that cannot be read (another encoding, JSON that was cut) is a value that says so: the SDK
 * would fail the workflow task, again and again, and the chase would stand still for good because of one bad signal. What is done with such
 * a value is the reader's: a signal is refused with an event, a plan is asked for again.
 */
import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** Loaded by the bundle under this name. */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context) => defaultPayloadConverter.toPayload(value, context),
  fromPayload: <T>(payload: Payload): T => readable<T>(payload),
};

function readable<T>(payload: Payload): T {
  try {
    return defaultPayloadConverter.fromPayload<T>(payload);
  } catch {
    // In JSON, so that the one converter that gives a T for any text gives this one too.
    return defaultPayloadConverter.fromPayload<T>(defaultPayloadConverter.toPayload({ unreadable: true }));
  }
}
