/**
 * Data on its way into a text. A name is shown, and that is all it may do: it becomes no markup, no link, no second header, and it cannot
 * turn the line around it backwards.
 */

/** Longest piece of data that a message shows; an invoice number or a name is far shorter, a megabyte is an attack. */
const longestPiece = 200;

/** Line breaks and other control characters, zero-width characters, and the marks that reverse the direction of writing. */
// eslint-disable-next-line no-control-regex -- control characters are what this removes
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+/g;

/** One printable line. Mail programs make a link of anything with `://` or `www.` in it, so those are broken up. */
export function printable(value: string, longest = longestPiece): string {
  const line = value
    .normalize('NFC')
    .replace(unprintable, ' ')
    .replace(/:\/\//g, ': ')
    .replace(/\bwww\./gi, 'www ')
    .replace(/[ \u00a0]{2,}/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}

/** Backslashes before all ASCII punctuation: in Markdown the character itself, never syntax. */
export const markdownText = (value: string): string => value.replace(/[!-/:-@[-`{-~]/g, '\\$&');

/** Text for HTML content and quoted attributes. */
export const htmlText = (value: string): string =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');

/** On a line of a phone there is no room for more. */
const longestWhole = 40;

/** Escaped HTML in which a number such as 2026-0042 is not broken at its hyphen. */
export const wholeNumbers = (html: string): string =>
  html.replace(/\S*\d-\d\S*/g, (word) => (word.length > longestWhole ? word : `<span style="white-space:nowrap;">${word}</span>`));
