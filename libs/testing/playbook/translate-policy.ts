/** Another product's policy in our language. Nothing here bends the engine: what comes out is a policy that `parsePolicy` accepts. */
import type { Channel } from '#domain/policy/facts/facts.js';
import type { Json } from '#domain/policy/language/parse-policy.js';
import type { Anchor } from '#domain/policy/language/policy.js';
import type { PeerFile, PeerPolicy, PeerStep } from './peer-format.js';

const anchors: Readonly<Record<string, Anchor>> = {
  due_date: 'dueDate',
  invoice_date: 'issueDate',
  previous_contact: 'previousStep',
  oldest_open_invoice_date: 'oldestOpenIssueDate',
  oldest_open_due_date: 'oldestOpenDueDate',
  none: 'chaseStart',
};

const roads: Readonly<Record<string, readonly Channel[]>> = {
  email: ['email'],
  letter: ['letter'],
  sms: ['sms'],
  'email+letter': ['email', 'letter'],
  phone_task: ['call'],
  state: [],
};

/** The channels that a contact of the other format goes by. */
export const roadOf = (channel: string): readonly Channel[] => roads[channel] ?? [];

/** Our key of a policy. */
export const policyKey = (id: string): string => (/^[a-z]/.test(id) ? id : `days-${id}`);

/** Our key of a step; states keep their names, for they are what is told. */
export const stepKey = ({ no, name, channel }: PeerStep): string => (channel === 'state' ? name : `step-${no}`);

type Fields = Readonly<Record<string, Json | undefined>>;
const given = (fields: Fields): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));

const from = (least: Json): Json => ({ from: least });

function condition({ when }: PeerStep, currencies: readonly string[]): Json | undefined {
  if (!when) return undefined;
  const every = when.min_open_cents;
  const byCurrency =
    when.min_open_by_currency ?? (every === undefined ? undefined : Object.fromEntries(currencies.map((code) => [code, every])));
  const only = given({
    amount: byCurrency && Object.fromEntries(Object.entries(byCurrency).map(([code, least]) => [code, from(least)])),
    openInvoices: when.min_open_count === undefined ? undefined : from(when.min_open_count),
  });
  return Object.keys(only).length === 0 ? undefined : only;
}

function charges({ fee, interest }: PeerStep): Json | undefined {
  if (!fee && !interest) return undefined;
  return given({
    fixedFee: fee?.amount_cents,
    feeCurrency: fee?.currency,
    interest: interest?.percent_per_year,
    yearDays: interest?.year_days,
  });
}

function content(step: PeerStep): Fields {
  const [main, ...copies] = roadOf(step.channel);
  if (step.channel === 'state') return { kind: 'internal' };
  if (main === 'call') return { kind: 'call', script: 'call' };
  return { kind: 'message', channels: main === undefined ? [] : [main], alsoVia: copies.length > 0 ? copies : undefined, template: 'text' };
}

function translateStep(step: PeerStep, { policy, currencies }: Translation): Json {
  const { trigger, repeat, when } = step;
  const previous = policy.steps[policy.steps.indexOf(step) - 1];
  const only = condition(step, currencies);
  return given({
    key: stepKey(step),
    ...content(step),
    trigger: given({
      anchor: anchors[trigger.anchor],
      months: trigger.months,
      days: trigger.days,
      align: trigger.end_of_month ? 'endOfMonth' : 'none',
    }),
    only,
    unfit: only !== undefined && policy.progress === 'ladder' ? 'wait' : undefined,
    // Missed steps are caught up there, also those that were meant for the days before the due date.
    lapses: trigger.anchor.endsWith('due_date') && trigger.days < 0 ? false : undefined,
    // An open call task holds nothing up there: it is a contact that was made.
    requires: previous?.channel === 'phone_task' ? 'any' : undefined,
    minimumDaysAfterPrevious: when?.min_days_since_previous,
    repeat: repeat && given({ everyDays: repeat.days, everyMonths: repeat.months, max: repeat.max }),
    charges: charges(step),
    effect: step.effect && 'write-off',
  });
}

interface Translation {
  readonly policy: PeerPolicy;
  readonly currencies: readonly string[];
}

const allDay = '00:00-24:00';
const everyDay = 'mon-sun';
const onAll = (text: string): Json => ({ email: text, sms: text, letter: text, call: text });

/** The policy in our language: no calendar, no windows, no caps of ours, and whatever it says itself. */
export function translatePolicy(policy: PeerPolicy, file: PeerFile): Json {
  const currencies = [...new Set(file.scenarios.flatMap(({ invoices }) => invoices.map(({ currency }) => currency)))].sort();
  const climbs = policy.follows === 'debtor' && policy.progress === 'ladder';
  return given({
    key: policyKey(policy.id),
    name: policy.id,
    scope: policy.follows === 'debtor' ? 'debtor' : 'invoice',
    timeZone: 'UTC',
    calendar: 'none',
    sendingWindows: onAll(allDay),
    weekdays: onAll(everyDay),
    jitterMinutes: 0,
    contactCap: { perDay: 10, perWeek: 50 },
    minimumDaysBetweenContacts: 0,
    merge: 'none',
    catchUp: policy.past_steps === 'skip' ? 'skip' : 'every-run',
    progress: policy.progress === 'ladder' ? undefined : policy.progress,
    counts: climbs ? 'overdue' : undefined,
    sending: policy.sending === 'manual' ? 'by-hand' : undefined,
    unsent: policy.unsent === 'repeats' ? 'repeats' : undefined,
    currency: policy.currency,
    steps: policy.steps.map((step) => translateStep(step, { policy, currencies })),
  });
}
