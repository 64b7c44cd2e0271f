/**
 * Days equated with holidays by royal decree (ATW art. 3 lid 3), for about three years at a time. Data, to be extended when the next
 * decree is in the Staatsblad: {@link decreeDaysKnown} says until when the list is complete, so that a caller can warn in time.
 */
import type { IsoDate } from './iso-date.js';

/** One decree day with where it was seen. */
export interface DecreeDay {
  readonly date: IsoDate;
  /** What the day lies between or behind. */
  readonly occasion: string;
}

/** Source: titles of the decrees as quoted by two public sources; the texts themselves were not seen. */
export const decreeDays: readonly DecreeDay[] = [
  { date: '2023-04-28', occasion: 'dag na Koningsdag' },
  { date: '2023-05-19', occasion: 'dag na Hemelvaartsdag' },
  { date: '2024-05-10', occasion: 'dag na Hemelvaartsdag' },
  { date: '2024-12-27', occasion: 'dag na Tweede Kerstdag' },
  { date: '2025-05-30', occasion: 'dag na Hemelvaartsdag' },
  { date: '2026-01-02', occasion: 'dag na Nieuwjaarsdag' },
  { date: '2026-05-15', occasion: 'dag na Hemelvaartsdag' },
  { date: '2027-05-07', occasion: 'dag na Hemelvaartsdag' },
  { date: '2028-04-28', occasion: 'dag na Koningsdag' },
  { date: '2028-05-26', occasion: 'dag na Hemelvaartsdag' },
];

/** First and last day between which {@link decreeDays} is complete. */
export const decreeDaysKnown: { readonly from: IsoDate; readonly to: IsoDate } = { from: '2023-01-01', to: '2028-12-31' };
