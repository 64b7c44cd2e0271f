import Table from 'cli-table3';

export const OUTPUT_FORMATS = ['table', 'json', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** One column of a list: its heading and how a row shows in it. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | boolean | null | undefined;
  readonly align?: 'left' | 'right';
  /** Few rows have it: a table where none does leaves the column out. CSV always has it. */
  readonly rare?: true;
  /** Sentences: broken over lines where the window is too narrow for the table. */
  readonly wrap?: true;
  /** Parts with commas between them: below each other where the window is too narrow for the table. */
  readonly stack?: true;
}

/** The parts of a stream that are used: real ones and the recording ones of the specs. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** How many characters fit on a line. */
  readonly columns?: number;
}

export interface OutputOptions {
  readonly format: OutputFormat;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** Between the parts of a cell that may stand below each other. */
const PART = ', ';
const widest = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));

/** Sentences in less than this are a ladder of words. */
const LEAST_WRAPPED = 26;

const show = (value: string | number | boolean | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** RFC 4180, and a leading apostrophe where a spreadsheet would run the cell as a formula. */
function csvCell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d+(?:\.\d+)?$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A program reads numbers and the debtor's own texts: control characters must not drive the terminal. */
// oxlint-disable-next-line no-control-regex -- control characters are what this replaces
export const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');

/** Data goes to stdout, talk to stderr; what is data looks the same to a pipe whatever else is said. */
export class Output {
  constructor(private readonly options: OutputOptions) {}

  get format(): OutputFormat {
    return this.options.format;
  }

  get isTerminal(): boolean {
    return this.options.stdout.isTTY === true;
  }

  /** A list: a table, CSV with the same columns, or `raw` (default: the rows) as JSON. */
  list<Row>(rows: readonly Row[], columns: readonly Column<Row>[], raw: unknown = rows): void {
    if (this.format === 'json') return this.json(raw);
    const used =
      this.format === 'csv' ? columns : columns.filter(({ rare, value }) => !rare || rows.some((row) => show(value(row)) !== ''));
    const cells = rows.map((row) => used.map((column) => show(column.value(row))));
    const titles = used.map((column) => column.title);
    if (this.format === 'csv') return this.lines([titles, ...cells].map((line) => line.map(csvCell).join(',')));
    if (!this.isTerminal) return this.lines(aligned(titles, cells));
    if (cells.length === 0) return undefined; // an empty box says nothing; that there is nothing is said in words
    const widths = this.fitting(used, cells);
    this.lines(widths === null ? this.blocks(titles, cells) : [this.boxed(used, cells, widths)]);
  }

  /** One thing: its fields one a line, or `raw` as JSON. */
  record(fields: Readonly<Record<string, string | number | boolean | null | undefined>>, raw: unknown = fields): void {
    if (this.format === 'json') return this.json(raw);
    const entries = Object.entries(fields).map(([name, value]) => [name, show(value)]);
    if (this.format === 'csv') return this.lines(entries.map((line) => line.map(csvCell).join(',')));
    const width = Math.max(0, ...entries.map(([name = '']) => name.length));
    this.lines(entries.map(([name = '', value = '']) => printable(`${name.padEnd(width)}  ${value}`.trimEnd())));
  }

  json(value: unknown): void {
    this.options.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** Plain data, as it is. */
  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.options.stdout.write(`${lines.join('\n')}\n`);
  }

  /** Talk: not data, silenced by --quiet. */
  say(text: string): void {
    if (!this.options.quiet) this.options.stderr.write(`${text}\n`);
  }

  /** Talk that --quiet does not silence. */
  warn(text: string): void {
    this.options.stderr.write(`${text}\n`);
  }

  /** Bold where colours are wanted. */
  strong(text: string): string {
    return this.options.color ? `\u001b[1m${text}\u001b[22m` : text;
  }

  /** Width of each column with its padding, so that the table fits the window; null when it cannot. */
  private fitting<Row>(columns: readonly Column<Row>[], cells: readonly string[][]): number[] | null {
    const room = this.options.stdout.columns ?? Number.POSITIVE_INFINITY;
    const widths = columns.map(({ title }, at) => widest([title, ...cells.map((line) => line[at] ?? '')]) + 2);
    const tooMuch = (of: readonly number[]): number => of.reduce((sum, width) => sum + width + 1, 1) - room;
    if (tooMuch(widths) <= 0) return widths;
    const stacked = widths.map((width, at) =>
      columns[at]?.stack ? widest([columns[at].title, ...cells.flatMap((line) => (line[at] ?? '').split(PART))]) + 2 : width,
    );
    if (tooMuch(stacked) <= 0) return stacked;
    const narrowed = stacked.map((width, at) => (columns[at]?.wrap ? width - tooMuch(stacked) : width));
    return columns.some(({ wrap }) => wrap) && Math.min(...narrowed.filter((_, at) => columns[at]?.wrap)) >= LEAST_WRAPPED
      ? narrowed
      : null;
  }

  private boxed<Row>(columns: readonly Column<Row>[], cells: readonly string[][], colWidths: number[]): string {
    const table = new Table({
      head: columns.map((column) => this.strong(column.title)),
      colWidths,
      wordWrap: true,
      colAligns: columns.map((column) => column.align ?? 'left'),
      style: { head: [], border: [], compact: true },
    });
    const shown = (cell: string, at: number): string =>
      columns[at]?.stack && cell.length + 2 > (colWidths[at] ?? 0) ? cell.replaceAll(PART, '\n') : cell;
    table.push(...cells.map((line) => line.map((cell, at) => printable(shown(cell, at)))));
    return table.toString();
  }

  /** A table too wide for the window: each row a block, its fields one a line; what holds nothing is left out. */
  private blocks(titles: readonly string[], cells: readonly string[][]): string[] {
    const width = Math.max(0, ...titles.map((title) => title.length));
    return cells.flatMap((line, row) => [
      ...(row === 0 ? [] : ['']),
      ...line.flatMap((cell, at) => (cell === '' ? [] : [`${this.strong((titles[at] ?? '').padEnd(width))}  ${printable(cell)}`])),
    ]);
  }
}

/** Columns by spaces: what a pipe or a log file wants. */
function aligned(titles: readonly string[], cells: readonly string[][]): string[] {
  const widths = titles.map((title, index) => Math.max(title.length, ...cells.map((line) => (line[index] ?? '').length)));
  return [[...titles], ...cells].map((line) =>
    printable(
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  );
}
