/** A rendered text as a letter on paper: the words and their order are the text's, the sheet around them is made of the same facts. */
import { houseFace } from '#domain/brand/brand.js';
import { asColour } from '#domain/brand/contrast.js';
import { blocksOfMarkdown } from '#letters/blocks-of-markdown.js';
import type { LetterBlock, LetterDocument, LetterPair, LetterProfile, LetterSender, Runs } from '#letters/letter-document.js';
import { formatPhone } from '#templates/format.js';
import type { BrandVariables, CreditorVariables, MessageVariables } from '#templates/message-variables.js';
import { printable } from '#templates/plain-text.js';
import type { PaperText } from '#templates/render.js';

/** How the sheet is wanted. */
export interface SheetChoice {
  readonly profile: LetterProfile;
  /** The sender's address in small print in the window; not for print services, which stamp there. */
  readonly returnLine: boolean;
  /** The logo for paper; null: the name. */
  readonly logo: Uint8Array | null;
}

/** Window on the left, nothing in the area that print services need. */
export const usualSheet: SheetChoice = { profile: 'nl-left', returnLine: false, logo: null };

/** The letter that a text becomes. @param text `paper` of what `render` gave for the channel `letter` */
export function letterOf(variables: MessageVariables, text: PaperText, sheet: SheetChoice = usualSheet): LetterDocument {
  const { language, today, debtor, invoices, paymentReference } = variables;
  const [first, ...others] = invoices;
  return {
    ...sheetOf(variables, sheet),
    language,
    date: today,
    recipient: [debtor.name, ...(debtor.addressLines ?? [])].map((line) => printable(line)),
    reference: printable(others.length === 0 && first ? first.number : paymentReference),
    subject: text.title,
    blocks: text.blocks.flatMap(({ part, markdown }) => {
      const blocks = blocksOfMarkdown(markdown);
      return part === 'pay' ? withPayment(blocks, text.qr) : blocks;
    }),
  };
}

/** What every sheet of a creditor has. */
export const sheetOf = (
  { creditor, brand }: Pick<MessageVariables, 'creditor' | 'brand'>,
  { profile, returnLine, logo }: SheetChoice,
): Pick<LetterDocument, 'profile' | 'returnLine' | 'sender'> => ({
  profile,
  returnLine,
  sender: senderOf(creditor, brand ?? null, logo),
});

const senderOf = (creditor: CreditorVariables, brand: BrandVariables | null, logo: Uint8Array | null): LetterSender => ({
  name: printable(creditor.name),
  addressLines: creditor.addressLines.map((line) => printable(line)),
  phone: creditor.phone === null ? null : formatPhone(creditor.phone),
  email: creditor.email,
  website: brand?.website ?? null,
  kvk: creditor.kvk,
  logo,
  accent: asColour(brand?.accent ?? houseFace.accent) ?? houseFace.accent,
});

/** The list of how to pay is set apart, with the code beside it; what stands before and after it stays. */
function withPayment(blocks: readonly LetterBlock[], qr: string | null): LetterBlock[] {
  const at = blocks.findIndex(({ kind }) => kind === 'list');
  const list = blocks[at];
  if (list?.kind !== 'list') return [...blocks];
  return [...blocks.slice(0, at), { kind: 'payment', pairs: list.items.map(pairOf), qr }, ...blocks.slice(at + 1)];
}

/** `Amount: **10**` is a pair; an item without a colon has no label. */
function pairOf(item: Runs): LetterPair {
  const [first, ...rest] = item;
  const end = first?.text.indexOf(': ') ?? -1;
  if (first === undefined || end < 0 || first.link !== undefined) return { label: '', value: item };
  const after = first.text.slice(end + 2);
  return { label: first.text.slice(0, end), value: after === '' ? rest : [{ ...first, text: after }, ...rest] };
}
