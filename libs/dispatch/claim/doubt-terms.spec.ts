import { expect, it } from 'vitest';
import { settleWithinMs, usualDoubtTerms } from './doubt-terms.js';

const hour = 3_600_000;

it.each([
  ['a day of keys', { guarantee: 'idempotent', keyWindowMs: 24 * hour }, 23.75 * hour],
  ['an hour of keys', { guarantee: 'idempotent', keyWindowMs: hour }, 0.75 * hour],
  ['keys for no longer than the margin', { guarantee: 'idempotent', keyWindowMs: hour / 4 }, 0],
  ['keys for a moment', { guarantee: 'idempotent', keyWindowMs: 1 }, 0],
  ['keys for nobody knows how long', { guarantee: 'idempotent' }, 0],
  ['keys for ever', { guarantee: 'idempotent', keyWindowMs: Number.POSITIVE_INFINITY }, 14 * 24 * hour],
  ['no keys, but it can be asked', { guarantee: 'lookup' }, 20 * hour],
  ['nothing', { guarantee: 'none' }, 20 * hour],
] as const)('a provider with %s', (_what, provider, ms) => {
  expect(settleWithinMs(provider, usualDoubtTerms)).toBe(ms);
});
