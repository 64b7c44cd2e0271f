/** From a merged message to frozen bytes: gathers what the text may speak of and renders it. Reads facts, writes nothing. */
import { z } from 'zod';
import type { ProviderChoices } from '#channels/registry.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import type { AskedOf } from '#database/repositories/message-claims.repository.js';
import { type PublishedText, publishedTexts } from '#database/repositories/own-texts.repository.js';
import type { MessageBrand } from '#database/repositories/brands.repository.js';
import { creditorOf } from '#database/repositories/creditors.repository.js';
import { mailIdsOfChase } from '#database/repositories/mail-ids.repository.js';
import { sendableDocuments } from '#database/repositories/documents.repository.js';
import { daysBetween, type IsoDate } from '#domain/calendar/iso-date.js';
import { localDate } from '#domain/calendar/zone.js';
import { isConsumer } from '#domain/notice/default.js';
import { type ReturnedPayments, returnedPaymentsOf } from '#database/repositories/payments.repository.js';
import type { Channel } from '#domain/policy/facts/facts.js';
import type { Formality } from '#domain/messages/formality.js';
import type { AllowedSenders } from '#domain/messages/allowed-senders.js';
import { forecast } from '#domain/policy/forecast/forecast.js';
import { takesInvoiceAlong } from '#domain/policy/attach.js';
import { askedOf, isAboutPaymentPlan } from '#domain/policy/agreements/agreement-messages.js';
import { claimsOfNotice } from '#domain/policy/gates/legal-gates.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import { undisputed } from '#domain/policy/situation/situation.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';
import { printRf } from '#domain/references/rf-reference.js';
import type { InvoiceVariables, MessageVariables } from '#templates/message-variables.js';
import { keysFor } from '#templates/text-key.js';
import { afterNoticeOfDefault, nextStepText } from '#templates/next-step.js';
import { agreementVariables } from './agreement-variables.js';
import { brandVariables } from './envelope.js';
import { type InvoiceFiles, invoiceFiles } from './invoice-files.js';
import type { ChaseCandidate } from './merge-chases.js';
import { type NoticeDraft, draftNotice } from './notice-draft.js';
import { referenceFor, referenceOfPaymentPlan } from './message-reference.js';
import { postalLines, storedLines } from './postal-address.js';
import { priorContact } from './prior-contact.js';

const choice = z.string().nullish();
/** A choice that cannot be read is none: the usual provider sends. */
const providerChoices = z
  .object({ email: choice, sms: choice, whatsapp: choice, letter: choice })
  .default({})
  .catch({})
  .transform(({ email = null, sms = null, whatsapp = null, letter = null }): ProviderChoices => ({ email, sms, whatsapp, letter }));

/** What the tenant's row must hold before anything can be sent in its name. */
export const creditorShape = z.object({
  name: z.string().min(1),
  addressLines: z.array(z.string()),
  iban: z.string(),
  accountName: z.string().nullable().default(null),
  kvk: z.string().nullable(),
  email: z.string(),
  phone: z.string().nullable(),
  contactPerson: z.string().nullable().default(null),
  /** Through whom he sends, by channel. */
  providers: providerChoices,
  /** As whom; each null or absent: as the installation, and in his own name. */
  replyTo: z.string().nullish(),
  senderName: z.string().nullish(),
  senderAddress: z.string().nullish(),
  smsSender: z.string().nullish(),
});
/** See {@link creditorShape}. */
export type Creditor = z.output<typeof creditorShape>;

/** A message ready to be rendered. */
export interface MessageDraft {
  readonly text: PlannedStep;
  /** The invoice whose chase takes the step: it pauses when the message may not leave. */
  readonly stepOf: string;
  readonly creditor: Creditor;
  /** A creditor for trying things out: none of its messages may reach a person. */
  readonly isTest: boolean;
  /** What the operator allows him to send as. */
  readonly allowed: AllowedSenders;
  readonly variables: MessageVariables;
  /** What it asks of which claims. */
  readonly claims: readonly AskedOf[];
  /** The reference of its own under which it asks for several claims; null: that of its one invoice. */
  readonly ownReference: string | null;
  /** Only for a formal notice: what it announces. */
  readonly notice: NoticeDraft | null;
  /** How the creditor's messages look; null: as the installation's. */
  readonly brand: MessageBrand | null;
  /** Message-IDs of earlier mails about the chase whose step it is, the oldest first. */
  readonly earlierMails: readonly string[];
  /** Files of its invoices that go along by e-mail. */
  readonly files: InvoiceFiles;
  /** Versions of the creditor's own texts that count for it. */
  readonly ownTexts: readonly PublishedText[];
  readonly formality: Formality;
}

/** What a preview tries; what is sent has none of it. */
export interface Trial {
  /** A look that is not published. */
  readonly brand?: MessageBrand;
  /** A text in the creditor's own words that is not published, where it would be used if it were. */
  readonly text?: PublishedText;
  readonly formality?: Formality;
}

/** Earlier mails that a mail refers to by name, beside the one that all refer to. */
const mostReferred = 8;

/** How far ahead the next step is looked for, so that the message can say what follows. */
const nextStepHorizonDays = 120;
const dayMs = 86_400_000;

/**
 * Gathers the variables of a merged message. The invoices of the message come first; a formal notice names all ripe claims (6:96 lid 7 BW).
 */
export async function draftMessage(
  debtorCase: DebtorCase,
  merged: MergedMessage<ChaseCandidate> & { readonly trial?: Trial },
): Promise<MessageDraft> {
  const { trial = {} } = merged;
  const { formality = 'u' } = trial;
  const { step, chase } = merged.text;
  const covered = coveredInvoices(debtorCase, merged);
  const asking = debtorCase.invoice(merged.steps[0]?.chase.facts.invoice.id ?? chase.facts.invoice.id);
  const ids = covered.map(({ id }) => id);
  const thread = { invoiceId: asking.id, cycle: asking.cycle };
  const [{ creditor: stored, isTest, allowed, brand: published }, publishedOf, returned, documents, earlierMails] = await Promise.all([
    creditorOf(debtorCase.tx),
    publishedTexts(debtorCase.tx, ownKeys(debtorCase, step, formality)),
    returnedPaymentsOf(debtorCase.tx, ids),
    takesInvoiceAlong(chase.policy, step.key) ? sendableDocuments(debtorCase.tx, debtorCase.record.debtor.id, ids) : [],
    asking.facts.taken.some(({ channel }) => channel === 'email') ? mailIdsOfChase(debtorCase.tx, thread, mostReferred) : [],
  ]);
  const brand = trial.brand ?? published;
  const ownTexts = trial.text ? [trial.text, ...publishedOf] : publishedOf;
  const creditor = creditorShape.parse(stored);
  const notice = step.legal === 'formal-notice' ? await draftNotice(debtorCase, chase, covered) : null;
  const currency = step.currency;
  const { language } = debtorCase.record.debtor;
  const total = covered.reduce((sum, invoice) => sum + undisputed(invoice.facts), 0n);
  const following = followingStep(debtorCase, merged);
  const claims = asksOf(covered, merged);
  const ownReference = await ownReferenceOf(debtorCase, merged, claims);
  return {
    text: step,
    stepOf: asking.id,
    creditor,
    isTest,
    allowed,
    claims,
    ownReference,
    notice,
    brand,
    earlierMails,
    files: invoiceFiles(documents, new Map(covered.map(({ id, number }) => [id, number]))),
    ownTexts,
    formality,
    variables: {
      language,
      today: debtorCase.today,
      creditor,
      brand: brandVariables(brand, creditor.name),
      debtor: debtorVariables(debtorCase),
      invoices: covered.map((invoice) => invoiceVariables(debtorCase, invoice, returned)),
      totalOpen: { amount: total, currency },
      paymentReference: ownReference === null ? (asking.paymentReference ?? asking.number) : printRf(ownReference),
      nextStep: notice?.variables.kind === 'notice-of-default' ? afterNoticeOfDefault(language) : nextStepText(following, language),
      daysToNextStep: following && daysBetween(debtorCase.today, following.on),
      before: priorContact(covered.map(({ facts }) => facts)),
      notice: notice?.variables ?? null,
      interest: notice?.interest ?? null,
      ...agreementVariables(debtorCase, merged),
    },
  };
}

/** Which of the creditor's own texts may word a step: on its channel, and on those of its copies. */
function ownKeys(
  { record: { debtor } }: DebtorCase,
  { template, key, tone, channel, alsoVia }: PlannedStep,
  formality: Formality,
): readonly string[] {
  const channels = [channel, ...alsoVia].filter((name) => name !== null);
  return keysFor({ template: template ?? key, tone: tone ?? 'friendly', language: debtor.language, formality }, channels);
}

/** The arrangement's one reference in all that is written about it; else that of a message over several claims. */
async function ownReferenceOf(
  debtorCase: DebtorCase,
  { text: { chase, step } }: MergedMessage<ChaseCandidate>,
  claims: readonly AskedOf[],
): Promise<string | null> {
  const planId = chase.facts.invoice.paymentPlan?.agreement?.id;
  const ofPlan = planId !== undefined && isAboutPaymentPlan(step.key) ? await referenceOfPaymentPlan(debtorCase, planId) : null;
  return ofPlan ?? (claims.length > 1 ? referenceFor(debtorCase, claims) : null);
}

const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** What a message is about, in the order in which a reader looks for it. */
function coveredInvoices(debtorCase: DebtorCase, merged: MergedMessage<ChaseCandidate>): InvoiceRecord[] {
  const ids = new Set(merged.steps.map(({ chase }) => chase.facts.invoice.id));
  const { step, chase } = merged.text;
  if (step.legal === 'formal-notice')
    for (const claim of claimsOfNotice(chase.facts, { on: debtorCase.today, zone: debtorCase.zone })) ids.add(claim.id);
  return [...ids]
    .map((id) => debtorCase.invoice(id))
    .filter((invoice) => invoice.facts.currency === step.currency && undisputed(invoice.facts) > 0n)
    .sort((one, other) => byText(one.facts.dueDate, other.facts.dueDate) || byText(one.number, other.number));
}

/** What the message asks of which claims; a notice also of those that are in it without a step of their own. */
function asksOf(covered: readonly InvoiceRecord[], { steps }: MergedMessage<ChaseCandidate>): AskedOf[] {
  const stepOf = new Map(steps.map(({ chase, step }) => [chase.facts.invoice.id, step]));
  return covered
    .map(({ id, facts }) => {
      const step = stepOf.get(id);
      return { invoiceId: id, amount: step ? askedOf(step, facts) : undisputed(facts) };
    })
    .filter(({ amount }) => amount > 0n);
}

function debtorVariables({ record: { debtor } }: DebtorCase): MessageVariables['debtor'] {
  const { name, kind, address, language } = debtor;
  const isOrganisation = kind === 'company' || kind === 'government';
  return { name, isConsumer: isConsumer(kind), isOrganisation, addressLines: postalLines(address, language) };
}

function invoiceVariables(
  debtorCase: DebtorCase,
  { id, number, description, facts }: InvoiceRecord,
  returned: ReturnedPayments,
): InvoiceVariables {
  const { issueDate, dueDate, currency, total } = facts;
  const asked = undisputed(facts);
  const back = returned.get(id);
  return {
    number,
    issueDate,
    dueDate,
    daysLate: daysBetween(dueDate, debtorCase.today),
    open: { amount: asked, currency },
    reference: null,
    description,
    partlySettled: facts.open < total,
    disputed: { amount: facts.open - asked, currency },
    returned: back ? { amount: { amount: back.amount, currency }, paidOn: back.paidOn, returnedOn: back.returnedOn } : null,
  };
}

/** The next step after this one, as the chase would go on if nothing else happened. */
function followingStep(debtorCase: DebtorCase, merged: MergedMessage<ChaseCandidate>): FollowingStep | null {
  const { chase, step } = merged.text;
  const until = debtorCase.now + nextStepHorizonDays * dayMs;
  const following = forecast(chase.policy, chase.facts, { now: debtorCase.now, until }).find(
    (entry) => entry.step !== null && entry.step.key !== step.key,
  )?.step;
  return following ? { step: following, on: localDate(following.at, chase.policy.timeZone) } : null;
}

interface FollowingStep {
  readonly step: PlannedStep;
  readonly on: IsoDate;
}

/** Where a message goes on a channel; null when there is no such address. */
export function recipientOn(debtorCase: DebtorCase, channel: Channel): string | null {
  const { email, phone } = debtorCase.record.debtor;
  if (channel === 'email') return email;
  if (channel !== 'letter') return phone;
  const { name, address } = debtorCase.record.debtor;
  return address === null ? null : [name, ...storedLines(address)].join('\n');
}
