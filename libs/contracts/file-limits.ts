/** How large the files are that come in: one truth for who takes them, who sends them, and who tells a person before he sends. */

/** A logo as it is brought, in bytes. */
export const largestLogo = 512 * 1024;
/** The PDF of an invoice, in bytes: a mailbox takes little more, and other files go with it. */
export const largestDocument = 5 * 1024 * 1024;
