import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EventDesk, events, isEventType } from './catalogue.js';
import { eventsPage } from './events-page.js';

const root = join(import.meta.dirname, '..', '..', '..');
const rooms = ['activities', 'apps/api', 'apps/worker', 'libs/casebook', 'libs/database', 'libs/dispatch'];
const sources = rooms
  .flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
  .filter((path) => path.endsWith('.ts') && !/\.spec\.ts$|\/testing\/|\/migrations\//.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

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
    const desk: EventDesk = { recordEvent: async (type) => type };
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

  it('takes no field that is not declared, and knows its own names only', () => {
    expect(events['promise.kept'].data.safeParse({ date: '2026-02-13' }).success).toBe(true);
    expect(events['promise.kept'].data.safeParse({ date: '2026-02-13', name: 'Jansen' }).success).toBe(false);
    expect(events['promise.kept'].data.safeParse({ date: '2026-02-31' }).success).toBe(false);
    expect(['payment.received', 'payment.recieved', 'toString', '__proto__'].filter(isEventType)).toEqual(['payment.received']);
  });
});
