import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { fromDay } from '../calendar/iso-date.js';
import { deadlinesIn, deliveryTermsIn, plain, sentencesOf, shows, showsAmount, showsWord } from './notice-text.js';
import { looseTermsIn } from './other-terms.js';
import { fillSentence, numberOf } from './wording.js';

describe('plain text', () => {
  it('lowers, joins lines and plains hyphens', () => {
    expect(plain('  Deze E\u2011mail\u00a0is\r\n\tBezorgd \u2013 ja ')).toBe('deze e-mail is bezorgd - ja');
  });

  it('splits at the end of sentences only', () => {
    expect(sentencesOf('betaal eur 1.234,56 nu. of niet? ja!  goed')).toEqual(['betaal eur 1.234,56 nu.', 'of niet?', 'ja!', 'goed']);
  });

  it('shows values whatever the layout', () => {
    expect(shows('Kade 1\n1234 AB  Utrecht', 'Kade 1, 1234 AB Utrecht')).toBe(true);
    expect(shows('NL91 ABNA 0417 1643 00', 'NL91ABNA0417164300')).toBe(true);
    expect([shows('iets', ' '), shows('iets', ',.'), shows('iets', ''), shows('iets', 'niets')]).toEqual([false, false, false, false]);
  });

  it('shows words of their own', () => {
    const text = 'Factuur 2026-1, ABC/7 (x).';
    expect([showsWord(text, '2026-1'), showsWord(text, 'abc/7'), showsWord(text, '(X)')]).toEqual([true, true, true]);
    expect(showsWord('factuur 2026-12', '2026-1')).toBe(false);
    expect(showsWord('factuur 12026-1', '2026-1')).toBe(false);
    expect([showsWord('2026x1', '2026.1'), showsWord('', ''), showsWord('x', ' ')]).toEqual([false, false, false]);
  });
});

describe('amounts', () => {
  it.each(['€ 1.234,56', 'EUR 1234,56', 'EUR 1,234.56', '€1234.56.', '1.234,56, en', '(1.234,56)'])('finds it in "%s"', (text) => {
    expect(showsAmount(text, 123_456n)).toBe(true);
  });

  it.each(['11.234,56', '1.234,567', '1.234,5', '1,234,56.7', '2.1.234,56', '1x234,56', '234,56', '1.234.567,56', '1234'])(
    'does not find it in "%s"',
    (text) => {
      expect(showsAmount(text, 123_456n)).toBe(false);
    },
  );

  it('writes cents and millions', () => {
    expect([
      showsAmount('0,05', 5n),
      showsAmount('40.00', 4000n),
      showsAmount('1.234.567,80', 123_456_780n),
      showsAmount('1,234,567.80', 123_456_780n),
    ]).toEqual([true, true, true, true]);
  });

  test.prop([fc.bigInt({ min: 0n, max: 10n ** 18n })])('finds what the platform writes, not a cent more', (cents) => {
    for (const locale of ['nl-NL', 'en-GB']) {
      const text = `${new Intl.NumberFormat(locale).format(cents / 100n)}${locale === 'nl-NL' ? ',' : '.'}${String(cents % 100n).padStart(2, '0')}`;
      expect(showsAmount(`Betaal EUR ${text} nu.`, cents)).toBe(true);
      expect(showsAmount(`Betaal EUR ${text} nu.`, cents + 1n)).toBe(false);
    }
  });
});

describe('terms', () => {
  it.each([
    ['binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd', 14, 14],
    ['binnen 15 dagen nadat deze e-mail bij u is bezorgd', 15, 15],
    ['binnen eenentwintig dagen nadat dit bericht bij u is bezorgd', 21, 15],
    ['within fourteen days from the day after this letter was delivered to you', 14, 14],
    ['within fifteen days after this e-mail has been delivered to you', 15, 15],
    ['within thirty days after this message is delivered to you', 30, 15],
  ])('reads "%s"', (words, days, leastDays) => {
    expect(deliveryTermsIn(`betaal ${words}, graag`)).toEqual([{ words, days, leastDays }]);
    expect(looseTermsIn(`betaal ${words}, graag`)).toEqual([]);
  });

  it('reads numbers in two languages', () => {
    expect(
      ['een', 'veertien', 'twintig', 'achtentwintig', 'dertig', 'one', 'fifteen', 'twenty', 'twenty-one', 'twenty-eight', '30', '007'].map(
        numberOf,
      ),
    ).toEqual([1, 14, 20, 28, 30, 1, 15, 20, 21, 28, 30, 7]);
    expect(['enkele', '', '1234', '1x', 'x1'].map(numberOf)).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });

  it.each([
    ['betaal binnen vijf dagen.', ['binnen vijf dagen']],
    ['wij verwachten uw betaling. u moet betalen binnen 48 uur.', ['binnen 48 uur']],
    ['please pay within 3 working days', ['within 3 working days']],
    ['voldoe dit binnen 2 weken, of binnen 5 werkdagen', ['binnen 2 weken', 'binnen 5 werkdagen']],
    ['wij antwoorden binnen twee werkdagen.', []],
    ['betaal dit. wij antwoorden binnen twee dagen', []],
  ])('finds other terms to pay in "%s"', (text, found) => {
    expect(looseTermsIn(text)).toEqual(found);
  });
});

describe('deadlines', () => {
  it.each([
    ['uiterlijk 9 december 2026', '2026-12-09'],
    ['uiterlijk op woensdag 9 december 2026', '2026-12-09'],
    ['betaal vóór 9 december 2026', '2026-12-08'],
    ['betaal voor 9-12-2026', '2026-12-08'],
    ['tot en met 09/12/2026', '2026-12-09'],
    ['t/m 2026-12-09', '2026-12-09'],
    ['by 9 december 2026', '2026-12-09'],
    ['no later than wednesday 9 december 2026', '2026-12-09'],
    ['on or before 9 december 2026', '2026-12-09'],
    ['before 9.12.2026', '2026-12-08'],
    ['uiterlijk 9 december', '2026-12-09'],
    ['uiterlijk 23 november', '2026-11-23'],
    ['uiterlijk 22 november', '2027-11-22'],
    ['uiterlijk 5 maart', '2027-03-05'],
    ['by 1 may 2027', '2027-05-01'],
    ['uiterlijk 1 mei 2027', '2027-05-01'],
    ['uiterlijk 1 oktober 2027', '2027-10-01'],
  ])('"%s" is %s', (text, last) => {
    expect(deadlinesIn(text, '2026-11-23').map(fromDay)).toEqual([last]);
  });

  it.each([
    'de factuur van 9 december 2026',
    'uiterlijk 31 februari 2026',
    'uiterlijk snel',
    'uiterlijk 9-13-2026',
    'hierbij 9 december 2026',
    'uiterlijk 30 februari',
  ])('finds none in "%s"', (text) => {
    expect(deadlinesIn(text, '2026-11-23')).toEqual([]);
  });

  it('finds all of them', () => {
    expect(deadlinesIn('uiterlijk 1 december 2026 of voor 3 december 2026', '2026-11-23').map(fromDay)).toEqual([
      '2026-12-01',
      '2026-12-02',
    ]);
  });
});

describe('filling in', () => {
  it('leaves unknown names to be seen', () => {
    expect(fillSentence('Betaal {open} of {x}.', { open: '€ 1,00' })).toBe('Betaal € 1,00 of {x}.');
  });
});
