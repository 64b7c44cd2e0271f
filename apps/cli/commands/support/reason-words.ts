/** Codes of the API in the words of the field. */
const words: Readonly<Record<string, string>> = {
  'due-by-policy': 'its policy says so',
  'run-now': 'a person asked for it',
  'no-step-left': 'its policy has no step left',
  disputed: 'it is disputed',
  'on-hold': 'its debtor is on hold',
  paused: 'a person has paused it',
  promised: 'the debtor has promised to pay',
  'payment-plan': 'a payment plan runs',
  'plan-ended': 'a payment plan has ended',
  'do-not-contact': 'its debtor may not be contacted',
  insolvent: 'its debtor is insolvent',
  deceased: 'its debtor has died',
  'time-barred': 'the claim is barred by limitation',
  'below-minimum': 'too little is open to ask for',
  'unmatched-money': 'there is money of the debtor that nobody has matched',
  'direct-debit-pending': 'a direct debit is pending',
  'awaiting-outcome': 'somebody has to say what came of a call',
  'awaiting-approval': 'somebody has to approve it',
  'awaiting-delivery': 'a message has not been delivered yet',
  'send-in-flight': 'a message is leaving',
  'outcome-unknown': 'nobody knows whether a message arrived',
  'no-channel': 'there is no way to reach the debtor',
  'legal-gate': 'the law does not allow it yet',
  'notice-running': 'the term of a formal notice runs',
  postponed: 'a person has postponed it',
  'run-day': 'it waits for its weekday',
  calendar: 'it waits for a working day',
  'sending-window': 'it waits for the hours in which messages leave',
  'contact-cap': 'the debtor has had enough messages for now',
  'minimum-distance': 'the last contact is too short ago',
  'skipped-by-operator': 'a person has skipped it',
  'past-its-sense': 'its time has passed',
  'before-adoption': 'it lies before the invoice came here',
  'not-for-this-debtor': 'it is not meant for such a debtor',
  overtaken: 'a later step was taken',
  'follows-oldest': 'it goes with the oldest invoice of the debtor',
  'no-telephone': 'no telephone number is known',
};

/** What a reason says; a code that is new here stays a code. */
export const inWords = (code: string | null | undefined): string => (code ? (words[code] ?? code) : '');

/**
 * Who did it, for people: the chase, a provider, an API key by its name (by its last characters where an older API does not tell it). The
 * whole of it is in `-o json`.
 */
export function actorName(actor: string | null | undefined, name?: string | null): string {
  if (name) return name;
  if (!actor) return '';
  if (actor === 'workflow') return 'the chase';
  const [kind = '', which = ''] = actor.split(':', 2);
  if (kind === 'policy') return `the policy ${which}`;
  if (kind === 'provider') return which.charAt(0).toUpperCase() + which.slice(1);
  return kind === 'key' ? `key ...${which.slice(-6)}` : actor;
}

/** Who has a task: the person, or the key that took it, named as {@link actorName} names it. */
export const assigneeName = (assignee: string | null | undefined, name?: string | null): string =>
  actorName(assignee?.startsWith('key_') ? `key:${assignee}` : assignee, name);
