/** Bodies and answers about the creditor himself. */
import { z } from 'zod';
import { timeZoneNames } from '#domain/calendar/zone.js';
import { isSmsName } from '#domain/messages/allowed-senders.js';
import { asIban, ibanFault } from '#domain/references/iban.js';
import { idOut } from '../edge/ids.schema.js';
import { email, kvk, line, phone } from '../edge/text.schema.js';
import { instantOut } from '../edge/time.schema.js';

const iban = z
  .string()
  .max(42)
  .refine((value) => ibanFault(value) === null, { error: 'is not an IBAN that SEPA can reach', params: { code: 'iban-invalid' } })
  .transform((value) => asIban(value, 'iban'));

const choice = z.string().max(40).nullable().optional();

/** `PATCH /v1/creditor`: what is absent stays, null empties where something may be empty. */
export const changeCreditorBody = z
  .strictObject({
    name: line(200).optional(),
    addressLines: z.array(line(100)).min(1).max(5).optional().meta({ description: 'The postal address below the name, line by line.' }),
    iban: iban.optional().meta({ description: 'The account debtors pay to.' }),
    accountName: line(140).nullable().optional().meta({ description: 'Name of the account; null: that of the creditor.' }),
    kvk: kvk.nullable().optional(),
    email: email.optional().meta({ description: 'Where debtors write to: the Reply-To of every mail.' }),
    phone: phone.nullable().optional(),
    contactPerson: line(100).nullable().optional().meta({ description: 'Who signs above the name.' }),
    timeZone: z
      .enum(timeZoneNames)
      .nullable()
      .optional()
      .meta({
        description:
          'In which his days are made: due dates, windows, terms, the day of a payment, the dates in texts; in every policy too. ' +
          'Null: Europe/Amsterdam, and each policy by its own. Plans that stand move when their chase is looked at next.',
      }),
    replyTo: email.nullable().optional().meta({ description: 'Where answers to a mail go; null: to `email`.' }),
    senderName: line(100).nullable().optional().meta({
      description:
        'Name that a mail is from; null: `name`. From the address of the installation it is followed by the name of the installation.',
    }),
    senderAddress: email
      .nullable()
      .optional()
      .meta({ description: 'Address that a mail is from, of a domain in `allowedSenders`; null: that of the installation.' }),
    smsSender: z
      .string()
      .refine(isSmsName, { error: 'has 3 to 11 letters, digits and spaces, a letter among them', params: { code: 'wrong-format' } })
      .nullable()
      .optional()
      .meta({ description: 'Name that an sms is from, one of `allowedSenders`; null: `name`, which the network may cut.' }),
    providers: z.strictObject({ email: choice, sms: choice, whatsapp: choice, letter: choice }).optional().meta({
      description: 'Through whom messages leave, by channel; null: the usual provider of the installation. Absent channels stay.',
    }),
  })
  .refine((body) => Object.keys(body).length > 0, { error: 'names nothing to change', params: { code: 'nothing-to-change' } })
  .meta({ id: 'ChangeCreditor' });
/** See {@link changeCreditorBody}. */
export type ChangeCreditorBody = z.output<typeof changeCreditorBody>;

const chosen = z.string().nullable();

/** The creditor in an answer. */
export const creditorOut = z
  .strictObject({
    object: z.literal('creditor'),
    id: idOut('tenant'),
    mode: z.enum(['test', 'live']),
    name: z.string(),
    addressLines: z.array(z.string()),
    iban: z.string(),
    accountName: z.string().nullable(),
    kvk: z.string().nullable(),
    email: z.string(),
    phone: z.string().nullable(),
    contactPerson: z.string().nullable(),
    timeZone: z.enum(timeZoneNames).nullable().meta({ description: 'Null: Europe/Amsterdam, and each policy by its own.' }),
    replyTo: z.string().nullable(),
    senderName: z.string().nullable(),
    senderAddress: z.string().nullable(),
    smsSender: z.string().nullable(),
    allowedSenders: z
      .strictObject({ domains: z.array(z.string()), smsNames: z.array(z.string()) })
      .meta({ description: 'What the operator has seen to be his: domains to mail from, and names for sms.' }),
    providers: z
      .strictObject({ email: chosen, sms: chosen, whatsapp: chosen, letter: chosen })
      .meta({ description: 'His choice by channel; null: the usual provider of the installation.' }),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Creditor' });

const stored = z.string().nullish().catch(null);
const noChoice = { email: null, sms: null, whatsapp: null, letter: null };

/** What the row of a creditor holds, also one that was made before a field existed. */
export const storedCreditor = z.object({
  name: z.string(),
  addressLines: z.array(z.string()),
  iban: z.string(),
  accountName: z.string().nullish(),
  kvk: z.string().nullish(),
  email: z.string(),
  phone: z.string().nullish(),
  contactPerson: z.string().nullish(),
  timeZone: z.enum(timeZoneNames).nullish().catch(null),
  replyTo: stored,
  senderName: stored,
  senderAddress: stored,
  smsSender: stored,
  providers: z.object({ email: stored, sms: stored, whatsapp: stored, letter: stored }).catch(noChoice).default(noChoice),
});
