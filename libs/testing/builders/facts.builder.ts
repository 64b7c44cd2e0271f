/** Facts for specs: a plain Dutch company with one late invoice, changed where the spec cares. */
import { type IsoDate, addDays } from '#domain/calendar/iso-date.js';
import { type Instant, fromLocal } from '#domain/calendar/zone.js';
import { localDate } from '#domain/calendar/zone.js';
import type { ChaseFacts, DebtorFacts, InvoiceFacts, NoticeFact, StepResult, TakenStep } from '#domain/policy/facts/facts.js';
import { untouchedInvoice } from '#domain/policy/facts/start.js';

/** The day specs call today: a Wednesday without holidays near it. */
export const today: IsoDate = '2026-09-16';

/** The instant on a local Amsterdam clock, `2026-09-16T09:30` or only the time of {@link today}. */
export function amsterdam(text: string): Instant {
  const [date = today, time = '00:00'] = text.includes('T') ? text.split('T') : [today, text];
  const [hours, minutes] = time.split(':').map(Number);
  return fromLocal(date, (hours ?? 0) * 60 + (minutes ?? 0), 'Europe/Amsterdam');
}

/** A row of the ledger with the notice that it was, of which only is said what matters. */
export interface NoticedStep extends TakenStep {
  readonly notice?: (Pick<NoticeFact, 'lastDay' | 'costsFrom' | 'announcedCosts'> & Partial<NoticeFact>) | null;
}

/** Facts of an invoice whose rows may be notices. */
export type InvoiceChanges = Omit<Partial<InvoiceFacts>, 'taken'> & { readonly taken?: readonly NoticedStep[] };

/** Everything that can be said in short; the rest goes through `invoice` and `debtor`. */
export interface FactsOptions {
  /** Days that the invoice is late on {@link today}; negative before the due date. Default 0. */
  readonly daysLate?: number;
  readonly invoice?: InvoiceChanges;
  readonly debtor?: Partial<DebtorFacts>;
  readonly taken?: readonly NoticedStep[];
  readonly siblings?: readonly InvoiceFacts[];
}

/** A debtor that can be reached everywhere. */
export function someDebtor(changes: Partial<DebtorFacts> = {}): DebtorFacts {
  return {
    id: 'debtor-1',
    kind: 'company',
    language: 'nl',
    segment: null,
    reach: { email: 'usable', sms: 'usable', letter: 'usable', call: 'usable' },
    preferredChannel: null,
    doNotContact: false,
    holds: [],
    contacts: [],
    unmatchedMoney: false,
    paymentScore: null,
    ...changes,
  };
}

/** An open invoice of 1,210.00 with a term of thirty days, registered on the day it was issued. */
export function someInvoice(daysLate = 0, changes: InvoiceChanges = {}): InvoiceFacts {
  const dueDate = changes.dueDate ?? addDays(today, -daysLate);
  const issueDate = changes.issueDate ?? addDays(dueDate, -30);
  const start = untouchedInvoice({
    id: 'invoice-1',
    issueDate,
    dueDate,
    currency: 'EUR',
    total: 121_000n,
    termBasis: 'agreed',
    registeredAt: fromLocal(issueDate, 600, 'Europe/Amsterdam'),
    adopted: null,
    directDebitPending: false,
  });
  const { taken = [], ...rest } = changes;
  const invoice = { ...start, ...rest };
  return {
    ...invoice,
    taken: taken.map(({ notice: _notice, ...row }) => row),
    notices: [...invoice.notices, ...taken.flatMap((row) => noticeOf(row, invoice))],
  };
}

const noticeStates: Readonly<Partial<Record<StepResult, NoticeFact['state']>>> = {
  claimed: 'claimed',
  sent: 'sent',
  delivered: 'sent',
  unknown: 'unknown',
};

/** The notice that a row was, for its invoice alone: a letter that fits any debtor, unless the spec says otherwise. */
function noticeOf(
  { notice, step, occurrence, at, result, channel }: NoticedStep,
  { id, dueDate, termBasis, open }: InvoiceFacts,
): NoticeFact[] {
  if (!notice) return [];
  const state = noticeStates[result] ?? 'void';
  return [
    {
      id: `notice ${id} ${step} ${occurrence} ${channel}`,
      kind: 'fourteen-day-letter',
      debtorKind: 'consumer',
      state,
      endedReason: state === 'void' ? 'bounced' : null,
      at,
      sentOn: localDate(at, 'Europe/Amsterdam'),
      channel: channel ?? 'letter',
      claims: [
        { invoiceId: id, amount: open, dueDate, termBasis, defaultBasis: termBasis === 'agreed' ? '6:83a' : '6:82', step, occurrence },
      ],
      ...notice,
    },
  ];
}

/** The facts of one chase. */
export function someFacts({ daysLate = 0, invoice = {}, debtor = {}, taken, siblings = [] }: FactsOptions = {}): ChaseFacts {
  return { debtor: someDebtor(debtor), invoice: someInvoice(daysLate, taken ? { ...invoice, taken } : invoice), siblings };
}

/** A row of the ledger: the step, when (local Amsterdam time), and what differs from a delivered e-mail. */
export function took(step: string, at: string, changes: Partial<NoticedStep> = {}): NoticedStep {
  return {
    step,
    occurrence: 1,
    at: amsterdam(at),
    result: 'delivered',
    channel: 'email',
    outcome: null,
    deadline: null,
    ...changes,
  };
}
