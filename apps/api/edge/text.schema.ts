/** Text of people. It ends up in letters, mail headers, spreadsheets and terminals, so what only attacks or breaks those is refused. */
import { z } from 'zod';

// Control characters; direction overrides and isolates make a name read as another one; BOM and separators break lines.
const lineHazard = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;
// Of the control characters only line feed and tab: [^\P{Cc}\n\t] is "a control character, but not these".
const noteHazard = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\ufeff]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

const text = (max: number, hazard: RegExp) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !hazard.test(value), {
      error: 'holds control or text-direction characters',
      params: { code: 'forbidden-character' },
    })
    .refine((value) => visible.test(value), { error: 'holds nothing to read', params: { code: 'blank' } })
    .transform((value) => value.trim().normalize('NFC'));

/** One line: a name, a number, a street. */
export const line = (max: number) => text(max, lineHazard);

/** Several lines: a note. Line ends become `\n`. */
export const note = (max: number) =>
  z
    .string()
    .overwrite((value) => value.replaceAll('\r\n', '\n'))
    .pipe(text(max, noteHazard));

/** One mailbox without a display name; the domain in ASCII (IDN as punycode), so that look-alikes show. */
export const email = z
  .string()
  .max(254)
  .regex(
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/,
    'is not an e-mail address',
  )
  .refine((value) => value.indexOf('@') <= 64, { error: 'is not an e-mail address', params: { code: 'wrong-format' } });

const dutchNumber = /^0[1-9]\d{8}$/;

/** A telephone number as people write it; E.164 inside. Without a country code it is Dutch. */
export const phone = z
  .string()
  .max(30)
  .regex(/^[+(0-9][0-9 ().-]{5,28}$/, 'is not a telephone number')
  .transform((value, context) => {
    const digits = value.replaceAll(/[ ().-]/g, '');
    const number = digits.startsWith('00') ? `+${digits.slice(2)}` : dutchNumber.test(digits) ? `+31${digits.slice(1)}` : digits;
    if (/^\+[1-9]\d{7,14}$/.test(number)) return number;
    context.addIssue({ code: 'custom', params: { code: 'wrong-format' }, message: 'is not a telephone number' });
    return z.NEVER;
  });

/** Number in the Dutch trade register (KvK). */
export const kvk = z.string().regex(/^\d{8}$/, 'must have eight digits');

// Reserved or unofficial codes that are often written for a country: UK is GB, EL is GR, XK has no ISO code yet.
const notCountries = new Set(['UK', 'EL', 'XK', 'EU', 'ZZ', 'AA', 'XX']);

/** ISO 3166 country, in capitals. */
export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be two capitals (ISO 3166)')
  .refine((value) => !notCountries.has(value), { error: 'is not an ISO 3166 country code', params: { code: 'not-allowed' } });

const dutchPostcode = /^[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}$/;

/** Where letters go. */
export const address = z
  .strictObject({
    street: line(100),
    houseNumber: line(20).optional(),
    additional: line(100).optional(),
    postcode: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 -]{1,11}$/, 'is not a postcode'),
    city: line(80),
    country: country.default('NL'),
  })
  .refine((value) => value.country !== 'NL' || dutchPostcode.test(value.postcode), {
    error: 'is not a Dutch postcode (1234 AB)',
    path: ['postcode'],
    params: { code: 'wrong-format' },
  })
  .transform((value): Record<string, string> =>
    Object.fromEntries(Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, part]]))),
  )
  .meta({ id: 'Address' });

/** An address in an answer. */
export const addressOut = z.record(z.string(), z.string());
