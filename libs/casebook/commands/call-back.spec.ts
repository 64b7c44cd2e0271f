import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from '#domain/calendar/zone.js';
import { standaard } from '#domain/policy/language/policies.js';
import { callBackDeadline } from './call-back.js';

const at = (text: string): number => parseInstant(text) ?? Number.NaN;
const deadline = (callAt: string, before: string, policy = standaard): string | null => {
  const end = callBackDeadline(policy, at(callAt), at(before));
  return end === null ? null : formatInstant(end);
};

describe('the deadline of a call that is to be made again', () => {
  it.each([
    ['2026-03-10T10:00:00Z', '2026-03-12T10:00:00.000Z', 'two working days later, at the same time'],
    ['2026-03-13T14:00:00Z', '2026-03-17T14:00:00.000Z', 'a weekend does not count'],
    ['2026-04-02T14:00:00Z', '2026-04-08T14:00:00.000Z', 'nor does Easter, from Good Friday to Monday'],
    ['2026-03-26T09:00:00Z', '2026-03-30T08:00:00.000Z', 'the same time on the wall, though summer time began'],
  ])('of %s is %s: %s', (callAt, expected) => {
    expect(deadline(callAt, '2026-03-10T09:00:00Z')).toBe(expected);
  });

  it('follows the calendar of the policy', () => {
    expect(deadline('2026-03-13T14:00:00Z', '2026-03-10T09:00:00Z', { ...standaard, calendar: 'none' })).toBe('2026-03-15T14:00:00.000Z');
  });

  it('is never sooner than it was', () => {
    expect(deadline('2026-03-10T10:00:00Z', '2026-03-20T09:00:00Z')).toBe('2026-03-20T09:00:00.000Z');
  });

  it('stays none where the chase waits for a person however long it takes', () => {
    expect(callBackDeadline(standaard, at('2026-03-10T10:00:00Z'), null)).toBeNull();
  });
});
