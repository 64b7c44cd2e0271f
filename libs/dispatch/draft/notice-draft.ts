/** The formal notice: what it announces, its term, and the check that must pass before it leaves. */
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { costedNotice, costedNoticesOf } from '#database/repositories/notice-costs.js';
import { costsOfNotice, noticesBeside } from '#domain/notice/notice-costs.js';
import type { FormalNotice, NoticeClaim } from '#domain/notice/formal-notice.js';
import type { NoticeKind } from '#domain/notice/wording.js';
import type { Cents, Currency } from '#domain/money/money.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import { lastLetterOf, mayBeNamed } from '#domain/notice/standing.js';
import type { DebtorKind } from '#domain/policy/facts/facts.js';
import type { InterestVariables, NoticeVariables } from '#templates/message-variables.js';
import { defaultOf, mayBeDunned, noticeKindOf } from '#domain/policy/gates/legal-gates.js';
import { undisputed } from '#domain/policy/situation/situation.js';
import type { ChaseCandidate } from './merge-chases.js';
import { noticeInterest } from './notice-interest.js';

/** What a notice announces. */
export interface NoticeDraft {
  readonly variables: NoticeVariables;
  readonly interest: InterestVariables | null;
  readonly announcedCosts: Cents;
  /** The invoices whose claims it names. */
  readonly covered: readonly InvoiceRecord[];
  /** Everything the validator compares, but the text. */
  readonly check: Omit<FormalNotice, 'text' | 'details'>;
}

/** Puts the notice together: costs on the sum of all claims (6:96 lid 7 BW), interest for businesses, the term for its text. */
export async function draftNotice(debtorCase: DebtorCase, chase: ChaseCandidate, covered: readonly InvoiceRecord[]): Promise<NoticeDraft> {
  const { kind } = debtorCase.record.debtor;
  const currency = chase.facts.invoice.currency;
  const base = covered.reduce((sum, invoice) => sum + undisputed(invoice.facts), 0n);
  const noticeKind = noticeKindOf(kind, chase.facts.invoice, debtorCase.today);
  const { id: debtorId } = debtorCase.record.debtor;
  const earlier = (await costedNoticesOf(debtorCase.tx, [debtorId])).get(debtorId) ?? [];
  const dueFrom = covered.map(({ facts }) => facts.dueDate).sort()[0] ?? debtorCase.today;
  const standing = noticesBeside(dueFrom, earlier.map(costedNotice));
  const costs = announces(noticeKind, currency) ? costsOfNotice(base, standing) : null;
  const stated = costs ?? 0n;
  const interest = await noticeInterest(debtorCase.tx, covered, { kind, today: debtorCase.today });
  const variables: NoticeVariables = {
    kind: noticeKind,
    costs: costs === null ? null : { amount: stated, currency },
    vat: null,
    others: namedBefore(debtorCase, chase, covered),
  };
  const claims = debtorCase.record.invoices
    .filter(
      (invoice) =>
        invoice.facts.outcome === null &&
        invoice.facts.currency === currency &&
        (mayBeDunned(kind, invoice.facts, { on: debtorCase.today, zone: debtorCase.zone }) || covered.includes(invoice)),
    )
    .map((invoice) => claimOf(invoice, covered, { kind, on: debtorCase.today }));
  return {
    variables,
    interest,
    announcedCosts: stated,
    covered,
    check: {
      kind: noticeKind,
      debtorKind: kind,
      sentOn: debtorCase.today,
      claims,
      amountToPay: base,
      interest: 0n,
      costs: { base, amount: stated, vat: 0n, vatDeclared: false, stated, standing },
    },
  };
}

/**
 * Whether a notice announces costs. A debtor who is not in default yet is put in default first, without costs; a demand in another currency
 * goes without them, for the scale is in euros. A 14-day letter is nothing without its exact amount (6:96 lid 6 BW), and no costs may
 * follow.
 * @throws DomainRefusal `currency-mismatch` for a 14-day letter in another currency: a person decides how to go on
 */
function announces(notice: NoticeKind, currency: Currency): boolean {
  if (notice === 'fourteen-day-letter' && currency !== 'EUR') {
    const message = `a 14-day letter announces collection costs, which the law gives in euros only; this claim is in ${currency}`;
    throw new DomainRefusal('currency-mismatch', 'currency', message);
  }
  return notice !== 'notice-of-default' && currency === 'EUR';
}

/** What else is open and was named in an earlier notice that stands: it is mentioned, and given no second last term. */
function namedBefore(
  debtorCase: DebtorCase,
  { facts }: ChaseCandidate,
  covered: readonly InvoiceRecord[],
): NonNullable<NoticeVariables['others']> {
  const { currency } = facts.invoice;
  return debtorCase.record.invoices
    .filter(
      (invoice) =>
        invoice.facts.outcome === null &&
        invoice.facts.currency === currency &&
        undisputed(invoice.facts) > 0n &&
        !covered.includes(invoice) &&
        lastLetterOf(invoice.facts, debtorCase.record.debtor.kind) !== null,
    )
    .map((invoice) => ({ number: invoice.number, open: { amount: undisputed(invoice.facts), currency } }));
}

function claimOf(invoice: InvoiceRecord, covered: readonly InvoiceRecord[], { kind, on }: { kind: DebtorKind; on: IsoDate }): NoticeClaim {
  const { dueDate, open } = invoice.facts;
  return {
    reference: invoice.number,
    dueDate,
    open,
    disputed: open - undisputed(invoice.facts),
    defaultState: defaultOf(kind, invoice.facts),
    included: covered.some((other) => other.id === invoice.id),
    noticed: !mayBeNamed(invoice.facts, kind, on),
  };
}
