import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Language } from '#domain/policy/facts/facts.js';
import { isPaymentPlanStep, type PaymentPlanStepKey } from '#domain/policy/situation/payment-plan.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';
import { formatDate } from './format.js';

/** The step that follows a message, and its date in the tenant's zone; null when nothing follows by itself. */
export interface NextStep {
  readonly step: Pick<PlannedStep, 'kind' | 'legal'> & { readonly key?: string };
  readonly on: IsoDate | null;
}

type Announcement = 'message' | 'call' | 'notice' | 'last-letter' | 'handover' | 'person' | 'undecided' | PaymentPlanStepKey;

/** A handover has no date here: after a notice it follows the notice's term, which is counted from delivery. */
const sentences: Readonly<Record<Language, Readonly<Record<Announcement, (when: string) => string>>>> = {
  nl: {
    message: (when) => `Ontvangen wij geen betaling of reactie van u, dan sturen wij u${when} een nieuw bericht.`,
    call: (when) => `Ontvangen wij geen betaling of reactie van u, dan bellen wij u${when} om samen een oplossing te vinden.`,
    notice: (when) => `Ontvangen wij geen betaling of reactie van u, dan sturen wij u${when} een brief met een laatste termijn.`,
    'last-letter': () => 'Ontvangen wij geen betaling of reactie van u, dan krijgt u eerst nog een brief met een laatste termijn.',
    handover: () => 'Ontvangen wij geen betaling of reactie van u, dan kunnen wij de vordering overdragen aan een incassobureau.',
    'instalment-due': (when) => `Wij sturen u${when} een bericht over de volgende termijn.`,
    'instalment-missed': () => 'Komt de termijn niet op tijd binnen, dan laten wij u dat weten.',
    'plan-ended': () => 'Ontvangen wij de termijn dan nog niet, dan eindigt de regeling en vragen wij het hele open bedrag.',
    person: () => 'Ontvangen wij geen betaling of reactie van u, dan neemt een medewerker contact met u op.',
    undecided: () => 'Ontvangen wij geen betaling of reactie van u, dan bekijken wij wat de volgende stap is.',
  },
  en: {
    message: (when) => `If we receive no payment or reply from you, we will send you another message${when}.`,
    call: (when) => `If we receive no payment or reply from you, we will call you${when} to find a solution together.`,
    notice: (when) => `If we receive no payment or reply from you, we will send you a letter with a final deadline${when}.`,
    'last-letter': () => 'If we receive no payment or reply from you, you will first be sent another letter with a final deadline.',
    handover: () => 'If we receive no payment or reply from you, we may hand the claim over to a collection agency.',
    'instalment-due': (when) => `We will send you a message about the next payment${when}.`,
    'instalment-missed': () => 'If the payment does not arrive in time, we will let you know.',
    'plan-ended': () => 'If we have not received the payment by then, the plan ends and we ask for all that is open.',
    person: () => 'If we receive no payment or reply from you, a member of our staff will contact you.',
    undecided: () => 'If we receive no payment or reply from you, we will consider what the next step is.',
  },
};

const around: Readonly<Record<Language, string>> = { nl: 'rond', en: 'around' };

function announcementOf(next: NextStep | null): Announcement {
  if (next?.step.key !== undefined && isPaymentPlanStep(next.step.key)) return next.step.key;
  if (next === null) return 'undecided';
  if (next.step.kind === 'internal') return 'person';
  if (next.step.kind === 'message') return next.step.legal === 'formal-notice' ? 'notice' : 'message';
  return next.step.kind;
}

/** What follows a notice of default: never anything harder than the letter with the last term. Its day hangs on the delivery of the notice. */
export const afterNoticeOfDefault = (language: Language): string => sentences[language]['last-letter']('');

/** One sentence that says what happens if nothing happens: every message carries it. */
export function nextStepText(next: NextStep | null, language: Language): string {
  const on = next?.on ?? null;
  return sentences[language][announcementOf(next)](on === null ? '' : ` ${around[language]} ${formatDate(on, language)}`);
}
