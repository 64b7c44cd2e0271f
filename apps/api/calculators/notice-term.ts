/** Calculator: the term of the consumer's 14-day letter (6:96 lid 6 BW). */
import { z } from 'zod';
import { DomainRefusal } from '#domain/money/refusals.js';
import { noticeTerm } from '#domain/notice/notice-term.js';
import { dateOut, isoDate } from '../edge/time.schema.js';
import { articlesOut } from './calculator.schema.js';
import { calculate } from './calculate.js';

/** A margin of more than this is no margin for slow post any more. */
const longestMargin = 365;

/** `POST /v1/calculators/notice-term`. */
export const noticeTermBody = z
  .strictObject({
    sentOn: isoDate,
    channel: z.enum(['post', 'email']),
    receivedOn: isoDate.optional().meta({ description: 'Proven receipt; needed for e-mail, which has no presumption.' }),
    marginDays: z
      .int()
      .max(longestMargin)
      .optional()
      .meta({ description: 'Days to wait after the last day. Without it 3, and 4 for letters sent from 2027-07-01 (slow post).' }),
    goodFridayDelivers: z.boolean().optional(),
  })
  .meta({ id: 'NoticeTermRequest' });

/** Its answer. */
export const noticeTermOut = z
  .strictObject({
    receipt: dateOut,
    receiptBasis: z.enum(['presumed', 'proven']),
    termEnd: dateOut,
    lastDay: dateOut,
    costsFrom: dateOut,
    articles: articlesOut,
  })
  .meta({ id: 'NoticeTerm' });

/** Reckons. */
export const calculateNoticeTerm = (body: z.output<typeof noticeTermBody>): z.output<typeof noticeTermOut> =>
  calculate({ fields: ['sentOn', 'channel', 'receivedOn', 'marginDays'] }, () => {
    const { sentOn, channel, receivedOn, marginDays, goodFridayDelivers } = body;
    const term = noticeTerm({
      sentOn,
      channel,
      ...(receivedOn !== undefined && { receivedOn }),
      ...(marginDays !== undefined && { marginDays }),
      ...(goodFridayDelivers !== undefined && { goodFridayDelivers }),
    });
    if (!term.valid)
      throw new DomainRefusal(
        term.reason,
        'receivedOn',
        'receivedOn: e-mail has no presumption of receipt (3:37 lid 3 BW), it must be proven',
      );
    const { valid: _valid, articles, ...dates } = term;
    return { ...dates, articles: [...articles] };
  });
