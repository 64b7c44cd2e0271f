/** Rows of an import as CSV (RFC 4180), safe to open in a spreadsheet. */
import type { ImportRow } from '#casebook/commands/import-document.js';

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
const formula = /^[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/;

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const columns = ['file', 'result', 'number', 'invoice', 'code', 'field', 'line', 'detail', 'hint'] as const;

/** One line a finding; a row without findings has one line. */
export function importsCsv(rows: readonly ImportRow[]): string {
  const lines = rows.flatMap((row) => {
    const head = [row.file, row.result, row.number, row.invoice];
    if (row.findings.length === 0) return [[...head, null, null, null, null, null]];
    return row.findings.map((found) => [...head, found.code, found.field, found.line, found.detail, found.hint]);
  });
  return [[...columns], ...lines].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';
}
