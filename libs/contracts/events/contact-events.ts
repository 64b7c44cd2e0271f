/** Messages, formal notices, calls and approvals. */
import { z } from 'zod';
import { callOutcomes, approvalOutcomes, attentionOutcomes, whyUnpaidCodes } from '../task-outcomes.js';
import { article, code, currency, date, event, idOf, instant, minor, step, text, worded } from './declare.js';

/** A report says only the channel; what our own attempt came to may have a detail of the provider. */
const left = { channel: code };
const said = { detail: text.nullable().optional() };
const notice = { kind: code };
const opened = { step, deadline: instant.nullable() };
const whyUnpaid = z.enum(whyUnpaidCodes).optional().meta({ description: 'why the debtor has not paid, as he said it' });

export const contactEvents = {
  'message.claimed': event('invoice', 'A message about this invoice is made ready; from here on it may leave.', {
    step,
    channel: code,
    amount: minor,
    currency,
  }),
  'message.sent': worded(event('invoice', 'The provider took the message.', left), said),
  'message.delivered': worded(event('invoice', 'The provider reports that the message was delivered.', left), said),
  'message.bounced': worded(event('invoice', 'The message came back; the channel is not used until another address is known.', left), said),
  'message.complained': worded(
    event('invoice', 'The debtor reported the message as unwanted; the channel is not used any more.', left),
    said,
  ),
  'message.rejected': worded(event('invoice', 'The provider refused the message.', left), said),
  'message.unknown': worded(event('invoice', 'Nobody knows whether the message arrived: a person has to find out.', left), said),
  'message.withdrawn': worded(event('invoice', 'The message was taken back before it left.', left), said),
  'message.resolved': event('invoice', 'A person said what became of a message in doubt.', {
    arrived: z.boolean(),
    receivedOn: date.optional(),
  }),
  'message.refused': worded(
    event('invoice', 'The rules or the texts refuse to draft the message; the chase pauses for a person.', { step, code }),
    { argument: text.nullable(), detail: text },
  ),
  'text.fell-back': event(
    'invoice',
    "A version of the creditor's own words could not be used; those of the house were, or a notice waits for a person.",
    {
      key: code,
      version: z.int().positive(),
      code,
    },
  ),
  'notice.sent': event('invoice', 'A formal notice that names this invoice left.', { ...notice, channel: code }),
  'notice.posted': event('invoice', 'A letter was put in the post on a day; its presumed receipt and its term move with it.', {
    ...notice,
    on: date,
    lastDay: date.optional(),
    costsFrom: date.nullable().optional(),
  }),
  'notice.received': event('invoice', 'The receipt of the notice is proven; its term runs from that day.', {
    ...notice,
    on: date,
    lastDay: date,
    costsFrom: date.nullable(),
  }),
  'notice.voided': event('invoice', 'The notice counts for nothing any more; what rests on it falls with it.', {
    ...notice,
    reason: code.nullable(),
  }),
  'notice.superseded': event('invoice', 'A later notice took the place of this one.', { ...notice, by: idOf('later notice') }),
  'notice.refused': event('invoice', 'A drafted notice did not pass its own legal check; the chase pauses for a person.', {
    findings: z.array(z.strictObject({ code, article })).readonly(),
  }),
  'call.opened': event('invoice', 'A person is to call the debtor.', opened),
  'call.outcome-recorded': event('invoice', 'What came of a call.', {
    step,
    code: z.enum(callOutcomes),
    whyUnpaid,
    at: instant.optional().meta({ description: 'when he asked to be called again' }),
    callBacks: z.int().optional().meta({ description: 'how often the call was put off before' }),
  }),
  'call.call-back-agreed': event('invoice', 'The debtor asked to be called again at a moment; the task stays open.', {
    step,
    at: instant,
    callBacks: z.int(),
    deadline: instant.nullable(),
    whyUnpaid,
  }),
  'approval.opened': event('invoice', 'A person is to approve a step.', opened),
  'approval.decided': event('invoice', 'A person approved or declined a step.', { step, code: z.enum(approvalOutcomes) }),
  'approval.lapsed': event('invoice', 'An approval that was given counts no more: what it rested on changed.', { step, reason: code }),
  'attention.answered': event('invoice', 'A person answered the question what lets the chase go on.', {
    step,
    code: z.enum(attentionOutcomes),
  }),
  'task.claimed': event('invoice', 'Somebody took a task, or (`released`) put it back.', { released: z.boolean() }),
  'task.expired': event('invoice', 'Nobody did the task in time; the chase goes on by itself.', { step }),
  'task.cancelled': event('invoice', 'A task is not needed any more.', { step, reason: code }),
};
