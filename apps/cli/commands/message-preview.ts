/** `maanwerk message preview`: what would be sent for an invoice, and why so. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { printable } from '../frame/output.js';
import { anything, printOne, view } from './support/answers.js';
import { withExamples } from './support/options.js';
import { invoiceHelp, invoiceRef } from './support/references.js';
import { given, parseDate } from './support/values.js';

const attachment = z.looseObject({
  filename: z.string(),
  contentType: z.string(),
  contentId: z.string().nullable(),
  contentBase64: z.string(),
});
const message = z.looseObject({
  channel: z.string(),
  isCopy: z.boolean(),
  to: z.string(),
  from: z.looseObject({ name: z.string().nullable(), address: z.string() }),
  replyTo: z.string().nullable(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  attachments: z.array(attachment),
  letter: z
    .looseObject({
      state: z.string(),
      code: z.string().nullable(),
      pdf: z.looseObject({ contentBase64: z.string(), sha256: z.string(), pages: z.int() }).nullable(),
    })
    .nullish(),
  templateVersion: z.string(),
  fellBack: z.array(z.looseObject({ key: z.string(), version: z.number(), code: z.string() })).default([]),
});
type PreviewedMessage = z.output<typeof message>;

const preview = z.looseObject({
  step: z.string(),
  at: z.string(),
  complete: z.boolean(),
  why: z.array(z.looseObject({ about: z.string(), text: z.string() })),
  refusal: z.looseObject({ code: z.string(), detail: z.string() }).nullable(),
  findings: z.array(z.looseObject({ code: z.string(), article: z.string() })),
  messages: z.array(message),
});

interface PreviewFlags {
  readonly step?: string;
  readonly on?: string;
  readonly channel?: string;
  readonly tone?: string;
  readonly language?: string;
  readonly formality?: string;
  readonly text?: { readonly key: string; readonly version: number };
  readonly open?: true;
}

function parseText(written: string): { key: string; version: number } {
  const [, key, version] = /^(.+)@(\d{1,6})$/.exec(written) ?? [];
  if (key !== undefined && version !== undefined) return { key, version: Number(version) };
  throw new InvalidArgumentError('Write a text and its version like nl/reminder.attent@2.');
}

/** The page with its pictures in it, so that it shows them without a mail around it. */
function standalone({ html, attachments }: PreviewedMessage): string {
  return attachments.reduce(
    (page, { contentId, contentType, contentBase64 }) =>
      contentId === null ? page : page.replaceAll(`cid:${contentId}`, `data:${contentType};base64,${contentBase64}`),
    html,
  );
}

async function show(context: CliContext, invoice: string, { open, ...flags }: PreviewFlags): Promise<void> {
  const raw = await context.api.post('/v1/messages/preview', {
    schema: anything,
    body: given({ invoice: await invoiceRef(context, invoice), ...flags }),
  });
  const shown = view(preview, raw);
  if (context.output.format === 'table') context.output.lines(linesOf(shown));
  else printOne(context, raw);
  if (open) await writePages(context, shown.messages);
}

function linesOf({ step, at, complete, why, refusal, findings, messages }: z.output<typeof preview>): string[] {
  const alone = complete ? [] : ["Shown for this invoice alone: what the debtor's other invoices will be by then is not known."];
  return [
    `Step ${step}, as at ${at}`,
    ...why.map(({ about, text }) => `  ${about.padEnd(8)} ${printable(text)}`),
    ...alone,
    ...(refusal ? [`No message: ${printable(refusal.detail)} [${refusal.code}]`] : []),
    ...findings.map(({ code, article }) => `The check of the notice refuses it: ${code} (${article})`),
    ...messages.flatMap(linesOfMessage),
  ];
}

function linesOfMessage(sent: PreviewedMessage): string[] {
  const { channel, isCopy, from, to, replyTo, subject, text, attachments, letter, templateVersion, fellBack } = sent;
  const head: readonly (readonly [string, string | null])[] = [
    ['channel', isCopy ? `${channel}, a copy` : channel],
    ['from', `${from.name ?? ''} <${from.address}>`],
    ['to', to.replaceAll('\n', ', ')],
    ['reply to', replyTo],
    ['subject', subject],
    ['with it', attachments.map(({ filename }) => filename).join(', ') || null],
    ['letter', letter ? wordsOfLetter(letter) : null],
    ['text', templateVersion],
    ...fellBack.map(({ key, version, code }): readonly [string, string] => [
      'not used',
      `${key}@${version}: ${code}; other words stand in its place`,
    ]),
  ];
  return [
    '',
    ...head.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(10)} ${printable(value)}`])),
    '',
    ...text.split('\n').map((line) => printable(line)),
  ];
}

function wordsOfLetter({ state, code, pdf }: NonNullable<PreviewedMessage['letter']>): string {
  return pdf ? `${pdf.pages} page(s), sha256 ${pdf.sha256}` : `no PDF: ${[state, code].filter((part) => part !== null).join(', ')}`;
}

async function writePages(context: CliContext, messages: readonly PreviewedMessage[]): Promise<void> {
  const pages = messages.filter(({ html }) => html !== '');
  if (pages.length === 0) throw new CliFailure(ExitCode.refused, 'There is no page to open', { why: 'no message of this step has one' });
  const folder = await mkdtemp(join(tmpdir(), 'maanwerk-preview-'));
  for (const page of pages) {
    const path = join(folder, `${page.channel}.html`);
    await writeFile(path, standalone(page), { mode: 0o600 });
    context.output.say(`Open in a browser: ${pathToFileURL(path).href}`);
    if (!page.letter?.pdf) continue;
    const letter = join(folder, 'letter.pdf');
    await writeFile(letter, Buffer.from(page.letter.pdf.contentBase64, 'base64'), { mode: 0o600 });
    context.output.say(`The letter as it would be printed: ${pathToFileURL(letter).href}`);
  }
}

/** Adds the command. */
export function registerPreview(command: Command, context: CliContext): void {
  const previewing = command
    .command('preview <invoice>')
    .description(`what would be sent, to the byte, and why so; nothing is written. The invoice: ${invoiceHelp}`)
    .option('--step <key>', 'a step of its policy; the next message without it')
    .option('--on <date>', 'as if it were noon of this day; when the step is planned without it', parseDate)
    .addOption(new Option('--channel <channel>', 'instead of its own').choices(['email', 'sms', 'whatsapp', 'letter']))
    .addOption(new Option('--tone <tone>', 'instead of its own').choices(['attent', 'friendly', 'businesslike', 'urgent', 'formal']))
    .addOption(new Option('--language <language>', "instead of the debtor's").choices(['nl', 'en']))
    .addOption(new Option('--formality <form>', 'how a Dutch text speaks to its reader').choices(['u', 'je']))
    .option('--text <key@version>', 'a text of your own, a draft too: nl/reminder.attent@2', parseText)
    .option('--open', 'writes each page to a file of its own, with its pictures in it, and says where')
    .action((invoice: string, flags: PreviewFlags) => show(context, invoice, flags));
  withExamples(previewing, 'message preview 2026-0412', 'message preview 2026-0412 --step reminder --channel letter --open');
}
