/** Where a message goes is said twice: here when it is claimed, and by the database, which tells an address from a former one. They must agree. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { toFormerAddress } from '#database/facts/recipient.sql.js';
import { channels } from '#domain/policy/facts/facts.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { unchecked } from '#testing/unchecked.js';
import { recipientOn } from './message-draft.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

/** Words as people type them: capitals, accents, spaces at the ends, line breaks, quotes, and nothing at all. */
const word = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'Dorpsstraat',
    'DORPSSTRAAT',
    'dorpsstraat',
    'Çelik',
    "O'Brien\\n",
    'a\nb',
    'a\tb',
    '  x ',
    'ß',
    '1',
    '12-a',
    'NL',
  ),
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
);
const address = fc.record(
  { street: word, houseNumber: word, additional: word, postcode: word, city: word, country: word },
  { requiredKeys: [] },
);
const debtor = fc.record({
  name: word,
  email: fc.option(fc.constantFrom('jansen@example.com', 'Jansen@Example.com', 'other@example.com')),
  phone: fc.option(fc.constantFrom('+31205550100', '+31612345678')),
  address: fc.option(address),
});
type SpecDebtor = NonNullable<typeof debtor extends fc.Arbitrary<infer Value> ? Value : never>;

const on = (of: SpecDebtor, channel: (typeof channels)[number]): string | null =>
  recipientOn(unchecked<DebtorCase>({ record: { debtor: of } }), channel);

/** Pairs of a debtor then and now; often one and the same, or with one thing changed. */
const pair = fc.oneof(
  debtor.map((one) => ({ before: one, now: one })),
  fc.record({ before: debtor, now: debtor }),
  fc.tuple(debtor, debtor).map(([before, other]) => ({ before, now: { ...before, email: other.email, phone: other.phone } })),
  fc
    .tuple(debtor, address)
    .map(([before, other]) => ({ before, now: { ...before, address: before.address && { ...before.address, ...other } } })),
);

describe('the address of a debtor', () => {
  it('is the same to the one who sends and to the database, on every channel', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 20, maxLength: 60 }), async (pairs) => {
        const rows = pairs.flatMap(({ before, now }) =>
          channels.map((channel) => ({ ...now, channel, recipient: on(before, channel) ?? '', today: on(now, channel) })),
        );
        const answers = await house.rows<{ former: boolean; expected: boolean }>(
          `select ${toFormerAddress('m')} as former, m.recipient <> '' and lower(m.recipient) is distinct from lower(m.today) as expected
           from jsonb_array_elements($1::jsonb) with ordinality as j(x, n),
             lateral (select x->>'channel' as channel, x->>'recipient' as recipient, x->>'today' as today) m,
             lateral (select x->>'name' as name, x->>'email' as email, x->>'phone' as phone, case when jsonb_typeof(x->'address') = 'object' then x->'address' end as address) d
           order by j.n`,
          [JSON.stringify(rows)],
        );
        expect(answers.map(({ former }, n) => ({ former, ...rows[n] }))).toEqual(
          answers.map(({ expected }, n) => ({ former: expected, ...rows[n] })),
        );
      }),
      { numRuns: 20 },
    );
  });
});
