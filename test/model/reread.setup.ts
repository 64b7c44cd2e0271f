/** Whenever a case is read again in these lives, it is compared with the case as it is read whole. */
import { isDeepStrictEqual } from 'node:util';
import { vi } from 'vitest';
import type * as Cases from '#database/repositories/cases.repository.js';

vi.mock('#database/repositories/cases.repository.js', async (original) => {
  const actual = await original<typeof Cases>();
  const rereadCase: typeof actual.rereadCase = async (tx, before, also) => {
    const after = await actual.rereadCase(tx, before, also);
    const whole = await actual.loadCase(tx, before.debtor.id, also);
    if (!isDeepStrictEqual(after && { ...after, mark: null }, whole && { ...whole, mark: null }))
      throw new Error(
        `a case that was read again is not the case: ${JSON.stringify([after, whole], (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))}`,
      );
    return after;
  };
  return { ...actual, rereadCase };
});
