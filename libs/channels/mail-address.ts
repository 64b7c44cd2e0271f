import type { MailAddress } from './channel.port.js';

/** One addressee and nothing else: no list, no display name, no line break that could start another header. */
const plainAddress = /^[^\s<>(),;:"\\[\]@]{1,64}@[^\s<>(),;:"\\[\]@]{1,253}$/u;

/** Whether the text is a single bare address. */
export const isMailAddress = (text: string): boolean => plainAddress.test(text);

/** A header value on one line: line breaks and other control characters become spaces. */
// eslint-disable-next-line no-control-regex -- control characters are what this removes
export const headerText = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();

/** `"Name" <address>`, the name quoted so that it can neither end the header nor add an address. */
export function formatMailbox(mailbox: MailAddress): string {
  const name = headerText(mailbox.name ?? '').replace(/[<>]/g, '');
  return name === '' ? mailbox.address : `"${name.replace(/["\\]/g, '\\$&')}" <${mailbox.address}>`;
}

/** Reads `Name <address>` or a bare address, as settings write it; null when there is no single address in it. */
export function parseMailbox(text: string): MailAddress | null {
  const match = /^\s*(?:"?([^"<>]*?)"?\s*<([^<>]+)>|(\S+))\s*$/u.exec(text);
  const address = match?.[2] ?? match?.[3] ?? '';
  if (!isMailAddress(address)) return null;
  const name = headerText(match?.[1] ?? '');
  return name === '' ? { address } : { name, address };
}
