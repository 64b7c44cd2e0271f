/** In whose name a creditor may send: what the operator has seen to be his. A creditor who could write any sender could write as a bank. */

/** What the operator has allowed a creditor. */
export interface AllowedSenders {
  /** Domains of mail addresses, in small letters; a domain below one of them is another. */
  readonly domains: readonly string[];
  /** Names that an sms may come from. */
  readonly smsNames: readonly string[];
}

/** Nothing allowed: messages leave in the name of the installation. */
export const noSenders: AllowedSenders = { domains: [], smsNames: [] };

const domainShape = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** Whether a text is a domain as they are kept: small letters, digits, dashes and dots; one in another script as `xn--`. */
export const isMailDomain = (text: string): boolean => text.length <= 253 && domainShape.test(text);

/** The networks carry 11 characters; digits alone would be somebody's number. */
const smsNameShape = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 ]{1,9}[A-Za-z0-9]$/;

/** Whether a text can be the name that an sms comes from: 3 to 11 letters, digits and spaces, a letter among them. */
export const isSmsName = (text: string): boolean => smsNameShape.test(text);

/** Whether a creditor may mail from an address. */
export function maySendFrom(address: string, { domains }: AllowedSenders): boolean {
  const at = address.lastIndexOf('@');
  return at > 0 && domains.includes(address.slice(at + 1).toLowerCase());
}

/** Whether a creditor's sms may come from a name. */
export const maySignSms = (name: string, { smsNames }: AllowedSenders): boolean => isSmsName(name) && smsNames.includes(name);
