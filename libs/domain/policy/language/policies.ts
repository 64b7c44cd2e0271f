/** The ready-made policies: every new tenant has them all and chases with `standaard` until another one is chosen. */
import { usualZone } from '../../calendar/zone.js';
import type { Language } from '../facts/facts.js';
import type { Policy, Step } from './policy.js';

/** A policy with its name in each language. */
export interface ReadyMadePolicy {
  readonly policy: Policy;
  readonly names: Readonly<Record<Language, string>>;
  /** For whom it is meant. */
  readonly purpose: Readonly<Record<Language, string>>;
}

const common = {
  scope: 'invoice',
  timeZone: usualZone,
  calendar: 'nl-legal',
  runDays: 'daily',
  sendingWindows: { email: '08:00-18:00', sms: '09:00-18:00', whatsapp: '09:00-18:00', letter: '08:00-15:00', call: '09:00-17:30' },
  weekdays: { sms: 'mon-fri', call: 'mon-fri' },
  jitterMinutes: 45,
  contactCap: { perDay: 1, perWeek: 3 },
  minimumDaysBetweenContacts: 3,
  merge: 'day',
  minimumOpenAmount: { EUR: 500n },
  graceDays: 0,
  catchUp: 'one-step',
} as const satisfies Partial<Policy>;

const due = (days: number) => ({ anchor: 'dueDate', days }) as const;

const preDue = (days: number): Step => ({
  key: 'pre-due',
  kind: 'message',
  trigger: due(days),
  channels: ['email'],
  template: 'pre-due',
  tone: 'friendly',
});

const reminder = (days: number, tone: 'attent' | 'friendly' | 'businesslike'): Step => ({
  key: 'reminder',
  kind: 'message',
  trigger: due(days),
  channels: ['email', 'whatsapp', 'sms'],
  template: 'reminder',
  tone,
});

const call = (days: number): Step => ({
  key: 'call',
  kind: 'call',
  trigger: due(days),
  script: 'overdue',
  deadlineDays: 5,
  confirmInWriting: true,
});

const urgent = (days: number): Step => ({
  key: 'urgent',
  kind: 'message',
  trigger: due(days),
  channels: ['email', 'whatsapp', 'sms'],
  template: 'urgent-reminder',
  tone: 'urgent',
});

const notice = (days: number): Step => ({
  key: 'notice',
  kind: 'message',
  trigger: due(days),
  channels: ['letter'],
  alsoVia: ['email'],
  template: 'formal-notice',
  tone: 'formal',
  legal: 'formal-notice',
});

const handover: Step = { key: 'handover', kind: 'handover', trigger: { anchor: 'noticeExpiry', days: 1 }, approval: 'required' };

const checkIn = (days: number, segments?: readonly string[]): Step => ({
  key: 'check-in',
  kind: 'call',
  trigger: due(days),
  ...(segments ? { only: { segments } } : {}),
  script: 'check-in',
  deadlineDays: 5,
});

/** The default timetable: few days before, +5 friendly, +14 phone, +30 formal notice, then a person decides on the handover. */
export const standaard: Policy = {
  key: 'standaard',
  name: 'Standaard',
  ...common,
  steps: [checkIn(-10, ['key_account']), preDue(-3), reminder(5, 'friendly'), call(14), notice(30), handover],
};

/** For customers whose relation weighs more: after the call nothing happens by itself. */
export const attent: Policy = {
  key: 'attent',
  name: 'Attent',
  ...common,
  steps: [
    checkIn(-10),
    preDue(-5),
    reminder(7, 'attent'),
    // Without a deadline: the chase waits for the person who called.
    { key: 'call', kind: 'call', trigger: due(14), script: 'overdue', confirmInWriting: true },
  ],
};

/** For debtors who are a risk: earlier, and a last warning before the notice. */
export const strak: Policy = {
  key: 'strak',
  name: 'Strak',
  ...common,
  steps: [preDue(-7), reminder(1, 'businesslike'), call(7), urgent(14), notice(21), handover],
};

/** For public bodies: thirty days more at every rung (6:119b BW). */
export const overheid: Policy = {
  key: 'overheid',
  name: 'Overheid',
  ...common,
  steps: [checkIn(-10, ['key_account']), preDue(-3), reminder(35, 'friendly'), call(44), notice(60), handover],
};

/** For direct debit: waits while a collection is under way and starts when it comes back (storno). */
export const incasso: Policy = {
  key: 'incasso',
  name: 'Incasso',
  ...common,
  steps: [
    {
      key: 'storno',
      kind: 'message',
      trigger: due(1),
      channels: ['email', 'whatsapp', 'sms'],
      template: 'direct-debit-returned',
      tone: 'friendly',
    },
    reminder(8, 'businesslike'),
    call(15),
    notice(30),
    handover,
  ],
};

/** All of them, the default first. */
export const readyMadePolicies: readonly ReadyMadePolicy[] = [
  {
    policy: standaard,
    names: { nl: 'Standaard', en: 'Standard' },
    purpose: { nl: 'Voor de meeste klanten', en: 'For most customers' },
  },
  {
    policy: attent,
    names: { nl: 'Attent', en: 'Considerate' },
    purpose: { nl: 'Voor vaste klanten: na het telefoongesprek beslist een mens', en: 'For key accounts: after the call a person decides' },
  },
  {
    policy: strak,
    names: { nl: 'Strak', en: 'Strict' },
    purpose: { nl: 'Voor klanten met een risico', en: 'For customers who are a risk' },
  },
  {
    policy: overheid,
    names: { nl: 'Overheid', en: 'Government' },
    purpose: { nl: 'Voor overheden: dertig dagen later', en: 'For public bodies: thirty days later' },
  },
  {
    policy: incasso,
    names: { nl: 'Incasso', en: 'Direct debit' },
    purpose: { nl: 'Voor automatische incasso: begint bij een storno', en: 'For direct debit: starts when a collection comes back' },
  },
];

/** Key of the policy that is used unless another one is chosen. */
export const defaultPolicyKey = standaard.key;
