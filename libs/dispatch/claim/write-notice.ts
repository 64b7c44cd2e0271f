/** The formal notice as a fact of its own, written in the transaction that claims its message. */
import { v7 as uuidv7 } from 'uuid';
import { noticesOf, supersedeNotice } from '#casebook/notices.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { PendingMessage } from '#database/repositories/pending-messages.repository.js';
import { insertNotice, type NewNoticeClaim, tieToNotice } from '#database/repositories/notices.repository.js';
import { givenTerm } from '#domain/notice/given-term.js';
import { standsFor } from '#domain/notice/standing.js';
import type { Channel } from '#domain/policy/facts/facts.js';
import { defaultOf, namedClaim } from '#domain/policy/gates/legal-gates.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import type { ChaseCandidate } from '../draft/merge-chases.js';
import type { NoticeDraft } from '../draft/notice-draft.js';

/** A notice whose messages were claimed: its own first, then its copies. */
export interface ClaimedNotice {
  readonly merged: MergedMessage<ChaseCandidate>;
  readonly notice: NoticeDraft;
  readonly channel: Channel;
  readonly messages: readonly PendingMessage[];
}

/** Writes the notice with every claim that it names: also those whose own chase has not come to it yet. */
export async function writeNotice(debtorCase: DebtorCase, { merged, notice, channel, messages }: ClaimedNotice): Promise<void> {
  const [main] = messages;
  if (!main) return;
  const { id: debtorId, kind: debtorKind } = debtorCase.record.debtor;
  const { kind } = notice.check;
  const steps = new Map(merged.steps.map(({ chase, step }) => [chase.facts.invoice.id, step]));
  const claims = notice.covered.map(({ id, cycle, facts }): NewNoticeClaim => ({
    ...namedClaim(facts, debtorKind, steps.get(id) ?? null),
    cycle,
    defaultSince: defaultOf(debtorKind, facts)?.since ?? null,
  }));
  const noticeId = await insertNotice(debtorCase.tx, {
    id: uuidv7(),
    debtorId,
    kind,
    debtorKind,
    currency: merged.text.step.currency,
    channel,
    messageId: main.message.id,
    claimedAt: new Date(debtorCase.now),
    sentOn: debtorCase.today,
    term: givenTerm(debtorKind, kind, { on: debtorCase.today, channel, receivedOn: null }),
    announcedCosts: notice.announcedCosts,
    claims,
  });
  await supersedeOld(debtorCase, noticeId, new Set(claims.map(({ invoiceId }) => invoiceId)));
  await tieToNotice(
    debtorCase.tx,
    noticeId,
    messages.map(({ message }) => message.id),
  );
}

/**
 * What left before and stands for none of the claims it names any more (their due dates were moved since) is replaced by the new notice. A
 * claim that is paid keeps the notice that named it: should the money go back, it is its last letter still.
 */
async function supersedeOld(debtorCase: DebtorCase, noticeId: string, named: ReadonlySet<string>): Promise<void> {
  const { invoices, debtor } = debtorCase.record;
  const chased = new Map(invoices.filter(({ facts }) => facts.outcome === null).map(({ id, facts }) => [id, facts]));
  for (const notice of noticesOf(debtorCase.record)) {
    if (notice.state !== 'sent' || notice.id === noticeId || !notice.claims.some(({ invoiceId }) => named.has(invoiceId))) continue;
    const stands = notice.claims.some(({ invoiceId }) => {
      const facts = chased.get(invoiceId);
      return facts === undefined || standsFor(notice, facts, debtor.kind);
    });
    if (!stands) await supersedeNotice(debtorCase, notice.id, noticeId);
  }
}
