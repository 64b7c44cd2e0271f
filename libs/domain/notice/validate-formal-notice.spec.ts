import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { collectionCosts } from '../collection-costs/collection-costs.js';
import { languages } from '../policy/facts/facts.js';
import { type FindingCode, findingCodes } from './findings.js';
import { bodyOf, claim, codes, details, inDefault, letter, letterhead, noCosts, notice, withClaims } from './fixtures/notice.fixtures.js';
import type { FormalNotice, NoticeClaim } from './formal-notice.js';
import { validateFormalNotice } from './validate-formal-notice.js';
import { carriers, noticeKinds } from './wording.js';

const [first, second, third] = [claim('2026-0042', 10_000n), claim('2026-0043', 20_000n), claim('2026-0044', 30_000n)];

describe('a notice that may leave', () => {
  it.each(languages.flatMap((language) => (['post', 'email'] as const).map((carrier) => [language, carrier] as const)))(
    '14-day letter in %s by %s',
    (language, carrier) => {
      expect(
        validateFormalNotice(
          notice({ text: letterhead(bodyOf('fourteen-day-letter', language, { carrier: carriers[language][carrier] })) }),
        ),
      ).toEqual([]);
    },
  );

  it.each(languages)('demand and notice of default in %s', (language) => {
    const days = language === 'nl' ? 'veertien' : 'fourteen';
    expect(
      validateFormalNotice(notice({ kind: 'demand', debtorKind: 'company', text: letterhead(bodyOf('demand', language, { days })) })),
    ).toEqual([]);
    const text = letterhead(bodyOf('notice-of-default', language, { days }));
    expect(validateFormalNotice(notice({ kind: 'notice-of-default', text, costs: noCosts }))).toEqual([]);
  });

  it('leaves nothing of a sentence open', () => {
    for (const language of languages) for (const kind of noticeKinds) expect(bodyOf(kind, language)).not.toMatch(/[{}]/);
  });
});

describe('claims', () => {
  it.each<[string, Partial<FormalNotice>, string, FindingCode[]]>([
    ['none at all', { claims: [], amountToPay: 0n }, '', ['no-claims', 'amount-not-shown', 'costs-base-wrong']],
    ['one left out', withClaims(first, second, third, claim('2026-0050', 1n, { included: false })), '2026-0050', ['claim-missing']],
    ['one not in default', withClaims(first, second, claim('2026-0044', 30_000n, { defaultState: null })), '2026-0044', ['not-in-default']],
    [
      'one in default tomorrow',
      withClaims(first, second, claim('2026-0044', 30_000n, { defaultState: inDefault('2026-11-23') })),
      '2026-0044',
      ['not-in-default'],
    ],
    ['one not shown', withClaims(first, second, claim('2026-004', 30_000n)), '2026-004', ['invoice-not-shown']],
    [
      'one disputed whole',
      withClaims(first, second, third, claim('2026-0042', 5_000n, { disputed: 5_000n })),
      '2026-0042',
      ['claim-disputed'],
    ],
    ['one paid', withClaims(first, second, third, claim('2026-0042', 0n)), '2026-0042', ['claim-not-open']],
  ])('%s', (_, rest, detail, expected) => {
    const findings = validateFormalNotice(notice(rest));
    expect(findings.map(({ code }) => code)).toEqual(expected);
    if (detail) expect(findings[0]?.detail).toBe(detail);
  });

  it.each<[string, NoticeClaim]>([
    ['not in default', claim('2026-0050', 5_000n, { included: false, defaultState: null })],
    ['disputed whole', claim('2026-0050', 5_000n, { included: false, disputed: 5_000n })],
    ['paid', claim('2026-0050', 0n, { included: false })],
  ])('may leave out one that is %s', (_, left) => {
    expect(codes(withClaims(first, second, third, left))).toEqual([]);
  });

  it('asks for the undisputed part only', () => {
    expect(codes(withClaims(first, second, claim('2026-0044', 50_000n, { disputed: 20_000n })))).toEqual([]);
    expect(codes(withClaims(first, second, claim('2026-0044', 30_000n, { disputed: 20_000n })))).toEqual([
      'amount-wrong',
      'costs-base-wrong',
    ]);
  });

  it('wants claims of the other notices to be due', () => {
    const business = { kind: 'demand', debtorKind: 'company', text: letterhead(bodyOf('demand', 'nl')) } as const;
    const dueToday = claim('2026-0044', 30_000n, { dueDate: '2026-11-23', defaultState: null });
    expect(codes({ ...business, ...withClaims(first, second, dueToday) })).toEqual(['not-due']);
    expect(codes({ ...business, ...withClaims(first, second, { ...dueToday, dueDate: '2026-11-22' }) })).toEqual([]);
    expect(codes({ ...business, ...withClaims(first, second, third, { ...dueToday, included: false }) })).toEqual([]);
    expect(codes({ ...business, ...withClaims(first, second, third, { ...dueToday, dueDate: '2026-11-22', included: false }) })).toEqual([
      'claim-missing',
    ]);
  });
});

describe('kind', () => {
  it.each(['consumer', 'unknown'] as const)('%s gets no demand', (debtorKind) => {
    expect(codes({ kind: 'demand', debtorKind, text: letterhead(bodyOf('demand', 'nl')), costs: noCosts })).toEqual(['wrong-kind']);
    expect(codes({ kind: 'demand', debtorKind, text: letterhead(bodyOf('demand', 'nl')) })).toEqual(['wrong-kind', 'costs-not-allowed']);
  });

  it('may treat a business as kindly as a consumer', () => {
    expect(codes({ debtorKind: 'natural_business' })).toEqual([]);
    expect(codes({ debtorKind: 'company', ...letter((text) => text.replace('vijftien dagen', 'tien dagen')) })).toEqual(['term-too-short']);
  });
});

describe('term', () => {
  const term = 'binnen vijftien dagen nadat deze brief bij u is bezorgd';
  it.each([
    'binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd',
    'binnen 15 dagen nadat deze brief bij u is bezorgd',
    'binnen dertig dagen\n nadat deze brief bij u is bezorgd',
    'binnen 14 dagen vanaf de dag nadat dit bericht bij u is bezorgd',
  ])('accepts "%s"', (words) => {
    expect(codes(letter((text) => text.replace(term, words)))).toEqual([]);
  });

  it.each<[string, FindingCode[]]>([
    ['binnen veertien dagen nadat deze brief bij u is bezorgd', ['term-too-short']],
    ['binnen dertien dagen vanaf de dag nadat deze brief bij u is bezorgd', ['term-too-short']],
    ['binnen enkele dagen nadat deze brief bij u is bezorgd', ['term-too-short']],
    ['binnen veertien dagen na heden', ['term-missing', 'term-confusing', 'phrase-forbidden']],
    ['binnen veertien dagen na dagtekening', ['term-missing', 'term-confusing', 'phrase-forbidden']],
    ['binnen veertien dagen na de verzending van deze brief', ['term-missing', 'term-confusing', 'phrase-forbidden']],
    ['binnen 14 dagen na datum', ['term-missing', 'term-confusing', 'phrase-forbidden']],
    ['zo snel mogelijk', ['term-missing']],
    [`${term}, dus uiterlijk 8 december 2026`, ['deadline-too-early']],
    [`${term}, dus vóór 9 december`, ['deadline-too-early']],
    [`${term}, dus uiterlijk 23 november 2026`, ['deadline-too-early']],
    [`${term}, dus uiterlijk 9 december 2026`, []],
    [`${term}. U had moeten betalen uiterlijk 22 november 2026`, []],
    [`${term}, het liefst binnen vijf dagen`, ['term-confusing']],
    [`${term}, gerekend vanaf vandaag`, ['phrase-forbidden']],
    [`${term}. Het bedrag is direct te voldoen`, ['phrase-forbidden']],
    [`${term}. De betaaltermijn was 14 dagen na factuurdatum`, []],
  ])('"%s"', (words, expected) => {
    expect(codes(letter((text) => text.replace(term, words)))).toEqual(expected);
  });

  it.each([
    'na heden',
    'vanaf heden',
    'na vandaag',
    'na dagtekening',
    'vanaf de dagtekening',
    'na verzending',
    'vanaf de verzenddatum',
    'dagen na datum',
    'dagen na de datum',
    'per omgaande',
    'meteen te betalen',
    'onmiddellijk te betalen',
    'direct te voldoen',
    'days from today',
    'days after the date of',
    'days after dispatch',
    'days after sending',
    'from today',
    'pay immediately',
    'pay at once',
  ])('forbids "%s"', (phrase) => {
    const findings = validateFormalNotice(notice(letter((text) => `${text} Let op: ${phrase} iets.`)));
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ code, article }) => code === 'phrase-forbidden' && article.includes('ECLI:NL:HR:2016:2704'))).toBe(true);
    expect(phrase).toContain(findings[0]?.detail);
  });

  it('says how early a deadline is', () => {
    const findings = validateFormalNotice(notice(letter((text) => text.replace(term, `${term}, uiterlijk 1 december 2026`))));
    expect(findings).toEqual([
      { code: 'deadline-too-early', detail: '8 days too early', article: expect.stringContaining('6:96 lid 6 BW') },
    ]);
  });

  it('lets a business have its term as a date, and any number of days', () => {
    const demand = letterhead(bodyOf('demand', 'nl'));
    const relative = 'binnen veertien dagen nadat deze brief bij u is bezorgd';
    const told = (words: string) => codes({ kind: 'demand', debtorKind: 'company', text: demand.replace(relative, words) });
    expect(told('uiterlijk 24 november 2026')).toEqual([]);
    expect(told('uiterlijk 23 november 2026')).toEqual(['term-missing']);
    expect(told('per omgaande')).toEqual(['term-missing']);
    expect(told('binnen 1 dagen nadat deze brief bij u is bezorgd')).toEqual([]);
    expect(told('binnen nul dagen nadat deze brief bij u is bezorgd')).toEqual(['term-too-short']);
    expect(told('binnen 0 dagen nadat deze brief bij u is bezorgd')).toEqual(['term-too-short']);
    expect(told(`${relative}, na heden en binnen vijf dagen betalen`)).toEqual([]);
  });
});

describe('consequences and details', () => {
  it.each([
    ['demand', 'company', 'geven wij de vordering uit handen', 'blijft het stil'],
    ['notice-of-default', 'consumer', 'bent u in verzuim', 'is dat jammer'],
  ] as const)('%s without its consequence', (kind, debtorKind, words, instead) => {
    const text = letterhead(bodyOf(kind, 'nl'));
    expect(text).toContain(words);
    expect(codes({ kind, debtorKind, text: text.replace(words, instead), costs: kind === 'demand' ? notice().costs : noCosts })).toEqual([
      'consequences-missing',
    ]);
  });

  it.each([
    ['creditorName', 'creditor-name-missing', 'Bki 3.1'],
    ['creditorAddress', 'creditor-address-missing', 'Bki 3.1'],
    ['iban', 'iban-missing', 'Bki 3.1'],
    ['reference', 'reference-missing', 'Bki 3.1'],
    ['contact', 'contact-missing', 'Bki 4.1'],
  ] as const)('%s must be known and printed', (field, code, article) => {
    for (const value of ['', 'Anders 99']) {
      expect(validateFormalNotice(notice({ details: { ...details, [field]: value } }))).toEqual([{ code, detail: value, article }]);
    }
  });

  it('names the article of every finding', () => {
    const everything = validateFormalNotice(
      notice({
        text: 'Betaal per omgaande.',
        claims: [claim('1', 0n, { defaultState: null }), claim('2', 1n, { included: false })],
        details: { ...details, iban: '' },
      }),
    );
    expect(everything.map(({ code, article }) => [code, article])).toEqual([
      ['not-in-default', '6:81-83 BW'],
      ['claim-not-open', '6:96 lid 6 BW'],
      ['invoice-not-shown', 'Bki 3.1'],
      ['claim-missing', '6:96 lid 7 BW'],
      ['amount-wrong', 'Bki 3.1'],
      ['amount-not-shown', 'Bki 3.1'],
      ['costs-base-wrong', '6:96 lid 7 BW; BIK 2'],
      ['costs-not-shown', '6:96 lid 6 BW'],
      ['term-missing', '6:96 lid 6 BW; HR 25-11-2016, ECLI:NL:HR:2016:2704'],
      ['phrase-forbidden', '6:96 lid 6 BW; HR 25-11-2016, ECLI:NL:HR:2016:2704'],
      ['consequences-missing', '6:96 lid 6 BW'],
      ['creditor-name-missing', 'Bki 3.1'],
      ['creditor-address-missing', 'Bki 3.1'],
      ['iban-missing', 'Bki 3.1'],
      ['reference-missing', 'Bki 3.1'],
      ['contact-missing', 'Bki 4.1'],
    ]);
    expect(new Set(findingCodes).size).toBe(findingCodes.length);
  });
});

describe('properties', () => {
  const anyClaims = fc.array(
    fc.record({ open: fc.bigInt({ min: 1n, max: 10n ** 9n }), disputed: fc.bigInt({ min: 0n, max: 10n ** 9n }) }),
    { minLength: 1, maxLength: 5 },
  );

  test.prop([anyClaims])('a letter made of the approved sentence passes; with one claim left out it never does', (parts) => {
    const claims = parts.map(({ open, disputed }, index) => claim(`F-${index}`, open + disputed, { disputed }));
    const sum = parts.reduce((total, { open }) => total + open, 0n);
    const { costs } = collectionCosts({ principals: [{ amount: sum, currency: 'EUR' }], debtorKind: 'consumer' });
    const euros = (cents: bigint): string => `€ ${cents / 100n},${String(cents % 100n).padStart(2, '0')}`;
    const text = letterhead(
      `${claims.map(({ reference }) => reference).join(' ')} ${bodyOf('fourteen-day-letter', 'nl', { open: euros(sum), costs: euros(costs) })}`,
    );
    const whole = notice({
      claims,
      text,
      amountToPay: sum,
      costs: { base: sum, amount: costs, vat: 0n, vatDeclared: false, stated: costs },
    });
    expect(validateFormalNotice(whole)).toEqual([]);
    const without = { ...whole, claims: claims.map((one, index) => ({ ...one, included: index > 0 })) };
    expect(validateFormalNotice(without).map(({ code }) => code)).toContain('claim-missing');
  });

  test.prop([fc.string(), fc.string()])('says something about every text, and throws on none', (a, b) => {
    expect(validateFormalNotice(notice({ text: `${a} ${b}` })).length).toBeGreaterThan(5);
  });
});
