import { localDate, type TimeZone } from '#domain/calendar/zone.js';
import type { FrozenMessage } from '#database/repositories/messages.repository.js';

/** An id (UUID version 7) begins with the instant on the wall at which it was made, in milliseconds. */
const madeAt = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** Clocks of our machines are never this far apart. */
const apartMs = 12 * 3_600_000;

/** Whether a test clock makes the day on which a message was claimed another than ours. */
export const isOfTestClock = ({ id, claimedAt }: Pick<FrozenMessage, 'id' | 'claimedAt'>): boolean =>
  Math.abs(claimedAt.getTime() - madeAt(id)) > apartMs;

/**
 * The day on which a message was claimed, as its creditor counts days, where a test clock makes it another than ours; null on the live clock.
 * Both instants are frozen with the message, so that each attempt says the same.
 */
export const dayOnTestClock = (message: Pick<FrozenMessage, 'id' | 'claimedAt'>, zone: TimeZone): string | null =>
  isOfTestClock(message) ? localDate(message.claimedAt.getTime(), zone) : null;
