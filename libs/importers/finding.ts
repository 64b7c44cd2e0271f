/** What an importer says about a file or a row: stable code, where, what is wrong, what to do. */

/** One remark. As an error it refuses the document; as a warning it stands beside the rows that were read. */
export interface Finding {
  /** Stable kebab-case code, such as `number-missing`. */
  readonly code: string;
  /** Where in the document, as a path of element names (`Invoice/LegalMonetaryTotal/PayableAmount`); null for the whole file. */
  readonly field: string | null;
  /** Line in the file, from 1; null when the element is absent or the file is not text. */
  readonly line: number | null;
  /** What is wrong, with the value that was found. */
  readonly detail: string;
  /** What the sender or the operator can do about it. */
  readonly hint: string;
}

/** A remark about the file as a whole. */
export const fileFinding = (code: string, detail: string, hint: string): Finding => ({ code, field: null, line: null, detail, hint });
