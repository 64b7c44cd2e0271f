/** What comes to an account, and in which order. */
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import type { SimulationEvent } from './events.js';
import { timetableOf } from './timetable.js';

const from = amsterdam('2026-09-01T00:00');
const invoice = (id: string, registered: string) => someInvoice(0, { id, registeredAt: amsterdam(registered) });
const old = invoice('old', '2026-08-20T10:00');
const pause = (on: string, about = 'old'): SimulationEvent => ({ type: 'pause', on, invoice: about, until: null });
const resume = (on: string, about = 'old'): SimulationEvent => ({ type: 'resume', on, invoice: about });

function tableOf(invoices: readonly ReturnType<typeof invoice>[], events?: readonly SimulationEvent[]) {
  const { known, upcoming: coming } = timetableOf({ debtor: someDebtor(), invoices }, { from, events }, 'Europe/Amsterdam');
  const line = (next: (typeof coming)[number]): string =>
    'invoice' in next ? `${next.at - from} ${next.invoice.id} registered` : `${next.at - from} ${next.event.invoice} ${next.event.type}`;
  return { known: known.map(({ id }) => id), coming: coming.map(line) };
}
const after = (text: string): number => amsterdam(text) - from;

describe('an invoice', () => {
  it('that was registered by the start is there at the start, and does not come again', () => {
    expect(tableOf([old, invoice('now', '2026-09-01T00:00')])).toEqual({ known: ['old', 'now'], coming: [] });
  });

  it('that is registered later comes at that instant, whatever the order of the list', () => {
    const third = invoice('third', '2026-09-03T09:00');
    const second = invoice('second', '2026-09-02T09:00');
    expect(tableOf([third, second, old])).toEqual({
      known: ['old'],
      coming: [`${after('2026-09-02T09:00')} second registered`, `${after('2026-09-03T09:00')} third registered`],
    });
  });
});

describe('an event', () => {
  it('comes at the start of its day, whatever the order of the list', () => {
    expect(tableOf([old], [resume('2026-09-05'), pause('2026-09-03')]).coming).toEqual([
      `${after('2026-09-03T00:00')} old pause`,
      `${after('2026-09-05T00:00')} old resume`,
    ]);
  });

  it('of a day before the start comes at the start, the earlier day first', () => {
    expect(tableOf([old], [resume('2026-08-25'), pause('2026-08-22')]).coming).toEqual(['0 old pause', '0 old resume']);
    expect(tableOf([old], [resume('2026-08-22'), pause('2026-08-25')]).coming).toEqual(['0 old resume', '0 old pause']);
  });

  it('waits for its invoice to be registered', () => {
    const late = invoice('late', '2026-09-10T12:00');
    expect(tableOf([late], [pause('2026-09-10', 'late'), resume('2026-09-11', 'late')]).coming).toEqual([
      `${after('2026-09-10T12:00')} late registered`,
      `${after('2026-09-10T12:00')} late pause`,
      `${after('2026-09-11T00:00')} late resume`,
    ]);
  });

  it('comes between the invoices that are registered before and after it', () => {
    const late = invoice('late', '2026-09-10T12:00');
    expect(tableOf([late, old], [pause('2026-09-03'), resume('2026-09-20')]).coming).toEqual([
      `${after('2026-09-03T00:00')} old pause`,
      `${after('2026-09-10T12:00')} late registered`,
      `${after('2026-09-20T00:00')} old resume`,
    ]);
  });

  it('about no invoice of the account never comes', () => {
    expect(tableOf([old], [pause('2026-09-03', 'nobody'), resume('2026-09-04')]).coming).toEqual([
      `${after('2026-09-04T00:00')} old resume`,
    ]);
  });
});
