/** The formal notice: what it announces, its term, and the check that must pass before it leaves. */
import type { OpenCase } from '#casebook/open-case.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { collectionCosts } from '#domain/collection-costs/collection-costs.js';
import { RateNotConfirmed } from '#domain/interest/rate-table.js';
import { statutoryInterest } from '#domain/interest/statutory-interest.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import { defaultSince, isConsumer } from '#domain/notice/default.js';
import { formalNoticeFor, type FormalNotice, type NoticeClaim } from '#domain/notice/formal-notice.js';
import type { Cents } from '#domain/money/money.js';
import type { DebtorKind } from '#domain/policy/facts.js';
import type { InterestVariables, NoticeVariables } from '#templates/message-variables.js';
import { mayBeDunned } from '#domain/policy/legal-gates.js';
import { undisputed } from '#domain/policy/situation.js';
import type { ChaseCandidate } from './merge-chases.js';

/** What a notice announces. */
export interface NoticeDraft {
  readonly variables: NoticeVariables;
  readonly interest: InterestVariables | null;
  readonly announcedCosts: Cents;
  /** Everything the validator compares, but the text. */
  readonly check: Omit<FormalNotice, 'text' | 'details'>;
}

/** Puts the notice together: costs on the sum of all claims (6:96 lid 7 BW), interest for businesses, the term for its text. */
export function draftNotice(open: OpenCase, chase: ChaseCandidate, covered: readonly InvoiceRecord[]): NoticeDraft {
  const { kind } = open.record.debtor;
  const currency = chase.facts.invoice.currency;
  const principals = covered.map((invoice) => ({ amount: undisputed(invoice.facts), currency }));
  const base = principals.reduce((sum, { amount }) => sum + amount, 0n);
  const state = defaultSince({ termBasis: chase.facts.invoice.termBasis, dueDate: chase.facts.invoice.dueDate, debtorKind: kind });
  const noticeKind = formalNoticeFor(kind, state, open.today);
  // A debtor who is not in default yet is put in default first; that notice announces no costs.
  const costs = noticeKind === 'notice-of-default' ? null : collectionCosts({ principals, debtorKind: kind });
  const stated = costs?.total ?? 0n;
  const interest = isConsumer(kind) ? null : interestOf(covered, kind, open.today);
  const variables: NoticeVariables = { kind: noticeKind, costs: costs && { amount: stated, currency }, vat: null };
  const claims = open.record.invoices
    .filter(
      (invoice) =>
        invoice.facts.outcome === null && invoice.facts.currency === currency && (mayBeDunned(invoice.facts) || covered.includes(invoice)),
    )
    .map((invoice) => claimOf(invoice, kind, covered));
  return {
    variables,
    interest,
    announcedCosts: stated,
    check: {
      kind: noticeKind,
      debtorKind: kind,
      sentOn: open.today,
      claims,
      amountToPay: base,
      interest: 0n,
      costs: { base, amount: costs?.costs ?? 0n, vat: 0n, vatDeclared: false, stated },
    },
  };
}

function claimOf(invoice: InvoiceRecord, kind: DebtorKind, covered: readonly InvoiceRecord[]): NoticeClaim {
  const { dueDate, open, termBasis } = invoice.facts;
  return {
    reference: invoice.number,
    dueDate,
    open,
    disputed: open - undisputed(invoice.facts),
    defaultState: defaultSince({ termBasis, dueDate, debtorKind: kind }),
    included: covered.some((other) => other.id === invoice.id),
  };
}

/** Interest to today over all claims; null when a rate is not confirmed yet: better no figure than a guessed one. */
function interestOf(covered: readonly InvoiceRecord[], kind: DebtorKind, today: IsoDate): InterestVariables | null {
  const statutory = kind === 'government' ? 'government' : 'commercial';
  try {
    let amount = 0n;
    let perDay = 0n;
    for (const invoice of covered) {
      if (invoice.facts.dueDate >= today) continue;
      const run = statutoryInterest({
        principal: { amount: undisputed(invoice.facts), currency: invoice.facts.currency },
        kind: statutory,
        dueDate: invoice.facts.dueDate,
        until: today,
      });
      amount += run.total;
      perDay += run.perDay;
    }
    const currency = covered[0]?.facts.currency ?? 'EUR';
    return {
      amount: { amount, currency },
      perDay: { amount: perDay, currency },
      until: today,
      article: statutory === 'government' ? '6:119b' : '6:119a',
    };
  } catch (error) {
    if (error instanceof RateNotConfirmed) return null;
    throw error;
  }
}
