import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { looksPaidTwice, spread, type SpreadClaim, type SpreadInput } from './spread.js';

const claim = (id: string, open: bigint, over: Partial<SpreadClaim> = {}): SpreadClaim => ({
  id,
  open,
  dueDate: '2026-02-16',
  disputed: 0n,
  collected: false,
  ...over,
});
const pay = (amount: bigint, over: Partial<SpreadInput>) => {
  const given: SpreadInput = {
    amount,
    currency: 'EUR',
    today: '2026-03-02',
    claims: [],
    named: [],
    asked: [],
    byReference: false,
    planned: [],
    ...over,
  };
  const { parts, credit } = spread(given);
  return [...parts.map(({ id, amount: got, basis }) => `${id} ${got} ${basis}`), `credit ${credit}`].join(', ');
};
const asked = (...all: readonly (readonly [string, bigint])[]) => all.map(([id, amount]) => ({ id, amount }));

describe('a payment goes', () => {
  const three = [claim('a', 100n), claim('b', 60n, { dueDate: '2026-02-20' }), claim('c', 40n, { dueDate: '2026-02-18' })];

  it.each([
    [100n, 'a 100 named, credit 0'],
    [70n, 'a 70 named, credit 0'],
    [120n, 'a 100 named, b 20 asked, credit 0'],
    [200n, 'a 100 named, b 60 asked, c 40 due, credit 0'],
    [230n, 'a 100 named, b 60 asked, c 40 due, credit 30'],
  ])('%s: to the named claim, to those the message asked, to those that are due', (amount, expected) => {
    expect(pay(amount, { claims: three, named: ['a'], asked: asked(['a', 100n], ['b', 60n]) })).toBe(expected);
  });

  it('among claims of one kind to the oldest first, and pro rata among those of one day (6:43 lid 2 BW)', () => {
    const claims = [claim('n', 0n), claim('a', 30n), claim('b', 60n), claim('c', 50n, { dueDate: '2026-01-01' })];
    expect(pay(80n, { claims, named: ['n'] })).toBe('a 10 due, b 20 due, c 50 due, credit 0');
  });

  it('to claims that are not due only when they were asked, planned or named', () => {
    const later = { dueDate: '2026-03-02' };
    const claims = [claim('a', 10n, later), claim('b', 10n, later), claim('c', 10n, later), claim('d', 10n, later)];
    expect(pay(50n, { claims, named: ['a'], planned: ['b'], asked: asked(['c', 10n]) })).toBe(
      'a 10 named, b 10 plan, c 10 asked, credit 20',
    );
  });

  it('to the contested part of the claim it names, and to no other', () => {
    const claims = [claim('a', 100n, { disputed: 40n }), claim('b', 60n, { disputed: 20n }), claim('c', 9n, { disputed: 9n })];
    expect(pay(200n, { claims, named: ['a'] })).toBe('a 100 named, b 40 due, credit 60');
  });

  it('of exactly what a message asked to what it asked of each: the contested part was not asked', () => {
    const claims = [claim('a', 100n, { disputed: 40n }), claim('b', 30n)];
    const given = { claims, named: ['a'], asked: asked(['a', 60n], ['b', 30n]) };
    expect(pay(90n, given)).toBe('a 60 named, b 30 asked, credit 0');
    expect(pay(89n, given)).toBe('a 89 named, credit 0');
    expect(pay(100n, given)).toBe('a 100 named, credit 0');
  });

  it('with the reference of a message to what it asked, then to the rest of those claims', () => {
    const claims = [claim('a', 100n), claim('b', 30n), claim('c', 50n, { dueDate: '2026-01-01' })];
    const given = { claims, named: [], byReference: true, asked: asked(['a', 60n], ['b', 30n]) };
    expect(pay(90n, given)).toBe('a 60 asked, b 30 asked, credit 0');
    expect(pay(45n, given)).toBe('a 30 asked, b 15 asked, credit 0');
    expect(pay(140n, given)).toBe('a 100 asked, b 30 asked, c 10 due, credit 0');
  });

  it('not to what a direct debit is under way for, unless it is named or asked', () => {
    const claims = [claim('a', 10n), claim('b', 10n, { collected: true })];
    expect(pay(20n, { claims, named: ['a'] })).toBe('a 10 named, credit 10');
    expect(pay(20n, { claims, named: ['b'] })).toBe('b 10 named, a 10 due, credit 0');
  });
});

describe('paid twice', () => {
  it.each([
    [100n, [{ open: 0n, earlier: [100n] }], true],
    [100n, [{ open: 0n, earlier: [200n, 100n] }], true],
    [100n, [{ open: 0n, earlier: [60n, 40n] }], false],
    [100n, [{ open: 1n, earlier: [100n] }], false],
    [100n, [{ open: 0n, earlier: [] }], false],
    [100n, [], false],
    [
      100n,
      [
        { open: 0n, earlier: [100n] },
        { open: 5n, earlier: [100n] },
      ],
      false,
    ],
  ])('%s for %o: %s', (amount, named, expected) => {
    expect(looksPaidTwice(amount, named)).toBe(expected);
  });
});

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const cents = fc.bigInt({ min: 0n, max: 5_000n });
const anyClaim = (id: string) =>
  fc
    .record({
      open: cents,
      part: fc.nat(2),
      dueDate: fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01', '2026-03-02', '2026-04-01'),
      collected: fc.boolean(),
    })
    .map(({ part, open, ...rest }) => ({ id, open, ...rest, disputed: (open * BigInt(part)) / 2n }));
const someIds = fc.uniqueArray(fc.constantFrom(...ids, 'nobody'), { maxLength: 4 });
const anyInput = fc.record({
  amount: fc.bigInt({ min: 1n, max: 20_000n }),
  claims: fc.tuple(...ids.map(anyClaim)).chain((claims) => fc.shuffledSubarray(claims)),
  named: someIds,
  planned: someIds,
  byReference: fc.boolean(),
  asked: fc.uniqueArray(fc.record({ id: fc.constantFrom(...ids), amount: cents }), { selector: ({ id }) => id, maxLength: 4 }),
});

describe('whatever is paid', () => {
  test.prop([anyInput])('to the cent it is somewhere, once, and nobody gets more than is open', (given) => {
    const { parts, credit } = spread({ ...given, currency: 'EUR', today: '2026-03-02' });
    expect(parts.reduce((sum, { amount }) => sum + amount, credit)).toBe(given.amount);
    expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
    expect(credit >= 0n).toBe(true);
    for (const part of parts) {
      const of = given.claims.find(({ id }) => id === part.id);
      expect(part.amount > 0n && part.amount <= (of?.open ?? -1n)).toBe(true);
    }
  });

  test.prop([anyInput])(
    'no contested cent is paid that was neither named nor asked, and credit is left only when nothing is due',
    (given) => {
      const { parts, credit } = spread({ ...given, currency: 'EUR', today: '2026-03-02' });
      const got = (id: string) => parts.find((part) => part.id === id)?.amount ?? 0n;
      for (const { id, open, disputed, dueDate, collected } of given.claims) {
        const designated = given.named.includes(id) || given.asked.some((each) => each.id === id);
        if (!designated) expect(got(id) <= open - disputed).toBe(true);
        if (credit > 0n && dueDate < '2026-03-02' && !collected) expect(got(id) >= open - disputed).toBe(true);
        if (credit > 0n && given.named.includes(id)) expect(got(id)).toBe(open);
      }
    },
  );
});
