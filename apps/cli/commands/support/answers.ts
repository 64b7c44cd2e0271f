/** From the API's answer to the screen. With `-o json` the answer is printed as it came; tables read only the fields they show. */
import { z } from 'zod';
import type { TimeZone } from '#domain/calendar/zone.js';
import type { CliContext } from '../../frame/context.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';
import type { Column } from '../../frame/output.js';
import { invoiceRef } from './references.js';
import { showInstant, showMoney, showValue } from './show.js';

/** An answer that is passed on as it is. */
export const anything = z.unknown();

/** A page of any list. */
export const page = z.looseObject({ data: z.array(z.unknown()), hasMore: z.boolean().default(false), nextCursor: z.string().nullish() });

/** Checks the fields a command shows. @throws CliFailure when the API speaks another version */
export function view<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new CliFailure(ExitCode.error, 'The answer of the API is not what this version expects', {
    why: z.prettifyError(parsed.error),
    todo: ['check that the API and this command line have the same version', 'see the answer itself with -o json'],
  });
}

/** A column of a list of the API; instants show on the creditor's clock. */
export type ListColumn<Row> = Omit<Column<Row>, 'value'> & {
  readonly value: (row: Row, zone: TimeZone) => ReturnType<Column<Row>['value']>;
};

/** How a list is shown. */
export interface ListView<Row> {
  readonly row: z.ZodType<Row>;
  readonly columns: readonly ListColumn<Row>[];
  /** Said when there is nothing, in place of an empty table. */
  readonly empty: string;
}

/** Prints a page, and on stderr how to get the next one. */
export function printPage<Row>(context: CliContext, raw: unknown, list: ListView<Row>): void {
  const { data, hasMore, nextCursor } = view(page, raw);
  if (context.output.format === 'json') return context.output.json(raw);
  printRows(context, data, list);
  if (hasMore && nextCursor) context.output.say(`There are more: --after ${nextCursor}, or --all.`);
}

/** Prints rows that are all there are. */
export function printRows<Row>(context: CliContext, raw: readonly unknown[], list: ListView<Row>): void {
  const rows = raw.map((row) => view(list.row, row));
  const zone = context.api.timeZone;
  const columns = list.columns.map(({ value, ...column }) => ({ ...column, value: (row: Row) => value(row, zone) }));
  context.output.list(rows, columns, raw);
  if (rows.length === 0) context.output.say(list.empty);
}

/** Options every list has. */
export interface PageFlags {
  readonly limit?: number;
  readonly after?: string;
  readonly all?: true;
}

/** Which list, asked how, shown how. */
export interface ListRequest<Row> {
  readonly path: string;
  readonly query: PageFlags & Record<string, unknown>;
  readonly how: ListView<Row>;
}

/** Gets and prints a list: one page, or with `--all` every page. */
export async function list<Row>(context: CliContext, { path, query, how }: ListRequest<Row>): Promise<void> {
  const { all, ...rest } = query;
  const asked = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value] as const] : [],
    ),
  );
  if (typeof asked['invoice'] === 'string') asked['invoice'] = await invoiceRef(context, asked['invoice']);
  if (!all) return printPage(context, await context.api.get(path, { schema: anything, query: asked }), how);
  const rows: unknown[] = [];
  for await (const row of context.api.each(path, { schema: anything, query: { limit: 100, ...asked } })) rows.push(row);
  if (context.output.format === 'json') return context.output.json({ data: rows, hasMore: false, nextCursor: null });
  printRows(context, rows, how);
}

const moneyShape = z.object({ amount: z.number(), currency: z.string() });
const instantText = /^\d{4}-\d\d-\d\dT/;

const textList = z.array(z.union([z.string(), z.number()]));

/** What a value looks like behind its name; null when it is nothing, or too deep for one line. */
function showField(value: unknown, zone: TimeZone): string | null {
  const money = moneyShape.safeParse(value);
  if (money.success) return showMoney(money.data);
  const texts = textList.safeParse(value);
  if (texts.success) return texts.data.length === 0 ? null : texts.data.join(', ');
  if (typeof value === 'string') return instantText.test(value) ? showInstant(value, zone) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? showValue(value) : null;
}

/** Flattens one level, so that `nextAction.step` is a line of its own; deeper things are for `-o json`. */
function fieldsOf(raw: unknown): [string, unknown][] {
  const record = z.record(z.string(), z.unknown()).safeParse(raw);
  if (!record.success) return [];
  return Object.entries(record.data).flatMap(([name, value]): [string, unknown][] => {
    const inner = z.record(z.string(), z.unknown()).safeParse(value);
    if (!inner.success || moneyShape.safeParse(value).success) return [[name, value]];
    return Object.entries(inner.data).map(([key, part]) => [`${name}.${key}`, part]);
  });
}

/** Prints one object: every field that holds something, one a line. */
export function printOne(context: CliContext, raw: unknown, also: Readonly<Record<string, string>> = {}): void {
  const shown = fieldsOf(raw).flatMap(([name, value]): [string, string][] => {
    const text = name === 'object' ? null : showField(value, context.api.timeZone);
    return text === null ? [] : [[name, text]];
  });
  context.output.record({ ...Object.fromEntries(shown), ...also }, raw);
}
