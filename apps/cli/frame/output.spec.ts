import { describe, expect, it } from 'vitest';
import { Output, type OutputFormat, type Sink } from './output.js';

interface Row {
  readonly number: string;
  readonly open: number;
  readonly note?: string;
}

const rows: Row[] = [
  { number: 'F-1', open: 12_550 },
  { number: 'F-22', open: 5, note: 'say "hi", twice' },
];
const columns = [
  { title: 'number', value: (row: Row) => row.number },
  { title: 'open', value: (row: Row) => row.open, align: 'right' as const },
  { title: 'note', value: (row: Row) => row.note },
];

class Recorder implements Sink {
  text = '';
  constructor(
    readonly isTTY = false,
    readonly columns = 200,
  ) {}
  write(text: string): void {
    this.text += text;
  }
}

function print(format: OutputFormat, options: { tty?: boolean; quiet?: boolean; width?: number } = {}) {
  const stdout = new Recorder(options.tty, options.width);
  const stderr = new Recorder();
  return { output: new Output({ format, quiet: options.quiet ?? false, color: false, stdout, stderr }), stdout, stderr };
}

describe('Output', () => {
  it('prints plain columns where there is no terminal', () => {
    const { output, stdout } = print('table');
    output.list(rows, columns);
    expect(stdout.text.split('\n')[0]).toBe('number  open   note');
    expect(stdout.text.split('\n')[2]).toBe('F-22    5      say "hi", twice');
  });

  it('draws a table on a terminal', () => {
    const { output, stdout } = print('table', { tty: true });
    output.list(rows, columns);
    expect(stdout.text).toContain('│ F-22');
  });

  it('gives each row a block of its own where the window is too narrow for the table', () => {
    const { output, stdout } = print('table', { tty: true, width: 30 });
    output.list(rows, columns);
    expect(stdout.text).toBe('number  F-1\nopen    12550\n\nnumber  F-22\nopen    5\nnote    say "hi", twice\n');
  });

  it('draws no empty box on a terminal', () => {
    const { output, stdout } = print('table', { tty: true });
    output.list([], columns);
    expect(stdout.text).toBe('');
  });

  it('breaks sentences over lines before it gives the table up', () => {
    const { output, stdout } = print('table', { tty: true, width: 50 });
    const wrapped = columns.map((column) => (column.title === 'note' ? { ...column, wrap: true as const } : column));
    output.list([{ number: 'F-1', open: 1, note: 'a sentence that is much too long for the window it is in' }], wrapped);
    const lines = stdout.text.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(stdout.text).toMatch(/│ F-1 .*a sentence that is much too/);
    expect(stdout.text).toMatch(/long for the window it is in/);
  });

  it('leaves a rare column out of a table where no row has it, and never out of CSV', () => {
    const rare = columns.map((column) => (column.title === 'note' ? { ...column, rare: true as const } : column));
    const without = print('table');
    without.output.list(rows.slice(0, 1), rare);
    expect(without.stdout.text.split('\n')[0]).toBe('number  open');
    const used = print('table');
    used.output.list(rows, rare);
    expect(used.stdout.text.split('\n')[0]).toBe('number  open   note');
    const csv = print('csv');
    csv.output.list(rows.slice(0, 1), rare);
    expect(csv.stdout.text).toBe('number,open,note\nF-1,12550,\n');
  });

  it('gives the raw answer as JSON', () => {
    const { output, stdout } = print('json');
    output.list(rows, columns, { data: rows, hasMore: false });
    expect(JSON.parse(stdout.text)).toEqual({ data: rows, hasMore: false });
  });

  it('quotes CSV and disarms formulas, but not negative amounts', () => {
    const { output, stdout } = print('csv');
    output.list([{ number: '=HYPERLINK("x")', open: -3, note: 'a,b' }], columns);
    expect(stdout.text).toBe('number,open,note\n"\'=HYPERLINK(""x"")",-3,"a,b"\n');
  });

  it('disarms a formula that begins like a negative number', () => {
    const { output, stdout } = print('csv');
    output.list([{ number: "-2+3+cmd|' /C calc'!A0", open: -3, note: '-12.50' }], columns);
    expect(stdout.text).toBe("number,open,note\n'-2+3+cmd|' /C calc'!A0,-3,-12.50\n");
  });

  it('never lets a debtor drive the terminal', () => {
    const { output, stdout } = print('table');
    output.list([{ number: '\u001b[2J\u0007F-1', open: 1 }], columns);
    expect(stdout.text).not.toContain('\u001b');
  });

  it('keeps talk off stdout, and silent with --quiet', () => {
    const loud = print('json');
    loud.output.say('reading');
    loud.output.json({ a: 1 });
    expect(loud.stdout.text).toBe('{\n  "a": 1\n}\n');
    expect(loud.stderr.text).toBe('reading\n');
    const quiet = print('json', { quiet: true });
    quiet.output.say('reading');
    quiet.output.warn('careful');
    expect(quiet.stderr.text).toBe('careful\n');
  });
});
