/** The steps that were taken and the contacts that were made, as the ledger has them: one line of text an entry. */
import type { Instant } from '#domain/calendar/zone.js';
import { type Channel, channels, type Contact, type StepResult, stepResults, type TakenStep } from '#domain/policy/facts/facts.js';
import { epoch } from './fact-columns.js';
import { push } from './lists.js';
import { toFormerAddress } from './recipient.sql.js';
import { known, table } from './words.js';

/** One entry of a debtor's ledger. */
export interface LedgerEntry {
  readonly invoiceId: string;
  readonly kind: string;
  readonly step: string;
  readonly occurrence: number;
  readonly at: Instant;
  readonly result: StepResult;
  readonly channel: Channel | null;
  readonly outcome: string | null;
  readonly deadline: Instant | null;
  readonly toFormerAddress: boolean;
  readonly cycle: number;
}

/** Of `l` the entries that were steps; a withdrawn one never happened, a copy and a confirmation are none. */
export const isStepSql = `l.result <> 'withdrawn' and l.kind not in ('copy', 'confirmation')`;

/** All entries of a group of `l` in order of time. Steps of earlier cycles are there: a reopened invoice goes on at its stage. */
export const linesSql = `string_agg(concat(l.invoice_id, '|', l.kind, '|', l.step, '|', l.occurrence, '|', ${epoch('l.at')}, '|', l.result, '|', l.channel, '|',
  l.outcome, '|', ${epoch('l.deadline')}, '|',
  case when l.result = 'failed' and (select ${toFormerAddress('l')} from debtor d where d.id = l.debtor_id) then 't' end, '|', l.cycle), e'\\n' order by l.at, l.recorded_at)`;

const results = table(stepResults);
const ways = table(channels);

const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
const numberOrNull = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

function entryOf(line: string): LedgerEntry {
  const part = line.split('|');
  const channel = orNull(part[6]);
  return {
    invoiceId: part[0] ?? '',
    kind: part[1] ?? '',
    step: part[2] ?? '',
    occurrence: Number(part[3]),
    at: Number(part[4]),
    result: known(results, part[5]),
    channel: channel === null ? null : known(ways, channel),
    outcome: orNull(part[7]),
    deadline: numberOrNull(part[8]),
    toFormerAddress: part[9] === 't',
    cycle: Number(part[10]),
  };
}

/** What {@link linesSql} gives; null for a group of nothing. */
export const ledgerOf = (lines: string | null): LedgerEntry[] => (lines === null ? [] : lines.split('\n').map(entryOf));

/** By invoice id, in order of time. */
export type LinesByInvoice = ReadonlyMap<string, readonly LedgerEntry[]>;

/** The entries of a ledger by their invoices. */
export function byInvoice(ledger: readonly LedgerEntry[]): LinesByInvoice {
  const lists = new Map<string, LedgerEntry[]>();
  for (const entry of ledger) push(lists, entry.invoiceId, entry);
  return lists;
}

/** A step as decisions know it: in which cycle it was taken is nothing to them. */
export const takenStep = (entry: LedgerEntry): TakenStep => ({
  step: entry.step,
  occurrence: entry.occurrence,
  at: entry.at,
  result: entry.result,
  channel: entry.channel,
  outcome: entry.outcome,
  deadline: entry.deadline,
  toFormerAddress: entry.toFormerAddress,
});

const contactKinds = ['message', 'call'];
const contactResults = ['claimed', 'sent', 'delivered', 'unknown', 'open', 'done'];
const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Contacts that caps and distances look at. */
const mostContacts = 50;

/** Contacts that were made or may have been made, and one that the debtor complained of: it reached him. The condition is {@link isContact} in SQL. */
const isContactSql = `l.kind in (${quoted(contactKinds)}) and (l.result in (${quoted(contactResults)}) or l.result = 'failed' and l.outcome = 'complained')`;

const kindsOfContact: ReadonlySet<string> = new Set(contactKinds);
const resultsOfContact: ReadonlySet<string> = new Set(contactResults);
const isContact = ({ kind, result, outcome }: LedgerEntry): boolean =>
  kindsOfContact.has(kind) && (resultsOfContact.has(result) || (result === 'failed' && outcome === 'complained'));

/** The last contacts of the debtor `d` over all of his invoices, closed ones too. A message that covers several invoices is one contact. */
export const contactsSql = `
select coalesce(json_agg(json_build_object('at', x.at, 'channel', x.channel) order by x.at), '[]') from (
  select ${epoch('min(l.at)')} as at, min(l.channel) as channel from ledger l where l.debtor_id = d.id and ${isContactSql}
  group by coalesce(l.message_id, l.id) order by 1 desc limit ${mostContacts}) x`;

/** The same from the lines of a debtor. One message about several invoices has one instant, and is one contact. */
export function contactsOf(ledger: readonly LedgerEntry[]): Contact[] {
  const contacts: Contact[] = [];
  for (const entry of ledger) {
    const { at, channel } = entry;
    if (channel !== null && isContact(entry) && contacts.at(-1)?.at !== at) contacts.push({ at, channel });
  }
  return contacts.length > mostContacts ? contacts.slice(-mostContacts) : contacts;
}
