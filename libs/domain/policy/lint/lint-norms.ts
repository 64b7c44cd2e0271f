/**
 * Warnings about a policy that is allowed but unusual for a Dutch creditor: contact on Sundays and holidays or more often than the norm,
 * interest before anything is late. These are no errors: the engine does what the policy says.
 */
import { channelsOf } from '../situation/channel-choice.js';
import { parseWeekdays } from '../language/compile.js';
import { type Channel, channels } from '../facts/facts.js';
import type { Policy, Step } from '../language/policy.js';
import type { Finding } from '../language/shape.js';

/** Our own norm of contact, over all invoices of a debtor: one a day, three in any seven days. The law gives no number. */
const contactNorm = { perDay: 1, perWeek: 3 } as const;

const sunday = 1 << 7;

/** The channels by which a policy reaches debtors. Letters do not count: when they are printed nobody notices. */
function contactChannels({ steps }: Policy): readonly Channel[] {
  const uses = (channel: Channel) => (step: Step) => channelsOf(step).includes(channel) || step.alsoVia?.includes(channel);
  return channels.filter((channel) => channel !== 'letter' && steps.some(uses(channel)));
}

// No contact on Sundays and holidays (Besluit kwaliteit incassodienstverlening art. 4.2 lid 2), taken as the norm for every creditor.
function contactDays(policy: Policy): Finding[] {
  const used = contactChannels(policy);
  if (policy.calendar === 'nl-legal' || used.length === 0) return [];
  const holidays = {
    pointer: '/calendar',
    code: 'holiday-contact',
    detail: `"${policy.calendar}" does not keep all Dutch holidays (Bki art. 4.2 lid 2); "nl-legal" does`,
  };
  const onSundays = (channel: Channel): boolean => {
    const days = policy.weekdays[channel];
    // Bank days keep the Sundays.
    return policy.calendar === 'none' && days !== undefined && ((parseWeekdays(days) ?? 0) & sunday) !== 0;
  };
  return [
    holidays,
    ...used.filter(onSundays).map((channel) => ({
      pointer: `/weekdays/${channel}`,
      code: 'sunday-contact',
      detail: 'debtors are contacted on Sundays (Bki art. 4.2 lid 2)',
    })),
  ];
}

function contactCaps({ contactCap }: Policy): Finding[] {
  return (['perDay', 'perWeek'] as const)
    .filter((cap) => contactCap[cap] > contactNorm[cap])
    .map((cap) => ({ pointer: `/contactCap/${cap}`, code: 'frequent-contact', detail: `more than the norm of ${contactNorm[cap]}` }));
}

const hasInterest = ({ charges }: Step): boolean => charges?.interest !== undefined && charges.interest !== 'none';

/** Interest begins on the day after the due date at the earliest (6:119, 6:119a, 6:119b BW). */
function earlyInterest({ steps }: Policy): Finding[] {
  return steps.flatMap((step, index) => {
    const { anchor, months = 0, days } = step.trigger;
    const beforeLate = (anchor === 'dueDate' || anchor === 'oldestOpenDueDate') && months <= 0 && days <= 0;
    if (!beforeLate || !hasInterest(step)) return [];
    return [{ pointer: `/steps/${index}/charges/interest`, code: 'interest-before-due', detail: 'no interest runs up to the due date' }];
  });
}

/** Everything in a policy that is allowed and unusual. */
export const normWarnings = (policy: Policy): readonly Finding[] =>
  [...contactDays(policy), ...contactCaps(policy), ...earlyInterest(policy)].map((finding) => ({
    ...finding,
    detail: `${finding.pointer}: ${finding.detail}`,
  }));
