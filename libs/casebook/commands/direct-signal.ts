import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type DirectSignalName, type FactSignal, factSignals } from '#contracts/signals.js';
import { whyUnpaidCodes } from '#contracts/task-outcomes.js';
import { isFactDate, lastFactDate } from '#domain/calendar/iso-date.js';
import { formatInstant, parseOffsetInstant } from '#domain/calendar/zone.js';
import { findPayment } from '#database/repositories/payments.repository.js';
import { openTasksOf } from '#database/repositories/ledger.repository.js';
import { isRefused, type Refused, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import { agreePaymentPlan, endPlan, makePromise, raiseDispute, resolveDispute, withdrawPromise } from './agreements.js';
import { closeInvoice, overrideStep } from './manage-invoice.js';
import { pauseChase, resumeChase } from './pause-chase.js';
import { recordPayment } from './record-payment.js';
import { reversePayment } from './reverse-payment.js';
import { recordTaskOutcome, type TaskOutcomeInput } from './tasks.js';

const mostCents = BigInt(Number.MAX_SAFE_INTEGER);
const amount = z
  .union([z.string().regex(/^\d{1,16}$/), z.number().int().nonnegative()])
  .transform((value) => BigInt(value))
  .refine((value) => value <= mostCents);
const positive = amount.refine((value) => value > 0n, 'is not more than zero');
const date = z.string().refine(isFactDate, `is not a date (YYYY-MM-DD) up to ${lastFactDate}`);
const instant = z
  .string()
  .max(40)
  .transform((value, context) => {
    const at = parseOffsetInstant(value);
    if (at !== null && isFactDate(formatInstant(at).slice(0, 10))) return at;
    context.addIssue({ code: 'custom', message: `is not an instant (YYYY-MM-DDTHH:MM:SSZ, or with an offset) up to ${lastFactDate}` });
    return z.NEVER;
  });
// What Postgres cannot hold (NUL, half of a surrogate pair), and other control characters than line ends and tabs: they are in no honest text.
const hazard = /\p{Cs}|[^\P{Cc}\n\r\t]/u;
const text = z
  .string()
  .max(2000)
  .refine((value) => !hazard.test(value), 'holds control characters or is no well-formed text');

/** Longest name or id that stands in an event; the workflow has cut them before. */
const longestName = 250;

interface Direct {
  readonly invoiceId: string;
  readonly signalId: string;
}

/** One signal: how its payload must look, and the command it is. */
interface Reader {
  /** Its fields in words, for who sent the signal without any. */
  readonly takes: string;
  apply(debtorCase: DebtorCase, which: Direct, payload: unknown): Promise<object | Refused>;
}

function reader<Shape extends z.ZodObject>(
  shape: Shape,
  apply: (debtorCase: DebtorCase, which: Direct, fields: z.output<Shape>) => Promise<object | Refused>,
): Reader {
  return {
    takes: fieldsIn(shape),
    apply: async (debtorCase, which, payload) => {
      const read = shape.safeParse(payload);
      if (read.success) return apply(debtorCase, which, read.data);
      const issue = read.error.issues[0];
      return refuse('signal-payload-invalid', issue?.path.join('/') ?? '', issue?.message ?? 'unreadable');
    },
  };
}

function fieldsIn({ shape }: z.ZodObject): string {
  const names = Object.entries(shape).map(([name, field]) => ({ name, isNeeded: !z.safeParse(field, undefined).success }));
  const listed = (isNeeded: boolean): string => names.flatMap((field) => (field.isNeeded === isNeeded ? [field.name] : [])).join(', ');
  const [needed, optional] = [listed(true), listed(false)];
  if (names.length === 0) return 'It has no fields of its own: send {}.';
  return `${needed === '' ? 'It may hold' : `It needs ${needed}`}${optional === '' || needed === '' ? '' : ', and may hold'}${optional === '' ? '' : ` ${optional}`}.`;
}

const note = text.nullish().transform((value) => value ?? null);
const reason = text.default('signalled');
/** What is agreed is confirmed to the debtor in writing, unless the sender says otherwise. */
const confirm = z.boolean().default(true);
const agreed = z
  .array(z.object({ dueDate: date, amount: positive }))
  .min(1)
  .max(120);

const readers: Readonly<Partial<Record<FactSignal, Reader>>> = {
  paymentReceived: reader(
    z.object({ amount, currency: z.string().optional(), paidOn: date.optional(), reference: note }),
    (debtorCase, { invoiceId, signalId }, f) =>
      recordPayment(debtorCase, {
        invoiceId,
        amount: f.amount,
        currency: f.currency ?? debtorCase.invoice(invoiceId).facts.currency,
        paidOn: f.paidOn ?? debtorCase.today,
        reference: f.reference,
        method: null,
        // A sender may give one id to what one bank line pays: the sum of each invoice is a payment of its own.
        sourceKey: `signal/${invoiceId}/${signalId}`,
      }),
  ),
  paymentReversed: reader(z.object({ paymentId: z.uuid(), reason: note }), async (debtorCase, { invoiceId }, f) => {
    const payment = await findPayment(debtorCase.tx, f.paymentId);
    return payment?.status === 'reversed'
      ? {}
      : reversePayment(debtorCase, invoiceId, { paymentId: f.paymentId, on: debtorCase.today, reason: f.reason });
  }),
  promiseMade: reader(z.object({ date, amount: positive.optional(), note, confirm }), (debtorCase, { invoiceId }, f) =>
    makePromise(debtorCase, invoiceId, { date: f.date, amount: f.amount ?? null, note: f.note, confirm: f.confirm }),
  ),
  promiseWithdrawn: reader(z.object({}), (debtorCase, { invoiceId }) => withdrawPromise(debtorCase, invoiceId)),
  paymentPlanAgreed: reader(z.object({ instalments: agreed, confirm }), (debtorCase, { invoiceId }, f) =>
    agreePaymentPlan(debtorCase, { invoiceIds: [invoiceId], instalments: f.instalments, confirm: f.confirm }),
  ),
  paymentPlanBroken: reader(z.object({}), (debtorCase, { invoiceId }) => endPlan(debtorCase, invoiceId, 'broken')),
  disputeRaised: reader(z.object({ reason, amount: positive.optional(), note }), (debtorCase, { invoiceId }, f) =>
    raiseDispute(debtorCase, invoiceId, { reason: f.reason, amount: f.amount ?? null, note: f.note }),
  ),
  disputeResolved: reader(
    z.object({ outcome: z.enum(['upheld', 'rejected', 'partly']), creditAmount: amount.optional(), newDueDate: date.optional() }),
    (debtorCase, { invoiceId }, f) =>
      resolveDispute(
        debtorCase,
        { invoiceId, disputeId: null },
        { outcome: f.outcome, creditAmount: f.creditAmount ?? null, newDueDate: f.newDueDate ?? null },
      ),
  ),
  callOutcomeRecorded: reader(
    z.object({
      code: z.enum(['reached-paid', 'no-answer', 'wrong-number', 'call-back']),
      note,
      whyUnpaid: z.enum(whyUnpaidCodes).nullish(),
      at: instant.nullish(),
    }),
    (debtorCase, { invoiceId }, f) => endOpenTask(debtorCase, invoiceId, { kind: 'call', ...f }),
  ),
  approvalDecided: reader(z.object({ code: z.enum(['approved', 'declined']), note }), (debtorCase, { invoiceId }, f) =>
    endOpenTask(debtorCase, invoiceId, { kind: 'approval', ...f }),
  ),
  chasePaused: reader(z.object({ reason, until: date.nullish() }), (debtorCase, { invoiceId }, f) =>
    pauseChase(debtorCase, invoiceId, { reason: f.reason, until: f.until ?? null }),
  ),
  chaseResumed: reader(z.object({}), (debtorCase, { invoiceId }) => resumeChase(debtorCase, invoiceId)),
  stepOverridden: reader(
    z.object({ step: text, act: z.enum(['skip', 'postpone', 'run-now']), until: date.nullish() }),
    (debtorCase, { invoiceId }, f) =>
      overrideStep(debtorCase, invoiceId, { step: f.step, act: f.act, until: f.until ?? null, reason: null }),
  ),
  invoiceClosed: reader(z.object({ reason }), (debtorCase, { invoiceId }, f) =>
    closeInvoice(debtorCase, invoiceId, { outcome: 'closed', reason: f.reason }),
  ),
} satisfies Record<DirectSignalName, Reader>;

/** A signal that came straight to Temporal. */
export interface DirectSignal {
  readonly invoiceId: string;
  /** Name as it was heard; it may be one that nobody knows. */
  readonly signal: string;
  readonly signalId: string;
}

/**
 * Records a fact that was signalled straight to Temporal, once per `signalId`: a repeat finds its event and changes nothing. A payload
 * that cannot be understood is refused with an event, so that whoever sent it can see why nothing happened.
 */
export async function recordDirectSignal(debtorCase: DebtorCase, which: DirectSignal, payload: unknown): Promise<void> {
  const { invoiceId, signal, signalId } = which;
  if (hazard.test(signalId))
    return refuseDirectSignal(
      debtorCase,
      which,
      refuse('signal-id-invalid', 'signalId', 'The id holds control characters or is no well-formed text.'),
    );
  if (await isAnswered(debtorCase, which)) return;
  const known = isFact(signal) ? readers[signal] : undefined;
  const answer = known ? await applied(known, { debtorCase, invoiceId, signalId }, payload) : strangerRefusal(signal, payload);
  if (isRefused(answer)) return refuseDirectSignal(debtorCase, which, answer);
  await debtorCase.recordEvent('signal.recorded', { invoiceId, ...madeBy(answer), data: { signal, signalId, signalKey: keyOf(signalId) } });
}

/**
 * The workflow marks what is no object at all, and what is not there: neither may be taken for an empty object, which says of a dispute that
 * all is contested and of a pause that it has no end.
 */
async function applied(
  reader_: Reader,
  { debtorCase, ...which }: Direct & { readonly debtorCase: DebtorCase },
  payload: unknown,
): Promise<object | Refused> {
  if (typeof payload !== 'object' || payload === null || !('unreadable' in payload)) return reader_.apply(debtorCase, which, payload);
  return payload.unreadable === null
    ? refuse('signal-payload-missing', '', `The signal came without its payload, one object. ${reader_.takes}`)
    : refuse('signal-payload-invalid', '', `The payload is no object that can be read. ${reader_.takes}`);
}

const isFact = (signal: string): signal is FactSignal => Object.hasOwn(factSignals, signal);
const lastStranger = z.object({ further: z.literal('ignored') });

/** Why a signal without a reader is refused; the workflow marks the last one that it tells of. */
function strangerRefusal(signal: string, payload: unknown): Refused {
  const further = lastStranger.safeParse(payload).success ? ' This chase refused many such signals; it ignores further ones.' : '';
  return isFact(signal)
    ? refuse('signal-not-direct', '', `This signal only reports what is recorded.${further}`)
    : refuse('signal-unknown', '', `No signal has this name.${further}`);
}

const made = z.object({
  paymentId: z.string().optional(),
  promiseId: z.string().nullish(),
  planId: z.string().nullish(),
  disputeId: z.string().nullish(),
});

/** The fact that a signal became: its event names it, as the event of the fact itself does. */
function madeBy(answer: object): { readonly subjectId?: string } {
  const { paymentId, promiseId, planId, disputeId } = made.parse(answer);
  const subjectId = paymentId ?? promiseId ?? planId ?? disputeId;
  return subjectId ? { subjectId } : {};
}

/** Says with an event why a signal is not recorded. A repeat of the signal finds it and changes nothing. */
export async function refuseDirectSignal(debtorCase: DebtorCase, which: DirectSignal, { code, argument, detail }: Refused): Promise<void> {
  const { invoiceId } = which;
  const [signal, signalId] = [storable(which.signal), storable(which.signalId)];
  if (await isAnswered(debtorCase, { ...which, signalId })) return;
  await debtorCase.recordEvent('signal.refused', {
    invoiceId,
    data: { signal, signalId, signalKey: keyOf(signalId), code, argument, detail },
  });
}

/** What cannot be stored is shown with its escapes. */
const storable = (name: string): string => (hazard.test(name) ? JSON.stringify(name) : name).slice(0, longestName);

/** By which a repeat is known: an id of somebody else's making may hold anything, so the event keeps its digest. */
const keyOf = (signalId: string): string => createHash('sha256').update(signalId, 'utf8').digest('hex');

async function isAnswered(debtorCase: DebtorCase, { invoiceId, signalId }: DirectSignal): Promise<boolean> {
  const seen = await debtorCase.tx.one(
    `select id from event where invoice_id = $1 and tenant_id = $2 and type in ('signal.recorded', 'signal.refused') and (data->>'signalKey' = $3 or data->>'signalId' = $4)`,
    [invoiceId, debtorCase.tx.tenantId, keyOf(signalId), signalId],
  );
  return seen !== null;
}

async function endOpenTask(
  debtorCase: DebtorCase,
  invoiceId: string,
  {
    kind,
    code,
    note,
    whyUnpaid = null,
    at = null,
  }: { kind: 'call' | 'approval' } & Pick<TaskOutcomeInput, 'code' | 'note' | 'whyUnpaid'> & { at?: number | null | undefined },
): Promise<object | Refused> {
  const task = (await openTasksOf(debtorCase.tx, invoiceId)).find((candidate) => candidate.kind === kind);
  return task
    ? recordTaskOutcome(debtorCase, task.id, { code, note, whyUnpaid, at, promise: null, plan: null, dispute: null })
    : refuse('task-not-open', '', `No open ${kind} for this invoice.`);
}
