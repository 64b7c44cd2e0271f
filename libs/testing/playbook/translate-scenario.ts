/** Another product's scenarios as plays. */
import type { PeerContact, PeerEvent, PeerFile, PeerLook, PeerPolicy, PeerScenario } from './peer-format.js';
import type { Expectations, Happening, Look, Play, PlayContact, PlayRate, Playbook } from './playbook.js';
import { policyKey, roadOf, translatePolicy } from './translate-policy.js';

/** The same object without the fields that are undefined, as JSON would have it. */
const given = <T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const happenings: Readonly<Record<string, Happening['what']>> = {
  run: 'run',
  payment: 'payment',
  payment_reversed: 'payment-reversed',
  credit_note: 'credit-note',
  credit_note_cancelled: 'credit-note-cancelled',
  loose_credit: 'loose-credit',
  write_off: 'write-off',
  write_off_undone: 'write-off-undone',
  hold: 'hold',
  hold_lifted: 'hold-lifted',
  grace: 'grace',
  contact_sent: 'draft-released',
  contact_ignored: 'contact-ignored',
  task_done: 'tasks-done',
  set_policy: 'policy-changed',
  set_thresholds: 'thresholds-changed',
  cancel_invoice: 'invoice-cancelled',
  payment_request: 'payment-request',
};

/** A decimal such as 0.9455 as a fraction; a divisor turns it over. */
function rateOf({ from, to, factor, divisor }: NonNullable<PeerScenario['fx']>[number]): PlayRate {
  const text = factor ?? divisor ?? '1';
  const [whole = '0', decimals = ''] = text.split('.');
  const [up, down] = [Number(whole + decimals), 10 ** decimals.length];
  return factor === undefined ? { from, to, numerator: down, denominator: up } : { from, to, numerator: up, denominator: down };
}

const numbered = (no: number): string => `step-${no}`;

const contact = (from: PeerContact): PlayContact =>
  given<PlayContact>({
    on: from.date,
    step: numbered(from.step),
    channels: roadOf(from.channel),
    invoice: from.invoice,
    term: from.term,
    debtor: from.debtor,
    amount: from.amount_cents,
    currency: from.currency,
    fee: from.fee_cents,
    interest: from.interest_cents,
    total: from.total_cents,
    by: from.by_event,
    draft: from.sent === false ? true : undefined,
  });

const happening = (from: PeerEvent): Happening =>
  given<Happening>({
    on: from.date,
    what: happenings[from.type],
    invoice: from.invoice,
    term: from.term,
    debtor: from.debtor,
    amount: from.amount_cents,
    until: from.until,
    step: from.at_step === undefined ? (from.step === undefined ? undefined : numbered(from.step)) : numbered(from.at_step),
    policy: from.policy && policyKey(from.policy),
    thresholds: from.min_open_by_currency,
  });

const look = (from: PeerLook): Look =>
  given<Look>({
    on: from.date,
    after: from.after_event,
    debtor: from.debtor,
    invoice: from.invoice,
    term: from.term,
    currency: from.currency,
    count: from.count,
    state: from.state,
    oneOf: from.in,
    open: from.open_cents,
    status: from.status,
  });

const expectations = ({ expected }: PeerScenario): Expectations =>
  given<Expectations>({
    contacts: expected.contacts?.map(contact),
    contactsOf: expected.contacts_only,
    contactCounts: expected.contact_count?.map(look),
    states: expected.states?.map(look),
    order: expected.order,
    next: expected.next?.map((next) => ({ ...next, step: next.step === null ? null : numbered(next.step) })),
    open: expected.open?.map(look),
    openTasks: expected.open_tasks?.map(look),
    attempts: expected.attempts?.map(look),
    refused: expected.refused,
    finished: expected.notices?.map(({ date, debtor }) => ({ on: date, debtor })),
  });

function play(from: PeerScenario): Play {
  return given<Play>({
    name: from.id,
    policy: from.policy && policyKey(from.policy),
    days: from.from === undefined || from.until === undefined ? undefined : { from: from.from, until: from.until },
    outages: from.outages,
    rates: from.fx?.map(rateOf),
    debtors: from.debtors?.map((debtor) =>
      given({
        id: debtor.id,
        policy: debtor.policy && policyKey(debtor.policy),
        parent: debtor.parent,
        followsParent: debtor.follows_parent,
        leftAlone: debtor.excluded,
      }),
    ),
    invoices: from.invoices.map((invoice) =>
      given({
        id: invoice.id,
        debtor: invoice.debtor,
        currency: invoice.currency,
        issued: invoice.invoice_date,
        policy: invoice.policy && policyKey(invoice.policy),
        state: invoice.status === 'draft' ? 'draft' : invoice.chase === false ? 'ignored' : undefined,
        terms: invoice.terms.map(({ no, due_date, amount_cents }) => ({ number: no, due: due_date, amount: amount_cents })),
      }),
    ),
    before: from.history?.map(contact),
    happenings: from.events?.map(happening),
    expect: expectations(from),
  });
}

/** A whole file. Its sentences stay behind; what a play is about is told by its name. */
export function translate(file: PeerFile): Playbook {
  return {
    origin: file.source.product,
    policies: Object.fromEntries(file.policies.map((policy: PeerPolicy) => [policyKey(policy.id), translatePolicy(policy, file)])),
    plays: file.scenarios.map(play),
  };
}
