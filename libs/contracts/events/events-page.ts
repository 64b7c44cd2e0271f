/** The reference of events, made from their declarations. */
import { z } from 'zod';
import { events, type EventType, isEventType } from './catalogue.js';
import type { EventAbout } from './declare.js';

interface JsonType {
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly items?: JsonType | undefined;
  readonly anyOf?: readonly JsonType[] | undefined;
  readonly properties?: Readonly<Record<string, JsonType>> | undefined;
  readonly required?: readonly string[] | undefined;
}
const jsonType: z.ZodType<JsonType> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    items: jsonType.optional(),
    anyOf: z.array(jsonType).optional(),
    properties: z.record(z.string(), jsonType).optional(),
    required: z.array(z.string()).optional(),
  }),
);

const formats: Readonly<Record<string, string>> = { date: 'date', 'date-time': 'instant' };

/** A type in a few words, such as `array of { dueDate: date, amount: integer, minor units }`. */
function inWords(of: JsonType): string {
  if (of.anyOf) return of.anyOf.map(inWords).join(' or ');
  if (of.enum) return of.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (of.items) return `array of ${inWords(of.items)}`;
  if (of.properties)
    return `{ ${fieldsOf(of)
      .map(({ name, type }) => `${name}: ${type}`)
      .join(', ')} }`;
  if (of.description?.startsWith('id of')) return of.description;
  const known = formats[of.format ?? ''];
  if (known) return known;
  return typeof of.type === 'string' ? of.type : (of.type?.join(' or ') ?? 'anything');
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly says: string;
  readonly optional: boolean;
}

/** A row of a table of fields. */
const rowOf = ({ name, type: words, says: more, optional }: Field, where: string): string =>
  `| \`${name}\` | ${words} | ${[optional ? 'may be absent' : '', more, where].filter(Boolean).join('; ')} |`;

const fieldsOf = ({ properties = {}, required = [] }: JsonType): Field[] =>
  Object.entries(properties).map(([name, type]) => {
    const words = inWords(type);
    const says = type.description ?? type.anyOf?.find(({ description }) => description)?.description ?? '';
    return { name, type: words, says: words.includes(says) ? '' : says, optional: !required.includes(name) };
  });

const headings: Readonly<Record<EventAbout, string>> = {
  invoice: 'Of an invoice',
  debtor: 'Of a debtor',
  creditor: 'Of the creditor',
};

const shown = (schema: z.ZodType): Field[] => fieldsOf(jsonType.parse(z.toJSONSchema(schema, { io: 'input' })));

function entry(type: EventType): string[] {
  const { says, data, texts } = events[type];
  const rows = [
    ...shown(data).map((field) => rowOf(field, '')),
    ...shown(texts).map((field) => rowOf(field, 'words: kept beside the event')),
  ];
  const table = rows.length === 0 ? ['No data.'] : ['| field | type | |', '|---|---|---|', ...rows];
  return [`### ${type}`, '', says, '', ...table, ''];
}

const types = Object.keys(events).filter(isEventType).sort();

/** The page. */
export const eventsPage = (): string =>
  [
    '# Events',
    '',
    'Every change is an event: one row that is never changed or removed, in the transaction that made the change. `GET /v1/events` and',
    '`GET /v1/invoices/{id}/timeline` show them; `type` and `data` are what stands here. Amounts are minor units (cents) of the currency in the',
    'event, else of the invoice. Ids have their prefix in answers (`inv_...`). An event holds ids, codes, days and amounts, and no word that somebody wrote:',
    'reasons, names and what a provider said (fields marked *words*) stand in a row beside it, which can be erased; they are null then, in answers too.',
    'Events of releases before 0.2 hold theirs themselves.',
    '',
    'This page is made from `libs/contracts/events`; a test holds it against the catalogue.',
    '',
    ...(['invoice', 'debtor', 'creditor'] as const).flatMap((about) => [
      `## ${headings[about]}`,
      '',
      ...types.filter((type) => events[type].about === about).flatMap(entry),
    ]),
  ]
    .join('\n')
    .trimEnd() + '\n';
