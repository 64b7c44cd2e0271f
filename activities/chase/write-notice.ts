/** The formal notice as a fact of its own, written in the transaction that claims its message. */
import { v7 as uuidv7 } from 'uuid';
import type { OpenCase } from '#casebook/open-case.js';
import type { PendingMessage } from '#database/repositories/messages.repository.js';
import { insertNotice, type NewNoticeClaim, tieToNotice } from '#database/repositories/notices.repository.js';
import { givenTerm } from '#domain/notice/given-term.js';
import type { Channel } from '#domain/policy/facts.js';
import { defaultOf, namedClaim } from '#domain/policy/legal-gates.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import type { ChaseCandidate } from './merge-chases.js';
import type { NoticeDraft } from './notice-draft.js';

/** A notice whose messages were claimed: its own first, then its copies. */
export interface ClaimedNotice {
  readonly merged: MergedMessage<ChaseCandidate>;
  readonly notice: NoticeDraft;
  readonly channel: Channel;
  readonly messages: readonly PendingMessage[];
}

/** Writes the notice with every claim that it names: also those whose own chase has not come to it yet. */
export async function writeNotice(open: OpenCase, { merged, notice, channel, messages }: ClaimedNotice): Promise<void> {
  const [main] = messages;
  if (!main) return;
  const { id: debtorId, kind: debtorKind } = open.record.debtor;
  const { kind } = notice.check;
  const steps = new Map(merged.steps.map(({ chase, step }) => [chase.facts.invoice.id, step]));
  const claims = notice.covered.map(({ id, cycle, facts }): NewNoticeClaim => ({
    ...namedClaim(facts, debtorKind, steps.get(id) ?? null),
    cycle,
    defaultSince: defaultOf(debtorKind, facts)?.since ?? null,
  }));
  const noticeId = await insertNotice(open.tx, {
    id: uuidv7(),
    debtorId,
    kind,
    debtorKind,
    currency: merged.text.step.currency,
    channel,
    messageId: main.message.id,
    claimedAt: new Date(open.now),
    sentOn: open.today,
    term: givenTerm(debtorKind, kind, { on: open.today, channel, receivedOn: null }),
    announcedCosts: notice.announcedCosts,
    claims,
  });
  await tieToNotice(
    open.tx,
    noticeId,
    messages.map(({ message }) => message.id),
  );
}
