/** Whose name a message carries: the creditor's own, so that no two creditors of a house look alike. */
import { isMailAddress } from '#channels/mail-address.js';
import type { MailAddress, MessageChannel } from '#channels/channel.port.js';
import { printable } from '#templates/plain-text.js';

/** What is frozen with a message. */
export interface SenderIdentity {
  readonly fromName: string;
  readonly fromAddress: string;
  /** Where an answer goes; null when the creditor's address is none that mail can reach. */
  readonly replyTo: string | null;
}

/** A mail program shows some forty characters of a name; the rest is only a way to push the house out of sight. */
const longestName = 100;
const longestHouseName = 40;

/** A name as a header and a screen may hold it: one line, and nothing in it that reads as an address of its own. */
const shown = (name: string, longest: number): string => printable(name, longest).replace(/[<>]/g, '').replace(/@/g, ' at ').trim();

/**
 * The sender of a message: the creditor's name, in mail with the house behind it, whose address it is ("Bakker Smit via Maanwerk"). Sms,
 * WhatsApp and letters show no address, so they show the creditor alone.
 */
export function senderOf(
  house: MailAddress,
  creditor: { readonly name: string; readonly email: string },
  channel: MessageChannel,
): SenderIdentity {
  const own = shown(creditor.name, longestName);
  const houseName = shown(house.name ?? '', longestHouseName);
  const withHouse = channel === 'email' && houseName !== '' && houseName !== own;
  return {
    fromName: withHouse ? `${own} via ${houseName}` : own,
    fromAddress: house.address,
    replyTo: isMailAddress(creditor.email) ? creditor.email : null,
  };
}
