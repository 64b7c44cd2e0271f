import type { IsoDate } from '../calendar/iso-date.js';

/** One confirmed rate: in percent a year from `from` on, where it was read and when. */
export interface RateRow {
  readonly kind: 'consumer' | 'commercial';
  readonly from: IsoDate;
  readonly percent: string;
  readonly source: string;
  readonly checkedOn: IsoDate;
}
