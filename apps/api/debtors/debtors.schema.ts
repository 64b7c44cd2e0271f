/** Bodies and answers of debtors and their holds. */
import { z } from 'zod';
import { channels, debtorKinds, holdReasons, languages } from '#domain/policy/facts/facts.js';
import { externalId, idOut, publicId, reference } from '../edge/ids.schema.js';
import { moneyOut } from '../edge/money.schema.js';
import { creditHintOut } from '../payments/payments.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { address, addressOut, email, kvk, line, phone } from '../edge/text.schema.js';
import { dateOut, instantOut, caseDate } from '../edge/time.schema.js';

const kind = z.enum(debtorKinds).meta({ description: 'Drives every rule of law; unknown is treated as consumer, the strictest.' });
const refusedChannels = z.array(z.enum(channels)).max(channels.length);

/** What makes a debtor, without `externalId` and `testClock`. */
const person = {
  name: line(200),
  kind: kind.default('unknown'),
  language: z.enum(languages).default('nl'),
  segment: line(50).nullish(),
  email: email.nullish(),
  phone: phone.nullish(),
  address: address.nullish(),
  kvk: kvk.nullish(),
  preferredChannel: z.enum(channels).nullish(),
  refusedChannels: refusedChannels.default([]),
};

const noKvkForConsumers = (body: { kind?: string | undefined; kvk?: string | null | undefined }): boolean =>
  body.kind !== 'consumer' || !body.kvk;
const kvkIssue = { error: 'a consumer has no KvK number', path: ['kvk'], params: { code: 'not-for-consumers' } };

/** `POST /v1/debtors`. */
export const createDebtorBody = z
  .strictObject({ ...person, externalId: externalId.nullish(), testClock: publicId('clock').nullish() })
  .refine(noKvkForConsumers, kvkIssue)
  .meta({ id: 'CreateDebtor' });
/** A debtor written out in an invoice; he lives on the invoice's clock. */
export const inlineDebtor = z
  .strictObject({ ...person, externalId: externalId.nullish() })
  .refine(noKvkForConsumers, kvkIssue)
  .meta({ id: 'InlineDebtor' });
/** See {@link createDebtorBody}. */
export type CreateDebtorBody = z.output<typeof createDebtorBody>;

/** `PATCH /v1/debtors/{id}`: what is absent stays, null empties. */
export const changeDebtorBody = z
  .strictObject({
    name: line(200).optional(),
    kind: kind.optional(),
    language: z.enum(languages).optional(),
    segment: line(50).nullable().optional(),
    email: email.nullable().optional(),
    phone: phone.nullable().optional(),
    address: address.nullable().optional(),
    kvk: kvk.nullable().optional(),
    preferredChannel: z.enum(channels).nullable().optional(),
    refusedChannels: refusedChannels.optional(),
    doNotContact: z.boolean().optional(),
    externalId: externalId.nullable().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, { error: 'names nothing to change', params: { code: 'nothing-to-change' } })
  .refine(noKvkForConsumers, kvkIssue)
  .meta({ id: 'ChangeDebtor' });
/** See {@link changeDebtorBody}. */
export type ChangeDebtorBody = z.output<typeof changeDebtorBody>;

/** `POST /v1/debtors/{id}/holds`. */
export const holdBody = z
  .strictObject({
    reason: z.enum(holdReasons),
    until: caseDate.nullish().meta({ description: 'Last day of the hold; until lifted without it.' }),
  })
  .meta({ id: 'CreateHold' });
/** See {@link holdBody}. */
export type HoldBody = z.output<typeof holdBody>;

/** `{id}` of a debtor. */
export const debtorRef = reference('debtor');
/** `{holdId}`. */
export const holdId = publicId('hold');

/** `GET /v1/debtors`. */
export const listDebtorsQuery = z.strictObject({
  ...paging,
  kind: z.enum(debtorKinds).optional(),
  segment: line(50).optional(),
  externalId: externalId.optional(),
});
/** See {@link listDebtorsQuery}. */
export type ListDebtorsQuery = z.output<typeof listDebtorsQuery>;

/** A hold in an answer. */
export const holdOut = z
  .strictObject({
    object: z.literal('hold'),
    id: idOut('hold'),
    reason: z.enum(holdReasons),
    until: dateOut.nullable(),
    createdAt: instantOut,
  })
  .meta({ id: 'Hold' });

/** A debtor in an answer. */
export const debtorOut = z
  .strictObject({
    object: z.literal('debtor'),
    id: idOut('debtor'),
    externalId: z.string().nullable(),
    name: z.string(),
    kind: z.enum(debtorKinds),
    language: z.enum(languages),
    segment: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    address: addressOut.nullable(),
    kvk: z.string().nullable(),
    preferredChannel: z.enum(channels).nullable(),
    refusedChannels: z.array(z.enum(channels)),
    failedChannels: z.array(z.enum(channels)).meta({ description: 'Channels whose last message failed for good.' }),
    doNotContact: z.boolean(),
    paymentScore: z.int().nullable(),
    holds: z.array(holdOut),
    credit: z
      .array(moneyOut)
      .meta({ description: 'What was paid beyond what was open, by currency: his money, to be returned or set off.' }),
    credits: z
      .array(
        z.strictObject({
          payment: idOut('payment'),
          invoice: idOut('invoice').nullable(),
          amount: moneyOut,
          hint: creditHintOut.nullable(),
        }),
      )
      .meta({ description: 'Where that money came from, oldest first, and what a person is asked to decide about it.' }),
    testClock: idOut('clock').nullable(),
    erasedAt: instantOut.nullable().meta({ description: 'When the person was erased: what named him is gone, money and dates stay.' }),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Debtor' });
/** A page of debtors. */
export const debtorPage = pageOut(debtorOut).meta({ id: 'DebtorList' });

/** `POST /v1/debtors/{id}/erasure`. */
export const eraseBody = z
  .strictObject({
    stopChases: z
      .boolean()
      .default(false)
      .meta({ description: 'Closes what is still chased. Without it a debtor who owes something is not erased.' }),
  })
  .meta({ id: 'EraseDebtor' });
/** See {@link eraseBody}. */
export type EraseBody = z.output<typeof eraseBody>;

/** `GET /v1/debtors/{id}/personal-data`. */
export const personalDataQuery = z.strictObject({ ...paging });
/** See {@link personalDataQuery}. */
export type PersonalDataQuery = z.output<typeof personalDataQuery>;

/** A row that is about a person. */
export const personalDataOut = z
  .strictObject({
    object: z.literal('personal-data'),
    record: z.string().meta({ description: 'What it is: debtor, invoice, message, note, payment, event and so on.' }),
    fields: z.record(z.string(), z.unknown()).meta({ description: 'Everything that stands there; amounts in minor units.' }),
  })
  .meta({ id: 'PersonalData' });
/** A page of them. */
export const personalDataPage = pageOut(personalDataOut).meta({ id: 'PersonalDataList' });
