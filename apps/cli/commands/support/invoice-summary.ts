/** One invoice in a dozen lines: who owes what, where its chase stands, what comes next and why. */
import { z } from 'zod';
import type { TimeZone } from '#domain/calendar/zone.js';
import type { CliContext } from '../../frame/context.js';
import { printOne, view } from './answers.js';
import { inWords } from './reason-words.js';
import { showInstant, showMoney } from './show.js';

const text = z.string().nullish();
const money = z.object({ amount: z.number(), currency: z.string() });
const fact = z.looseObject({ id: z.string(), status: text, amount: money.nullish(), date: text });
const facts = z.array(fact).default([]);

const invoice = z.looseObject({
  id: z.string(),
  externalId: text,
  number: z.string(),
  dueDate: z.string(),
  description: text,
  debtor: z.looseObject({ id: text, name: text, kind: text }),
  policy: z.looseObject({ key: z.string(), version: z.number() }).nullish(),
  amounts: z.looseObject({ total: money, open: money, paid: money.nullish(), credited: money.nullish(), writtenOff: money.nullish() }),
  status: z.string(),
  disputed: z.boolean().nullish(),
  stage: text,
  overdueDays: z.number().nullish(),
  nextAction: z.looseObject({ step: text, at: text, channel: text, reason: text }).nullish(),
  waitsFor: text,
  blockers: z.array(z.string()).default([]),
  task: z.looseObject({ id: z.string(), kind: z.string(), remedies: z.array(z.string()).default([]) }).nullish(),
  notice: z
    .looseObject({
      kind: text,
      state: text,
      runOut: z.boolean().nullish(),
      sentOn: text,
      lastDay: text,
      costsFrom: text,
      announcedCosts: money,
    })
    .nullish(),
  pause: z.looseObject({ reason: text, until: text }).nullish(),
  closeReason: text,
  chase: z.looseObject({ workflowId: z.string() }).nullish(),
  testClock: text,
  disputes: facts,
  payments: facts,
  promise: fact.nullish(),
  paymentPlan: fact.nullish(),
  handover: fact.nullish(),
  holds: z.array(z.looseObject({ reason: text, until: text })).default([]),
});
type Invoice = z.output<typeof invoice>;

const joined = (parts: readonly (string | null | undefined | false)[]): string => parts.filter(Boolean).join(', ');
const until = (date: string | null | undefined): string => (date ? ` until ${date}` : '');

/** What is open, and how it came to less than the total. */
function openOf({ amounts: { total, open, paid, credited, writtenOff } }: Invoice): string {
  if (open.amount === total.amount) return showMoney(open);
  const less = (what: string, part: typeof paid) => (part && part.amount > 0 ? `${what} ${showMoney(part)}` : null);
  return `${showMoney(open)} of ${showMoney(total)} (${joined([less('paid', paid), less('credited', credited), less('written off', writtenOff)])})`;
}

function statusOf({ status, disputed, pause, closeReason, holds }: Invoice): string {
  const [hold] = holds;
  return joined([
    status,
    disputed === true && status !== 'disputed' && 'a part is disputed',
    pause && `${pause.reason ?? ''}${until(pause.until)}`,
    hold && `debtor on hold: ${hold.reason ?? ''}${until(hold.until)}`,
    closeReason,
  ]);
}

function nextOf({ nextAction, waitsFor }: Invoice, zone: TimeZone): string | null {
  if (!nextAction) return waitsFor ? null : 'nothing: it is over';
  const { step, at, channel } = nextAction;
  if (step) return `${step}${channel && channel !== step ? ` by ${channel}` : ''}${at ? ` on ${showInstant(at, zone)}` : ''}`;
  return at ? `looked at again on ${showInstant(at, zone)}` : null;
}

const waits: Readonly<Record<string, string>> = { person: 'for a person', news: 'for what ends the stop' };

/** Why it does not go on at once; empty while a step is planned by its policy. */
function whyOf({ nextAction, waitsFor, blockers }: Invoice): string {
  const reasons = blockers.length > 0 ? blockers : [nextAction?.step ? null : nextAction?.reason];
  return joined([waitsFor && waits[waitsFor], ...reasons.map(inWords)]);
}

const noticeOf = ({ notice }: Invoice): string =>
  notice
    ? joined([
        `${notice.kind ?? ''} ${notice.runOut ? 'run out' : (notice.state ?? '')}`,
        notice.sentOn && `sent ${notice.sentOn}`,
        notice.lastDay && `last day ${notice.lastDay}`,
        notice.costsFrom && `${showMoney(notice.announcedCosts)} of costs from ${notice.costsFrom}`,
      ])
    : '';

const factOf = (one: z.output<typeof fact> | null | undefined): string =>
  one ? `${one.status ?? ''}, ${one.amount ? showMoney(one.amount) : 'all of it'}, ${one.date ?? ''} (${one.id})` : '';

/** The summary; `-o json` is the answer as it came. */
export function printInvoice(context: CliContext, raw: unknown): void {
  if (context.output.format === 'json') return context.output.json(raw);
  const one = view(invoice, raw);
  const late = one.overdueDays ? ` (${one.overdueDays} days late)` : '';
  printOne(context, {
    number: one.number,
    debtor: `${one.debtor.name ?? ''} (${joined([one.debtor.kind, one.debtor.id])})`,
    description: one.description,
    open: openOf(one),
    due: `${one.dueDate}${late}`,
    status: statusOf(one),
    stage: one.stage,
    next: nextOf(one, context.api.timeZone),
    waits: whyOf(one) || null,
    task: one.task && `${one.task.kind} ${one.task.id}${one.task.remedies.length > 0 ? `; needs ${one.task.remedies.join(' or ')}` : ''}`,
    notice: noticeOf(one) || null,
    dispute: factOf(one.disputes[0]) || null,
    promise: factOf(one.promise) || null,
    plan: factOf(one.paymentPlan) || null,
    payment: factOf(one.payments[0]) || null,
    payments: one.payments.length > 1 ? `${one.payments.length}: see \`maanwerk payment list --invoice ${one.number}\`` : null,
    handover: factOf(one.handover) || null,
    policy: one.policy && `${one.policy.key}, version ${one.policy.version}`,
    clock: one.testClock,
    workflow: one.chase?.workflowId,
    'own id': one.externalId,
    id: one.id,
  });
}
