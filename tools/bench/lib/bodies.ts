/** What a bench sends, and the policy its invoices are chased by. */

/**
 * Five reminders with nothing in their way: any hour, any day, no caps. Two days apart, counted from the day of the one before, so that
 * between any two lies at least one day and always a timer, however late a busy machine was with the first.
 */
export const fiveReminders = {
  key: 'bench-five',
  name: 'Five reminders',
  scope: 'invoice',
  timeZone: 'Europe/Amsterdam',
  calendar: 'none',
  runDays: 'daily',
  sendingWindows: { email: '00:00-24:00' },
  weekdays: { email: 'mon-sun' },
  jitterMinutes: 0,
  contactCap: { perDay: 10, perWeek: 50 },
  minimumDaysBetweenContacts: 0,
  merge: 'none',
  minimumOpenAmount: { EUR: 1 },
  graceDays: 0,
  catchUp: 'one-step',
  steps: [1, 2, 3, 4, 5].map((n) => ({
    key: `reminder-${n}`,
    kind: 'message',
    trigger: { anchor: n === 1 ? 'chaseStart' : 'previousStep', days: 2, align: 'none' },
    channels: ['email'],
    template: 'reminder',
    tone: 'friendly',
  })),
};

/** An invoice of 121.00 euros with a debtor of its own, as most creates of a day are. */
export function invoiceBody(name: string, over: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    debtor: { name: `Bakkerij ${name} B.V.`, kind: 'company', email: `${name}@example.com`, externalId: `bench-${name}` },
    number: `B-${name}`,
    total: { amount: 12_100, currency: 'EUR' },
    contract: { termBasis: 'agreed' },
    ...over,
  });
}

/** The day of an instant, in UTC: a bench does not mind being a day off around midnight. */
export const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
