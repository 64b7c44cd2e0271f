import { describe, expect, it } from 'vitest';
import { toPublicId } from '#contracts/ids.js';
import { publicId, reference } from './ids.schema.js';
import { money } from './money.schema.js';
import { address, country, email, line, note, phone } from './text.schema.js';
import { caseDate, instant, isoDate } from './time.schema.js';

const uuid = '01936f2e-7c1a-7b3c-9d4e-5f6071829304';

describe('ids', () => {
  it('go out with a prefix and come in as what they were', () => {
    const id = toPublicId('invoice', uuid);
    expect(publicId('invoice').parse(id)).toBe(uuid);
    expect(reference('invoice').parse(id)).toEqual({ uuid });
    expect(reference('invoice').parse('ext:2026/0001')).toEqual({ externalId: '2026/0001' });
  });

  it.each([
    'inv_',
    `deb_${'0'.repeat(26)}`,
    `inv_${'z'.repeat(26)}`,
    `inv_${'l'.repeat(26)}`,
    uuid,
    'ext:',
    'ext:../x',
    'ext:a b',
    'ext:.a',
  ])('refuse %s', (id) => {
    expect(reference('invoice').safeParse(id).success).toBe(false);
  });
});

describe('money', () => {
  it('is bigint inside', () => {
    expect(money.parse({ amount: 12_550, currency: 'EUR' })).toEqual({ amount: 12_550n, currency: 'EUR' });
  });
});

describe('dates', () => {
  it.each(['2024-02-29', '1900-01-01', '2199-12-31'])('takes %s', (date) => expect(isoDate.parse(date)).toBe(date));
  it.each(['2026-02-29', '1899-12-31', '2200-01-01', '2026-1-1', ' 2026-01-01'])('refuses %s', (date) =>
    expect(isoDate.safeParse(date).success).toBe(false),
  );
  it('of a case end a century before the calendar, and say so only of dates that exist', () => {
    const codes = (text: string) => caseDate.safeParse(text).error?.issues.map((issue) => 'params' in issue && issue.params?.['code']);
    expect(['2099-12-31', '2100-01-01', '2100-02-30'].map(codes)).toEqual([undefined, ['too-far-ahead'], ['not-a-date']]);
    expect(instant.safeParse('2100-01-01T00:00:00Z').success).toBe(false);
  });
  it('reads instants in UTC or with an offset, and none without', () => {
    expect(instant.parse('1970-01-01T00:00:01Z')).toBe(1_000);
    expect(instant.parse('1970-01-01T01:00:01+01:00')).toBe(1_000);
    expect(instant.safeParse('2026-01-01T00:00:00').success).toBe(false);
  });
});

describe('text', () => {
  it('is trimmed and in one normal form', () => {
    expect(line(20).parse('  Cafe\u0301 ')).toBe('Café');
    expect(note(50).parse('one\r\ntwo\tthree')).toBe('one\ntwo\tthree');
  });

  it.each([
    ['direction marks', 'Jan\u200e de\u200f Vries\u061c', 'Jan de Vries'],
    ['a space without width', 'F-\u200b1', 'F-1'],
    ['a soft hyphen', 'Over\u00adijssel', 'Overijssel'],
    ['a filler', '\u3164Kim', 'Kim'],
    ['tags', `Kim${String.fromCodePoint(0xe0041)}`, 'Kim'],
  ])('loses %s', (_what, written, read) => expect(line(60).parse(written)).toBe(read));

  it.each(['\u0646\u0627\u0645\u200c\u0647\u0627', 'Café \u2764\ufe0f', '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67'])(
    'keeps what joins the letters of %s',
    (written) => expect(line(60).parse(written)).toBe(written),
  );

  it.each([
    '\u3164',
    '\u115f\u1160',
    '\uffa0',
    '\u2800',
    '\u200d',
    '\ufe0f',
    '\u034f',
    '\u00ad\u200b',
    '\u2060',
    String.fromCodePoint(0xe0041),
  ])('refuses %j, of which nothing is to be seen', (written) => {
    expect(line(60).safeParse(written).success).toBe(false);
    expect(note(60).safeParse(written).success).toBe(false);
  });

  it('refuses half a surrogate pair', () => expect(line(60).safeParse('a\ud800').success).toBe(false));

  it.each<[string, string]>([
    ['06-12 34 56 78', '+31612345678'],
    ['(020) 123 45 67', '+31201234567'],
    ['0031 6 12345678', '+31612345678'],
    ['+32 470 12 34 56', '+32470123456'],
    ['+1 (202) 555-0143', '+12025550143'],
    ['0900 0101', '+319000101'],
  ])('reads the number %s', (written, number) => expect(phone.parse(written)).toBe(number));

  it.each([
    '+999 12345678',
    '+31 6 1234',
    '+49 0',
    '0612',
    '+1 000 000 0000',
    '0031',
    '+31 612345678901',
    '12345678',
    '(((((((',
    '+32 412',
  ])('refuses %s: no country gives out such a number', (written) => expect(phone.safeParse(written).success).toBe(false));

  it.each(['UK', 'EL', 'XK', 'QX', 'ZZ', 'AA', 'AN', 'SU', 'nl', 'N', 'NLD'])('refuses the country %s', (code) =>
    expect(country.safeParse(code).success).toBe(false),
  );

  it.each(['a@example.com', "o'brien+invoices@mail.example.co.uk", 'x@xn--bcher-kva.example'])('takes the address %s', (value) =>
    expect(email.parse(value)).toBe(value),
  );

  it('knows Dutch postcodes and leaves foreign ones alone', () => {
    const home = { street: 'Dam 1', city: 'Amsterdam' };
    expect(address.parse({ ...home, postcode: '1012 JS' })).toEqual({ ...home, postcode: '1012 JS', country: 'NL' });
    expect(address.safeParse({ ...home, postcode: '1012 SS' }).success).toBe(false);
    expect(address.safeParse({ ...home, postcode: 'SW1A 1AA', country: 'GB' }).success).toBe(true);
  });
});
