/**
 * What would be sent, to the byte, and why so: asked of the same functions as the claim, on a case that is only looked at. Reads, in a
 * transaction that cannot write; calls no provider.
 */
import type { Casebook } from '#casebook/casebook.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { LoopTurns } from '#casebook/loop-turns.js';
import type { ChannelRegistry } from '#channels/registry.js';
import type { MessageChannel } from '#channels/channel.port.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import type { Finding } from '#domain/notice/findings.js';
import { decide } from '#domain/policy/decide.js';
import type { ChaseFacts, Language } from '#domain/policy/facts/facts.js';
import { type ForecastSpan, type Outlook, outlookInSteps } from '#domain/policy/forecast/forecast.js';
import type { PlannedStep, ReasonCode } from '#domain/policy/language/plan.js';
import type { Step, Tone } from '#domain/policy/language/policy.js';
import type { WorkBudget } from '#domain/policy/language/work-budget.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import { chooseChannel, chooseCopies } from '#domain/policy/situation/channel-choice.js';
import { undisputed } from '#domain/policy/situation/situation.js';
import { TextRefused } from '#templates/render.js';
import { type ComposedMessage, composeMessages, noticeFindings, type SendingTerms } from '../draft/compose-messages.js';
import { type ChaseCandidate, mergeChases } from '../draft/merge-chases.js';
import type { Trial } from '../draft/message-draft.js';

/** What is asked. Absent things are as the policy and the facts have them. */
export interface PreviewQuestion {
  readonly invoiceId: string;
  readonly debtorId: string;
  /** Key of a step of the invoice's policy; null: the next message. */
  readonly step: string | null;
  /** Null: when the step is planned, else now. */
  readonly on: Instant | null;
  readonly channel: MessageChannel | null;
  readonly tone: Tone | null;
  readonly language: Language | null;
  /** What is tried: another look, another text, another form of address. */
  readonly trial: Trial;
}

/** How a preview works. */
export interface PreviewTools {
  readonly casebook: Casebook;
  readonly channels: ChannelRegistry;
  readonly terms: SendingTerms;
  /** How much work it may be to look for the step. */
  readonly budget: WorkBudget;
}

/** Why nothing can be composed. */
export interface PreviewRefusal {
  readonly code: string;
  readonly detail: string;
}

/** What would be sent. */
export interface Preview {
  readonly step: PlannedStep;
  /** The instant it is shown for. */
  readonly at: Instant;
  /** Whether the chase comes to this step by itself, unless something else happens before. */
  readonly comes: boolean;
  /** Why then, or why not. */
  readonly reasons: readonly ReasonCode[];
  /**
   * Whether what leaves with it is known: for the next step it is; a later one is shown for this invoice alone, because what its debtor's
   * other invoices will be is not.
   */
  readonly complete: boolean;
  readonly policyStep: Step | null;
  readonly messages: readonly ComposedMessage[];
  /** Invoices that the message is about. */
  readonly invoiceIds: readonly string[];
  readonly refusal: PreviewRefusal | null;
  /** Only for a formal notice: what its check finds. */
  readonly findings: readonly Finding[];
  readonly debtorCase: DebtorCase;
}

/** The invoice's policy has no such step that sends a message. */
export type NoSuchStep = { readonly noStep: readonly string[] };

/** Of a debtor with more open invoices what else would leave is not worked out: it would hold up everybody else who asks. */
const mostMerged = 500;

/** How far ahead a step is looked for: longer than any ladder of ours. */
const horizonMs = 400 * 86_400_000;

/**
 * Composes what would be sent for an invoice. Null: no such invoice.
 * The transaction cannot write from here on. @throws WorkExceeded
 */
export async function previewMessage(tx: Tx, tools: PreviewTools, question: PreviewQuestion): Promise<Preview | NoSuchStep | null> {
  await tx.query('set transaction read only');
  const { casebook } = tools;
  const today = await casebook.look(tx, { ...question, at: question.on });
  if (!today) return null;
  const { policy } = await today.policyOf(question.invoiceId);
  const candidate = await candidateOf(today, question.invoiceId);
  const ahead = await lookAhead(candidate, { now: today.now, until: today.now + horizonMs }, tools.budget);
  const found = findStep(candidate, { ...ahead, now: today.now }, question.step);
  if (!found) return { noStep: policy.steps.filter(({ kind }) => kind === 'message').map(({ key }) => key) };
  const at = question.on ?? Math.max(today.now, found.step.at);
  // A step further on is shown with the steps before it taken: it speaks of them, and of what follows it.
  const assumed = found.isNext ? undefined : ahead.before.get(found.step);
  const then = at === today.now && !assumed ? today : await casebook.look(tx, { ...question, at, ...(assumed && { assumed }) });
  if (!then) return null;
  const merged = await mergedStep(then, question, found);
  return {
    step: merged.message.text.step,
    comes: found.comes,
    reasons: found.reasons,
    at,
    complete: merged.complete,
    policyStep: policy.steps.find(({ key }) => key === found.step.key) ?? null,
    ...(await composed(then, tools, { question, merged: merged.message })),
    debtorCase: then,
  };
}

async function candidateOf(debtorCase: DebtorCase, invoiceId: string): Promise<ChaseCandidate> {
  return { policy: (await debtorCase.policyOf(invoiceId)).policy, facts: debtorCase.factsOf(invoiceId) };
}

/** A step to show: one that comes, or one of the policy as if it came now. */
interface FoundStep extends Pick<Preview, 'step' | 'comes' | 'reasons'> {
  readonly isNext: boolean;
}

/** What comes, and the facts as they are assumed to be before each step. */
type Ahead = Outlook & { readonly before: ReadonlyMap<PlannedStep, ChaseFacts> };

/** In turns of the event loop: the policy of a creditor may be long work. */
async function lookAhead({ policy, facts }: ChaseCandidate, span: ForecastSpan, budget: WorkBudget): Promise<Ahead> {
  const steps = outlookInSteps(budget.metered(policy), facts, span);
  const turns = new LoopTurns();
  const before = new Map<PlannedStep, ChaseFacts>();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { ...value, before };
    if (value.step) before.set(value.step, value.facts);
    budget.spend(0);
    if (turns.over) await turns.next();
  }
}

function findStep(
  { policy, facts }: ChaseCandidate,
  { entries, now }: Pick<Outlook, 'entries'> & { readonly now: Instant },
  key: string | null,
): FoundStep | null {
  const wanted = (step: { readonly key: string; readonly kind: string }): boolean =>
    step.kind === 'message' && (key === null || step.key === key);
  const coming = entries.findIndex(({ step }) => step !== null && wanted(step));
  const entry = entries[coming];
  if (entry?.step) return { step: entry.step, comes: true, reasons: entry.reasons, isNext: coming === 0 };
  const plan = decide(policy, facts, now);
  const step = policy.steps.find(wanted);
  if (!step) return null;
  const skipped = plan.skipped.find((other) => other.key === step.key);
  return { step: asPlanned(step, { policy, facts }, now), comes: false, reasons: skipped ? [skipped.reason] : plan.reasons, isNext: false };
}

/** A step of the policy as if it were taken now, on the channel that it would have. */
function asPlanned(step: Step, { facts }: ChaseCandidate, now: Instant): PlannedStep {
  const channel = chooseChannel(step, facts.debtor, []);
  return {
    key: step.key,
    occurrence: 1,
    kind: step.kind,
    at: now,
    channel,
    alsoVia: channel === null ? [] : chooseCopies(step, facts.debtor, channel),
    template: step.template ?? null,
    tone: step.tone ?? null,
    amount: undisputed(facts.invoice),
    currency: facts.invoice.currency,
    legal: step.legal ?? null,
    approval: 'none',
    deadline: null,
  };
}

/** The step with all that would leave with it, changed as the question wants it. */
async function mergedStep(
  debtorCase: DebtorCase,
  { invoiceId, channel, tone }: PreviewQuestion,
  { step, isNext }: FoundStep,
): Promise<{ readonly message: MergedMessage<ChaseCandidate>; readonly complete: boolean }> {
  const together = isNext && debtorCase.record.invoices.length <= mostMerged ? await mergeChases(debtorCase, invoiceId) : null;
  const own = { chase: await candidateOf(debtorCase, invoiceId), step };
  const message = together ?? { steps: [own], text: own };
  const changed: PlannedStep = {
    ...message.text.step,
    ...(channel === null ? {} : { channel, alsoVia: [] }),
    ...(tone === null ? {} : { tone }),
  };
  return { message: { ...message, text: { ...message.text, step: changed } }, complete: together !== null };
}

async function composed(
  debtorCase: DebtorCase,
  { channels, terms }: PreviewTools,
  { question, merged }: { readonly question: PreviewQuestion; readonly merged: MergedMessage<ChaseCandidate> },
): Promise<Pick<Preview, 'messages' | 'invoiceIds' | 'refusal' | 'findings'>> {
  try {
    const { draft, composed: messages } = await composeMessages(debtorCase, channels, { ...merged, ...terms, trial: question.trial });
    const main = messages[0];
    return {
      messages,
      invoiceIds: draft.claims.map(({ invoiceId }) => invoiceId),
      refusal: main ? null : { code: 'no-address', detail: 'The debtor has no address on this channel.' },
      findings: main ? noticeFindings(draft, main.bytes.text) : [],
    };
  } catch (error) {
    if (!(error instanceof TextRefused || error instanceof DomainRefusal)) throw error;
    return { messages: [], invoiceIds: [], refusal: { code: error.code, detail: error.message }, findings: [] };
  }
}
