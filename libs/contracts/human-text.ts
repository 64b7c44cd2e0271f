/** Text of people. It ends up in letters, mail headers, spreadsheets and terminals, so what only attacks or breaks those is refused. */
/** Control characters; direction overrides and isolates make a name read as another one; BOM and separators break lines. */
export const lineHazard = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;
/** Of the control characters only line feed and tab: `[^\P{Cc}\n\t]` is "a control character, but not these". */
export const noteHazard = /[^\P{Cc}\n\t]|[\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/u;

// Characters that show nothing: marks of direction, spaces without width, fillers. The joiners U+200C and U+200D and the variation selectors
// shape the letters and emoji beside them and stay.
const invisible = /(?!\u200c|\u200d|\p{Variation_Selector})\p{Default_Ignorable_Code_Point}/gu;

/** Something that leaves ink. U+2800 is a Braille cell without dots, by its class a symbol. */
const visible = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether there is something to read in it. */
export const isReadable = (text: string): boolean => visible.test(text);

/** Trimmed, in one normal form, without marks that only steer the direction of text or show nothing. */
export const tidyText = (text: string): string => text.replaceAll(invisible, '').trim().normalize('NFC');

/** A name or another text of one line, tidied; null when it is too long, has nothing to read, or holds what breaks a line. */
export const tidyLine = (text: string, longest: number): string | null =>
  text.length <= longest && !lineHazard.test(text) && isReadable(text) ? tidyText(text) : null;

/** White space, and what a renderer may leave out, the Braille cell without dots among it. */
const unseen = /[\s\u0085\u2800\p{Default_Ignorable_Code_Point}]/gu;

/**
 * An invoice number as it is compared: `F-1`, `f-1`, `F - 1` and `Ｆ-1` are one. Postgres' function `invoice_number_key` says the same; a
 * spec holds the two together.
 */
export const invoiceNumberKey = (number: string): string => number.normalize('NFKC').replaceAll(unseen, '').toLowerCase();
