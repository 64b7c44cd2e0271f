/** What is frozen with a message beside its words: the headers that keep a conversation together, and the pictures that the words show. */
import { toPublicId } from '#contracts/ids.js';
import type { MessageChannel } from '#channels/channel.port.js';
import type { MessageBrand } from '#database/repositories/brands.repository.js';
import type { InvoiceFiles } from './invoice-files.js';
import type { BrandVariables } from '#templates/message-variables.js';
import type { FrozenAttachment, MessageEnvelope } from '#domain/messages/envelope.js';
import { drawQr } from '#templates/layout/payment-qr.js';

/** What an envelope is made of. */
export interface EnvelopeQuestion {
  readonly channel: MessageChannel;
  readonly brand: MessageBrand | null;
  /** The invoice whose step it is, and how often its chase was begun. */
  readonly invoiceId: string;
  readonly cycle: number;
  readonly fromAddress: string;
  /** Message-IDs of earlier mails about the chase, the oldest first. */
  readonly earlierMails: readonly string[];
  /** Payload of the QR code that its page shows; null: it shows none. */
  readonly qr: string | null;
  /** Files that go along. */
  readonly files: InvoiceFiles;
}

/** What follows `cid:` where a mail shows the logo. */
export const logoCid = 'logo';

/** Headers and pictures of a mail; other channels have none. */
export function envelopeOf(question: EnvelopeQuestion): MessageEnvelope {
  const { channel, brand, qr, files } = question;
  const version = brand?.version ?? null;
  if (channel !== 'email') return { brand: version, headers: {}, attachments: [] };
  const pictures = [...logoOf(brand), ...(qr === null ? [] : [qrOf(qr)])];
  return { brand: version, headers: headersOf(question), attachments: [...pictures, ...files.attachments] };
}

/**
 * All mails about one chase refer to the same made-up first one, and to those before them whose ids are known, so that a mail program shows them as one conversation. Absence notes are
 * not wanted in answer to a machine; to a person they are of use. No List-Unsubscribe: nobody can unsubscribe from a claim (RFC 5322 3.6.4,
 * RFC 3834).
 */
function headersOf({ brand, invoiceId, cycle, fromAddress, earlierMails }: EnvelopeQuestion): Record<string, string> {
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1);
  const root = `<chase.${toPublicId('invoice', invoiceId)}.${cycle}@${domain}>`;
  const automatic = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' };
  const references = [root, ...earlierMails];
  return {
    References: references.join(' '),
    'In-Reply-To': references.at(-1) ?? root,
    ...(brand?.face.personNames === true ? {} : automatic),
  };
}

function logoOf(brand: MessageBrand | null): FrozenAttachment[] {
  if (!brand?.logoFileId || !brand.face.logo) return [];
  return [{ filename: 'logo.png', contentType: 'image/png', cid: logoCid, bytes: { file: brand.logoFileId } }];
}

/** Made of what the page asks, so that it can be frozen with the words. */
function qrOf(payload: string): FrozenAttachment {
  const { cid, contentType, bytes } = drawQr(payload);
  return { filename: 'qr.png', contentType, cid, bytes: { base64: Buffer.from(bytes).toString('base64') } };
}

/** The look as a text shows it; null: the installation's. */
export const brandVariables = (brand: MessageBrand | null, creditorName: string): BrandVariables | null =>
  brand && {
    accent: brand.face.accent,
    onAccent: brand.face.onAccent,
    logo: brand.face.logo && brand.logoFileId !== null ? { cid: logoCid, ...brand.face.logo, alt: creditorName } : null,
    footer: brand.face.footer,
    website: brand.face.website,
    hours: brand.face.hours,
  };
