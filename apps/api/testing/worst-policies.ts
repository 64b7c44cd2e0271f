/** What-ifs that are as much work as the policy language allows, in some kilobytes: found by trying some two hundred at random (see ADR 0018). */
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { standaard } from '#domain/policy/language/policies.js';

const manySteps = (kind: object, count = 60): object[] => Array.from({ length: count }, (_, index) => ({ key: `s${index}`, ...kind }));

const restless = {
  ...Object(policyToJson(standaard)),
  key: 'worst',
  calendar: 'none',
  contactCap: { perDay: 10, perWeek: 50 },
  minimumDaysBetweenContacts: 0,
  jitterMinutes: 0,
  catchUp: 'every-run',
};
const mail = { kind: 'message', channels: ['email'], repeat: { everyDays: 1 } };
const note = { kind: 'internal', repeat: { everyDays: 1 } };

/** By what makes each of them large. */
export const worstPolicies: Readonly<Record<string, object>> = {
  'steps that each repeat by themselves': {
    ...restless,
    progress: 'independent',
    steps: manySteps({ ...mail, trigger: { anchor: 'dueDate', days: 1 } }),
  },
  'drafts that are made anew each day': {
    ...restless,
    progress: 'independent',
    sending: 'by-hand',
    unsent: 'repeats',
    runDays: { monthDays: [31] },
    steps: manySteps({ ...mail, trigger: { anchor: 'oldestOpenDueDate', days: 30 }, approval: 'required', deadlineDays: 1 }),
  },
  'notes in debtor scope on one day a week': {
    ...restless,
    scope: 'debtor',
    counts: 'overdue',
    progress: 'independent',
    runDays: { weekdays: ['mon'] },
    graceDays: 300,
    steps: manySteps({ ...note, trigger: { anchor: 'oldestOpenDueDate', days: 30 }, lapses: false }),
  },
  'days that hardly ever come': {
    ...restless,
    progress: 'independent',
    runDays: { dates: ['2028-12-01'] },
    steps: manySteps({ ...mail, trigger: { anchor: 'dueDate', days: 1 } }),
  },
};

/** Invoices of a what-if: of one debtor, who is merged and capped, or of one each. */
export const whatIf = (policy: object, { invoices, debtors }: { invoices: number; debtors: number }): object => ({
  policy,
  invoices: Array.from({ length: invoices }, (_, index) => ({
    number: `F-${index}`,
    debtor: { externalId: `D-${index % debtors}`, kind: 'company' },
    issueDate: '2026-01-05',
    dueDate: '2026-01-06',
    total: { amount: 100_000, currency: 'EUR' },
  })),
  until: '2029-01-01',
});
