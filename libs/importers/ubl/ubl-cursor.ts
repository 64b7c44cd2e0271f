/** Reads typed values out of the tree and collects what is wrong with them; a reader goes on after a fault, so one run finds them all. */
import { isIsoDate } from '#domain/calendar/iso-date.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import { minorUnitDigits } from '#domain/money/minor-units.js';
import { parseDecimal } from '../amounts.js';
import type { Finding } from '../finding.js';
import { type XmlDocument, type XmlNode, attributeOf, childrenOf } from '../xml/xml-node.js';

/** Longest text that is kept of any one field; a name of a megabyte is no name. */
const MAX_FIELD_CHARACTERS = 1_000;

/** What a finding needs besides its place. */
export interface Remark {
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
}

/** Collects the findings of one document. */
export class Findings {
  readonly errors: Finding[] = [];
  readonly warnings: Finding[] = [];

  constructor(private readonly lines: ReadonlyMap<string, number>) {}

  error(path: string, remark: Remark): void {
    this.add(this.errors, path, remark);
  }

  warn(path: string, remark: Remark): void {
    this.add(this.warnings, path, remark);
  }

  /** A field is read by more than one rule; its fault is said once. */
  private add(list: Finding[], path: string, remark: Remark): void {
    const known = list.some((finding) => finding.field === path && finding.code === remark.code && finding.detail === remark.detail);
    if (!known) list.push({ ...remark, field: path, line: this.lines.get(path) ?? null });
  }
}

// Direction overrides and isolates make one name read as another; nobody's name needs them.
const hazards = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

/** Runs of white space, line breaks included, become one space; text-direction controls go; nothing left is null. */
export function tidy(text: string): string | null {
  const clean = text
    .replace(hazards, '')
    .replace(/[\s\u00a0\u200b-\u200d\u2060\ufeff]+/gu, ' ')
    .trim()
    .normalize('NFC');
  return clean === '' ? null : clean;
}

/** An element and its path from the root. */
export class Cursor {
  private constructor(
    readonly node: XmlNode,
    readonly path: string,
    readonly findings: Findings,
  ) {}

  static root(document: XmlDocument, findings: Findings): Cursor {
    return new Cursor(document.node, document.root, findings);
  }

  /** All children of that name. */
  all(name: string): Cursor[] {
    return childrenOf(this.node, name).map((child) => new Cursor(child, `${this.path}/${name}`, this.findings));
  }

  /** The first child along the path, null when a part of it is absent. */
  at(...names: readonly string[]): Cursor | null {
    const [name, ...rest] = names;
    const child = name === undefined ? null : (this.all(name)[0] ?? null);
    return rest.length === 0 ? child : (child?.at(...rest) ?? null);
  }

  /** Tidied text of the first child along the path; null when absent or blank, cut off with a warning when too long. */
  text(...names: readonly string[]): string | null {
    return this.at(...names)?.own() ?? null;
  }

  /** This element's own text, tidied. */
  own(): string | null {
    const clean = tidy(this.node.text);
    if (clean === null || clean.length <= MAX_FIELD_CHARACTERS) return clean;
    this.findings.warn(this.path, {
      code: 'text-cut',
      detail: `the text is ${clean.length} characters long`,
      hint: `Only the first ${MAX_FIELD_CHARACTERS} are kept.`,
    });
    return clean.slice(0, MAX_FIELD_CHARACTERS);
  }

  attribute(name: string): string | null {
    return tidy(attributeOf(this.node, name) ?? '');
  }

  /** The only child of that name: none is null, several that differ are an error, because nobody can say which one counts. */
  single(name: string): Cursor | null {
    const [first, ...others] = this.all(name);
    if (!first) return null;
    const rival = others.find((other) => other.own() !== first.own());
    if (rival)
      this.findings.error(first.path, {
        code: 'ambiguous',
        detail: `${name} occurs ${others.length + 1} times with different values: "${first.own() ?? ''}", "${rival.own() ?? ''}"`,
        hint: 'Ask the sender for a document that says it once.',
      });
    return first;
  }

  /** A calendar date; a text that is none is an error. */
  date(name: string): IsoDate | null {
    const field = this.single(name);
    const text = field?.own() ?? null;
    if (!field || text === null) return null;
    // xsd:date allows a zone behind the day (2026-01-05Z, 2026-01-05+01:00); the day itself is what counts.
    const day = text.replace(/(?:Z|[+-]\d{2}:\d{2})$/, '');
    if (isIsoDate(day)) return day;
    field.findings.error(field.path, {
      code: 'date-invalid',
      detail: `"${text}" is not a date that exists (YYYY-MM-DD)`,
      hint: 'Correct the date in the source system and export again.',
    });
    return null;
  }

  /** An amount in minor units of the document's currency; another currency or a text that is no such amount is an error. */
  amount(name: string, currency: string): bigint | null {
    const field = this.single(name);
    const text = field?.own() ?? null;
    if (!field || text === null) return null;
    const own = field.attribute('currencyID');
    const minor = parseDecimal(text, minorUnitDigits(currency));
    if (own !== null && own !== currency)
      field.findings.error(field.path, {
        code: 'currency-mismatch',
        detail: `the amount is in ${own}, the document in ${currency}`,
        hint: 'Amounts of the document must be in its own currency (BT-5).',
      });
    else if (minor === null)
      field.findings.error(field.path, {
        code: 'amount-invalid',
        detail: `"${text}" is not an amount in ${currency} with a dot and at most ${minorUnitDigits(currency)} decimals`,
        hint: 'Amounts are written like 1250.00, without separators of thousands.',
      });
    return own !== null && own !== currency ? null : minor;
  }
}
