import type { IsoDate } from '#domain/calendar/iso-date.js';

/** A term of ten years from here ends in 2189: time enough for every step after it before the calendar ends, in 2199. */
export const lastIssueDate: IsoDate = '2179-12-31';
