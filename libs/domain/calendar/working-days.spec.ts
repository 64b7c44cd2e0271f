import { expect, it } from 'vitest';
import { holidayName, isWorkingDay, nextWorkingDay, isContactDay } from './working-days.js';
it('knows the cases of the law', () => {
  expect(holidayName('2026-04-03', 'nl-legal')).toBe('Goede Vrijdag');
  expect(nextWorkingDay('2026-05-14', 'nl-legal')).toBe('2026-05-18');
  expect(isWorkingDay('2027-05-05', 'nl-legal')).toBe(false);
  expect(isContactDay('2026-11-21', 'nl-legal')).toBe(true);
  expect(isContactDay('2026-12-26', 'nl-legal')).toBe(false);
  expect(holidayName('2006-04-29', 'nl-legal')).toBe('Koninginnedag');
});
