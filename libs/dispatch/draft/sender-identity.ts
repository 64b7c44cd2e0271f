/** The sender of a message: the creditor's own name, so that no two creditors of an installation look alike. */
import { isMailAddress } from '#channels/mail-address.js';
import type { MailAddress, MessageChannel } from '#channels/channel.port.js';
import { type AllowedSenders, maySendFrom, maySignSms } from '#domain/messages/allowed-senders.js';
import { printable } from '#templates/plain-text.js';

/** What is frozen with a message. */
export interface SenderIdentity {
  readonly fromName: string;
  readonly fromAddress: string;
  /** Where an answer goes; null when the creditor's address is none that mail can reach. */
  readonly replyTo: string | null;
}

/** A mail program shows some forty characters of a name; the rest would only push the installation out of sight. */
const longestName = 100;
const longestHouseName = 40;
const longestPerson = 40;

/** A name as a header and a screen may hold it: one line, and nothing in it that reads as an address of its own. */
const shown = (name: string, longest: number): string => printable(name, longest).replace(/[<>]/g, '').replace(/@/g, ' at ').trim();

/** What a creditor says of himself as a sender. */
export interface OwnSender {
  readonly name: string;
  readonly email: string;
  readonly replyTo?: string | null | undefined;
  readonly senderName?: string | null | undefined;
  readonly senderAddress?: string | null | undefined;
  readonly smsSender?: string | null | undefined;
  /** The person who signs. */
  readonly contactPerson?: string | null | undefined;
}

/** Whose message it is. */
export interface SenderQuestion {
  readonly installation: MailAddress;
  readonly creditor: OwnSender;
  readonly allowed: AllowedSenders;
  /** Mails come from the person who signs, with the creditor behind him. */
  readonly personNames?: boolean;
}

/**
 * The sender of a message: the creditor's name, in mail with the installation behind it, whose address it is ("Bakker Smit via Maanwerk").
 * From an address of his own, which the operator has allowed, he mails as himself; one that is not allowed (any more) is passed over,
 * whoever wrote it. Sms, WhatsApp and letters show no address, so they show the creditor alone, an sms the name he may use there.
 */
export function senderOf(
  { installation, creditor, allowed, personNames = false }: SenderQuestion,
  channel: MessageChannel,
): SenderIdentity {
  const firm = shown(creditor.senderName ?? creditor.name, longestName);
  const person = personNames && creditor.contactPerson ? shown(creditor.contactPerson, longestPerson) : '';
  const own = person === '' ? firm : `${person} (${firm})`;
  const replyTo = [creditor.replyTo, creditor.email].find((address) => typeof address === 'string' && isMailAddress(address)) ?? null;
  const { senderAddress, smsSender } = creditor;
  if (channel === 'sms' && typeof smsSender === 'string' && maySignSms(smsSender, allowed))
    return { fromName: smsSender, fromAddress: installation.address, replyTo };
  if (channel !== 'email') return { fromName: shown(creditor.name, longestName), fromAddress: installation.address, replyTo };
  if (typeof senderAddress === 'string' && isMailAddress(senderAddress) && maySendFrom(senderAddress, allowed))
    return { fromName: own, fromAddress: senderAddress, replyTo };
  const houseName = shown(installation.name ?? '', longestHouseName);
  const fromName = houseName !== '' && houseName !== own ? `${own} via ${houseName}` : own;
  return { fromName, fromAddress: installation.address, replyTo };
}
