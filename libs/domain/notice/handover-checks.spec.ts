import { describe, expect, it } from 'vitest';
import { type HandoverCase, handoverChecks } from './handover-checks.js';

const letter = { kind: 'fourteen-day-letter', stands: true, receiptKnown: true, runOut: true } as const;
const failed = (of: HandoverCase) =>
  handoverChecks(of)
    .filter(({ passed }) => !passed)
    .map(({ code }) => code);

describe('the checks of a handover', () => {
  it.each<[string, HandoverCase, readonly string[]]>([
    ['pass after a letter that ran out', { notice: letter, undisputed: 1n }, []],
    ['fail without a notice', { notice: null, undisputed: 1n }, ['notice-stands', 'receipt-known', 'term-run-out']],
    [
      'fail after a notice of default only',
      { notice: { ...letter, kind: 'notice-of-default' }, undisputed: 1n },
      ['notice-stands', 'receipt-known', 'term-run-out'],
    ],
    [
      'fail after one that is void',
      { notice: { ...letter, stands: false, runOut: false }, undisputed: 1n },
      ['notice-stands', 'term-run-out'],
    ],
    [
      'fail while its receipt is not proven',
      { notice: { ...letter, receiptKnown: false, runOut: false }, undisputed: 1n },
      ['receipt-known', 'term-run-out'],
    ],
    ['fail when all is disputed', { notice: letter, undisputed: 0n }, ['something-undisputed']],
  ])('%s', (_, of, expected) => {
    expect(failed(of)).toEqual(expected);
  });

  it('name the article of the notice that was sent', () => {
    expect(handoverChecks({ notice: letter, undisputed: 1n })[0]?.article).toBe('6:96 lid 6 BW');
    expect(handoverChecks({ notice: { ...letter, kind: 'demand' }, undisputed: 1n })[0]?.article).toBe('6:82 lid 1 BW');
  });
});
