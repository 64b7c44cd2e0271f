import { describe, expect, it } from 'vitest';
import { conformityVectors } from '#testing/conformity-vectors.js';
import { checkPlay } from '#testing/playbook/check-play.js';
import type { PeerFile } from '#testing/playbook/peer-format.js';
import type { Playbook } from '#testing/playbook/playbook.js';
import { readPolicies } from '#testing/playbook/read-policies.js';
import { translate } from '#testing/playbook/translate-scenario.js';
import { unchecked } from '#testing/unchecked.js';
import { type LintFinding, lintPolicy } from '../lint/lint-policy.js';
import constructs from './fixtures/constructs.json' with { type: 'json' };
import erpnext from './fixtures/erpnext.json' with { type: 'json' };
import invoiceNinja from './fixtures/invoice-ninja.json' with { type: 'json' };
import ocaAkaunting from './fixtures/oca-akaunting.json' with { type: 'json' };
import odoo8 from './fixtures/odoo-8.json' with { type: 'json' };
import tryton from './fixtures/tryton.json' with { type: 'json' };

const books: readonly (readonly [string, Playbook])[] = [
  ['examples', unchecked<Playbook>(constructs)],
  ['d4', unchecked<Playbook>(erpnext)],
  ['d5', unchecked<Playbook>(tryton)],
  ['d6', unchecked<Playbook>(odoo8)],
  ['d7', unchecked<Playbook>(invoiceNinja)],
  ['d9', unchecked<Playbook>(ocaAkaunting)],
];

describe.each(books.map(([, book]) => [book.origin, book] as const))('the language can say what others do: %s', (_, book) => {
  const policies = readPolicies(book);

  it.each(book.plays.map((play) => [play.name, play.says, play] as const))('%s: %s', (_name, _says, play) => {
    expect(checkPlay(play, policies)).toEqual([]);
  });

  it('and the linter has nothing against it but the hours, and a first step that counts from contacts made elsewhere', () => {
    const known = ({ severity, code, pointer }: LintFinding): boolean =>
      severity === 'warning' || code === 'outside-contact-hours' || pointer === '/steps/0/trigger/anchor';
    expect([...policies.values()].flatMap((policy) => lintPolicy(policy).filter((finding) => !known(finding)))).toEqual([]);
  });
});

describe('the checker', () => {
  const [, book] = books.find(([, { origin }]) => origin === tryton.origin) ?? books[0] ?? [];

  it('finds a contact too many, one too few, a wrong amount and a look that was never taken', () => {
    if (!book) throw new Error('no playbook');
    const [play] = book.plays;
    if (!play) throw new Error('no play');
    const policies = readPolicies(book);
    const { contacts = [], ...others } = play.expect;
    const [first, ...rest] = contacts;
    if (!first) throw new Error('no contact');
    expect(checkPlay({ ...play, expect: { ...others, contacts: rest } }, policies)).toHaveLength(1);
    expect(checkPlay({ ...play, expect: { ...others, contacts: [...contacts, first] } }, policies)).toHaveLength(1);
    expect(checkPlay({ ...play, expect: { contacts: [{ ...first, amount: 1 }, ...rest] } }, policies)).toHaveLength(2);
    expect(checkPlay({ ...play, expect: { open: [{ on: '2024-01-01', invoice: 'A', open: 0 }] } }, policies)).toHaveLength(1);
  });
});

describe('the fixtures', () => {
  it.each(books)('say the same as the scenarios of %s, where those are at hand', (name, book) => {
    const vectors = conformityVectors(`conformance/${name}.json`);
    if (vectors === null) return expect(book.plays.length).toBeGreaterThan(2);
    const translated = translate(unchecked<PeerFile>(vectors));
    const own = book.plays.map(({ says: _, ...play }) => play);
    expect(own).toEqual(translated.plays);
    return expect(book.policies).toEqual(translated.policies);
  });
});
