import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type EventRecorder, events, isEventType } from './catalogue.js';
import { article, code, currency, digest, fieldName, step } from './declare.js';
import { partTexts, withTexts } from './event-texts.js';
import { eventsPage } from './events-page.js';

const root = join(import.meta.dirname, '..', '..', '..');
const rooms = ['activities', 'apps/api', 'apps/worker', 'libs/casebook', 'libs/database', 'libs/dispatch'];
const sources = rooms
  .flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
  .filter((path) => path.endsWith('.ts') && !/\.spec\.ts$|\/testing\/|\/migrations\//.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

interface Node {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly pattern?: unknown;
  readonly format?: unknown;
  readonly anyOf?: readonly Node[] | undefined;
  readonly items?: Node | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
}
const node: z.ZodType<Node> = z.lazy(() =>
  z.looseObject({ anyOf: z.array(node).optional(), items: node.optional(), properties: z.record(z.string(), node).optional() }),
);
const bound = new Set(['integer', 'number', 'boolean', 'null']);

/** Where a schema lets a string through that no pattern, format or list holds. */
function looseStrings(raw: unknown, path = ''): string[] {
  const { type, enum: list, const: one, pattern, format, anyOf, items, properties } = node.parse(raw);
  if (list !== undefined || one !== undefined || bound.has(String(type))) return [];
  if (anyOf) return anyOf.flatMap((part) => looseStrings(part, path));
  if (items) return looseStrings(items, `${path}/items`);
  if (properties) return Object.entries(properties).flatMap(([name, part]) => looseStrings(part, `${path}/${name}`));
  return type === 'string' && (pattern !== undefined || format !== undefined) ? [] : [path];
}

describe('the catalogue of events', () => {
  it('is what the reference says; update it with `npx vitest run --project unit libs/contracts/events -u`', async () => {
    await expect(eventsPage()).toMatchFileSnapshot('../../../docs/reference/events.md');
  });

  it('has names of a noun and what happened to it', () => {
    expect(Object.keys(events).filter((type) => !/^[a-z]+(-[a-z]+)*\.[a-z]+([-_][a-z]+)*$/.test(type))).toEqual([]);
  });

  it('declares no type that nothing writes', () => {
    const composed = ['message.${', 'payment-plan.${', '${kind}.opened'];
    const written = (type: string): boolean => sources.some(({ text }) => text.includes(`'${type}'`));
    const byPart = (type: string): boolean => /^(message\.|payment-plan\.|(call|approval)\.opened$)/.test(type);
    expect(Object.keys(events).filter((type) => !written(type) && !byPart(type))).toEqual([]);
    for (const part of composed)
      expect(
        sources.some(({ text }) => text.includes(part)),
        part,
      ).toBe(true);
  });

  it('is the only way to write an event', () => {
    const those = (pattern: RegExp): string[] => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    // Its typed functions write by a statement of their own, or append a row that the transaction writes with others.
    const repository = 'libs/database/repositories/events.repository.ts';
    expect(those(/insert\s+into\s+event\s*\(/i)).toEqual(['libs/database/appends.ts', repository]);
    expect(those(/\.append\(\s*'event'/)).toEqual([repository]);
  });

  it('is what a desk takes: another name, another field, a field too few do not compile', async () => {
    const desk: EventRecorder = { recordEvent: async (type) => type };
    expect(await desk.recordEvent('promise.kept', { invoiceId: 'i', data: { date: '2026-02-13' } })).toBe('promise.kept');
    // @ts-expect-error -- no such type
    await desk.recordEvent('promise.kpet', { data: { date: '2026-02-13' } });
    // @ts-expect-error -- no such field
    await desk.recordEvent('promise.kept', { data: { date: '2026-02-13', amount: 1 } });
    // @ts-expect-error -- the day is missing
    await desk.recordEvent('promise.kept', { data: {} });
    // @ts-expect-error -- an amount is a number of minor units
    await desk.recordEvent('promise.made', { data: { date: '2026-02-13', amount: 100n } });
  });

  it('has no string in its data that could hold a sentence or a name', () => {
    expect(
      Object.entries(events).flatMap(([type, { data }]) =>
        looseStrings(z.toJSONSchema(data, { io: 'input' })).map((path) => `${type}${path}`),
      ),
    ).toEqual([]);
    const planted = z.strictObject({ a: z.array(z.strictObject({ b: z.string().nullable() })), c: z.string().max(9), d: z.unknown() });
    expect(looseStrings(z.toJSONSchema(planted, { io: 'input' }))).toEqual(['/a/items/b', '/c', '/d']);
  });

  it.each(['Jan Jansen', 'jan@jansen.example', 'Jansen, betaal', 'belt niet terug', '06 12345678', 'Kerkstraat 1', "l'eau", 'a b'])(
    'takes no word like %s for a code, a step, a field or an article',
    (words) => {
      for (const shape of [code, step, fieldName, article, currency, digest]) expect(shape.safeParse(words).success).toBe(false);
    },
  );

  it('parts what is said of an event from its words, and shows them together', () => {
    const said = { until: null, reason: 'wacht op Jansen' };
    const parted = partTexts('chase.paused', said);
    expect(parted).toEqual({ data: { until: null }, texts: { reason: 'wacht op Jansen' } });
    expect(withTexts('chase.paused', parted.data, parted.texts)).toEqual(said);
    expect(withTexts('chase.paused', parted.data, null)).toEqual({ until: null, reason: null });
    expect(withTexts('chase.paused', said, null)).toEqual(said); // of an older release
    expect(withTexts('chase.resumed', {}, null)).toEqual({}); // its note may be absent
    expect(partTexts('invoice.closed', { outcome: 'paid', reason: null }).texts).toBeNull();
  });

  it('takes no field that is not declared, and knows its own names only', () => {
    expect(events['promise.kept'].data.safeParse({ date: '2026-02-13' }).success).toBe(true);
    expect(events['promise.kept'].data.safeParse({ date: '2026-02-13', name: 'Jansen' }).success).toBe(false);
    expect(events['promise.kept'].data.safeParse({ date: '2026-02-31' }).success).toBe(false);
    expect(['payment.received', 'payment.recieved', 'toString', '__proto__'].filter(isEventType)).toEqual(['payment.received']);
  });
});
