import { describe, expect, it } from 'vitest';
import { toPublicId } from '#contracts/ids.js';
import { publicId, reference } from './ids.schema.js';
import { money } from './money.schema.js';
import { address, email, line, note, phone } from './text.schema.js';
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

  it.each<[string, string]>([
    ['06-12 34 56 78', '+31612345678'],
    ['(020) 123 45 67', '+31201234567'],
    ['0031 6 12345678', '+31612345678'],
    ['+32 470 12 34 56', '+32470123456'],
  ])('reads the number %s', (written, number) => expect(phone.parse(written)).toBe(number));

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
