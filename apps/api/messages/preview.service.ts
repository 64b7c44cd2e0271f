/** Previews of messages: asked of the same functions as the claim, in a transaction that cannot write. */
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused } from '#casebook/actor.js';
import { Casebook } from '#casebook/casebook.js';
import { changedLook, nothingChosen } from '#casebook/commands/change-brand.js';
import type { ConfigType } from '#config/config.module.js';
import { channelsConfig, senderConfig } from '#config/shared.config.js';
import { toPublicId } from '#contracts/ids.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { currentBrand, type MessageBrand } from '#database/repositories/brands.repository.js';
import { type PublishedText, textVersion } from '#database/repositories/own-texts.repository.js';
import { readFile } from '#database/repositories/files.repository.js';
import type { Tx } from '#database/tx.js';
import { formatInstant, fromLocal, type TimeZone } from '#domain/calendar/zone.js';
import type { FrozenAttachment } from '#domain/messages/envelope.js';
import type { ComposedMessage, PrintedSheet } from '#dispatch/draft/compose-messages.js';
import { type Preview, previewMessage, type PreviewQuestion } from '#dispatch/preview/preview-message.js';
import type { LetterDocument } from '#letters/letter-document.js';
import { LetterEngine } from '#letters/letter-engine.js';
import { readTextKey } from '#templates/text-key.js';
import { WorkBudget, WorkExceeded } from '#domain/policy/language/work-budget.js';
import { changesOf } from '../brands/brands.schema.js';
import { refusalProblem } from '../http/case-commands.js';
import type { Exchange } from '../http/exchange.js';
import { invalidValue, notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { HeavyWork } from '../work/heavy-work.js';
import type { PreviewBody, previewOut } from './preview.schema.js';
import { whyOf } from './preview-words.js';

type PreviewAnswer = z.output<typeof previewOut>;
type PreviewedLetter = NonNullable<PreviewAnswer['messages'][number]['letter']>;

const noonMinutes = 12 * 60;

@Injectable()
export class PreviewService {
  constructor(
    private readonly reads: Reads,
    private readonly casebook: Casebook,
    private readonly work: HeavyWork,
    @Inject(channelsConfig.KEY) private readonly channels: ConfigType<typeof channelsConfig>,
    @Inject(senderConfig.KEY) private readonly terms: ConfigType<typeof senderConfig>,
    private readonly letters: LetterEngine,
  ) {}

  /** @throws Problem not-found, invalid-value for a step that the policy does not have, a look that cannot be read, or `work-too-large` */
  async preview(exchange: Exchange, body: PreviewBody): Promise<PreviewAnswer> {
    const { answer, sheets } = await this.reads.run(exchange, async (tx) => {
      const found = await resolveInvoice(tx, body.invoice);
      if (!found) throw notFound('invoice');
      const question = await questionOf(tx, body, { id: found.id, debtorId: found.debtor_id, zone: await this.casebook.policies.zone(tx) });
      const preview = await this.compose(tx, question);
      if (!preview) throw notFound('invoice');
      if ('noStep' in preview) throw invalidValue('/step', 'step-unknown', noSuchStep(preview.noStep));
      const answer = await presentPreview(tx, question.invoiceId, preview);
      return { answer, sheets: await Promise.all(preview.messages.map(({ sheet }) => sheetWithLogo(tx, sheet))) };
    });
    // After the transaction: laying out takes longer than all that was read.
    for (const [index, message] of answer.messages.entries()) {
      const sheet = sheets[index];
      if (sheet) message.letter = await this.letter(sheet);
    }
    return answer;
  }

  private async compose(tx: Tx, question: PreviewQuestion): ReturnType<typeof previewMessage> {
    const { casebook, channels, terms } = this;
    try {
      return await previewMessage(tx, { casebook, channels, terms, budget: new WorkBudget(this.work.limitUnits) }, question);
    } catch (error) {
      if (error instanceof WorkExceeded) throw this.work.tooLarge('units', 'a policy with fewer steps that repeat');
      throw error;
    }
  }

  private async letter(document: LetterDocument): Promise<PreviewedLetter> {
    const answer = await this.letters.make(document);
    if (answer.kind !== 'made') return { state: answer.kind, code: 'code' in answer ? answer.code : null, pdf: null };
    const { pdf, sha256, pages, missingGlyphs } = answer.made;
    const contentBase64 = Buffer.from(pdf).toString('base64');
    return {
      state: 'made',
      code: null,
      pdf: { filename: 'letter.pdf', contentBase64, sha256, pages, missingCharacters: [...missingGlyphs] },
    };
  }
}

async function sheetWithLogo(tx: Tx, sheet: PrintedSheet | null): Promise<LetterDocument | null> {
  if (!sheet) return null;
  const file = sheet.logoFileId === null ? null : await readFile(tx, sheet.logoFileId);
  return sheet.withLogo(file?.bytes ?? null);
}

const noSuchStep = (keys: readonly string[]): string =>
  keys.length === 0
    ? 'The policy of the invoice has no step that sends a message.'
    : `The policy of the invoice has no such step that sends a message; it has ${keys.join(', ')}.`;

async function questionOf(
  tx: Tx,
  body: PreviewBody,
  invoice: { readonly id: string; readonly debtorId: string; readonly zone: TimeZone },
): Promise<PreviewQuestion> {
  return {
    invoiceId: invoice.id,
    debtorId: invoice.debtorId,
    step: body.step ?? null,
    on: body.on === undefined ? null : fromLocal(body.on, noonMinutes, invoice.zone),
    channel: body.channel ?? null,
    tone: body.tone ?? null,
    language: body.language ?? null,
    trial: {
      ...(body.brand === undefined ? {} : { brand: await brandOf(tx, body.brand) }),
      ...(body.text === undefined ? {} : { text: await textOf(tx, body.text) }),
      ...(body.formality === undefined ? {} : { formality: body.formality }),
    },
  };
}

/** A version of a text, a draft too. @throws Problem invalid-value when there is none */
async function textOf(tx: Tx, { key, version }: NonNullable<PreviewBody['text']>): Promise<PublishedText> {
  const read = readTextKey(key);
  const found = read && (await textVersion(tx, read.key, version));
  if (!found) throw invalidValue('/text', 'text-unknown', `There is no version ${version} of ${key}.`);
  return found;
}

/** The look that counts, with what is to be tried. */
async function brandOf(tx: Tx, look: NonNullable<PreviewBody['brand']>): Promise<MessageBrand> {
  const current = await currentBrand(tx);
  const changed = changedLook(current ?? nothingChosen, changesOf(look));
  if (isRefused(changed)) throw refusalProblem({ ...changed, argument: `brand/${changed.argument}` });
  return { ...changed, version: (current?.version ?? 0) + 1 };
}

async function presentPreview(tx: Tx, invoiceId: string, preview: Preview): Promise<PreviewAnswer> {
  const messages: PreviewAnswer['messages'] = [];
  for (const message of preview.messages) messages.push(await presentMessage(tx, message));
  return {
    object: 'message-preview',
    invoice: toPublicId('invoice', invoiceId),
    step: preview.step.key,
    occurrence: preview.step.occurrence,
    at: formatInstant(preview.at),
    comes: preview.comes,
    complete: preview.complete,
    reasons: [...preview.reasons],
    why: whyOf(preview),
    invoices: preview.invoiceIds.map((id) => toPublicId('invoice', id)),
    refusal: preview.refusal && { ...preview.refusal },
    findings: preview.findings.map(({ code, article }) => ({ code, article })),
    messages,
  };
}

async function presentMessage(tx: Tx, { delivery, provider, bytes }: ComposedMessage): Promise<PreviewAnswer['messages'][number]> {
  const { envelope } = bytes;
  return {
    channel: delivery.channel,
    isCopy: delivery.isCopy,
    provider: provider.id,
    to: delivery.recipient,
    from: { name: bytes.fromName, address: bytes.fromAddress },
    replyTo: bytes.replyTo,
    subject: bytes.subject,
    html: bytes.html,
    text: bytes.text,
    headers: { ...envelope?.headers },
    attachments: await Promise.all((envelope?.attachments ?? []).map((attachment) => presentAttachment(tx, attachment))),
    letter: null,
    templateVersion: bytes.templateVersion,
    fellBack: bytes.fellBack.map((own) => ({ ...own })),
    brand: envelope?.brand ?? null,
  };
}

async function presentAttachment(
  tx: Tx,
  { filename, contentType, cid, bytes }: FrozenAttachment,
): Promise<PreviewAnswer['messages'][number]['attachments'][number]> {
  const file = 'file' in bytes ? await readFile(tx, bytes.file) : null;
  const contentBase64 = 'base64' in bytes ? bytes.base64 : (file?.bytes.toString('base64') ?? '');
  return { filename, contentType, contentId: cid, contentBase64 };
}
