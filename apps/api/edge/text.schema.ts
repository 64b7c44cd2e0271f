/** Names, addresses and numbers of people, as a body brings them. */
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import { countryCodes } from '#contracts/countries.js';
import { isReadable, lineHazard, noteHazard, tidyText } from '#contracts/human-text.js';

const text = (max: number, hazard: RegExp) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !hazard.test(value), {
      error: 'holds control or text-direction characters',
      params: { code: 'forbidden-character' },
    })
    .refine(isReadable, { error: 'holds nothing to read', params: { code: 'blank' } })
    .transform(tidyText);

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

/** A telephone number that can exist, as people write it; E.164 inside. Without a country code it is Dutch. */
export const phone = z
  .string()
  .max(30)
  .regex(/^[+(0-9][0-9 ().-]{5,28}$/, 'is not a telephone number')
  .transform((value, context) => {
    const number = parsePhoneNumberFromString(value, { defaultCountry: 'NL', extract: false });
    if (number?.isValid() === true) return number.number;
    context.addIssue({
      code: 'custom',
      params: { code: 'wrong-format' },
      message: 'is not a telephone number of the country it names; without +CODE it is read as Dutch',
    });
    return z.NEVER;
  });

/** Number in the Dutch trade register (KvK). */
export const kvk = z.string().regex(/^\d{8}$/, 'must have eight digits');

/** ISO 3166 country, in capitals. */
export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be two capitals (ISO 3166)')
  .refine((value) => countryCodes.has(value), { error: 'is not an ISO 3166 country code', params: { code: 'not-allowed' } });

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
