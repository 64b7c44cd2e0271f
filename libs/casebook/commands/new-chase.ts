/** A new chase: its first facts, its first plan, and everything that is written with it. */
import { v7 as uuidv7 } from 'uuid';
import { insertInvoice, type NewInvoice } from '#database/repositories/invoices.repository.js';
import { formatInstant, type Instant } from '#domain/calendar/zone.js';
import { decide } from '#domain/policy/decide.js';
import { type ChaseFacts, type DebtorFacts, type InvoiceFacts, limitationUnknown, untouchedInvoice } from '#domain/policy/facts.js';
import { limitationOf } from '#domain/policy/time-bar.js';
import type { Casebook } from '../casebook.js';
import { toStored } from '../plan-json.js';
import type { DebtorInput } from './manage-debtor.js';
import type { Registered, Registration } from './registration.js';

/** The debtor's side of the first facts. */
export interface FirstWorld {
  readonly debtor: DebtorFacts;
  readonly siblings: readonly InvoiceFacts[];
  readonly now: Instant;
  readonly onTestClock: boolean;
  /** He came with this invoice. */
  readonly newDebtor: boolean;
}

/** Plans and writes. The order to start carries the plan, so the workflow need not ask for what was decided a moment ago. */
export async function writeChase(book: Casebook, registration: Registration, world: FirstWorld): Promise<Registered> {
  const { tx, actor, input, policy, dueDate } = registration;
  const invoiceId = uuidv7();
  const facts: ChaseFacts = { debtor: world.debtor, siblings: world.siblings, invoice: invoiceFactsOf(invoiceId, registration, world.now) };
  const plan = toStored(decide(policy.policy, facts, world.now));
  const limitationLastDay = limitationOf(world.debtor.kind, facts.invoice).lastDay;
  const registeredAt = formatInstant(world.now);
  const start = {
    cycle: 1,
    debtorId: world.debtor.id,
    currency: input.currency,
    plan: book.chasePlan(plan, {
      invoice: { id: invoiceId, number: input.number },
      revision: 1,
      zone: policy.policy.timeZone,
      onTestClock: world.onTestClock,
      now: world.now,
    }),
  };
  const said = {
    number: input.number,
    total: Number(input.total),
    currency: input.currency,
    issueDate: input.issueDate,
    dueDate,
    policy: policy.key,
    version: policy.version,
  };
  const recordedAt = await insertInvoice(tx, {
    invoice: invoiceRowOf(facts.invoice, registration, world.debtor.id),
    limitationLastDay,
    adopted: input.adopt,
    registeredAt,
    plan: {
      json: JSON.stringify(plan),
      next: plan.next,
      step: plan.step?.key ?? null,
      channel: plan.step?.channel ?? null,
      at: plan.at,
      reason: plan.reasons[0] ?? '',
    },
    event: { id: uuidv7(), type: 'invoice.registered', actor: actor.name, requestId: actor.requestId ?? null, data: JSON.stringify(said) },
    outbox: { kind: 'chase.start', payload: JSON.stringify(start) },
  });
  const { newDebtor } = world;
  const pinned = { key: policy.key, version: policy.version };
  return { invoiceId, debtorId: world.debtor.id, newDebtor, dueDate, policy: pinned, plan, limitationLastDay, registeredAt, recordedAt };
}

/** The row of the invoice; what happens to it later has columns of its own. */
function invoiceRowOf(
  { id, issueDate, dueDate, currency, total, termBasis, limitation, directDebitPending }: InvoiceFacts,
  { input, policy }: Registration,
  debtorId: string,
): NewInvoice['invoice'] {
  return {
    id,
    debtorId,
    number: input.number,
    externalId: input.externalId,
    issueDate,
    dueDate,
    currency,
    total,
    description: input.description,
    termBasis,
    paymentReference: input.paymentReference,
    policyVersionId: policy.id,
    directDebitPending,
    limitation: limitation === limitationUnknown ? null : limitation,
  };
}

function invoiceFactsOf(id: string, { input, dueDate }: Registration, now: Instant): InvoiceFacts {
  const { issueDate, currency, total, termBasis, limitation, adopt: adopted, directDebit: directDebitPending } = input;
  const terms = { issueDate, dueDate, currency, total, termBasis, limitation };
  return untouchedInvoice({ id, ...terms, registeredAt: now, adopted, directDebitPending });
}

/** What is known of a debtor who is described with his first invoice. */
export function debtorFactsOf(id: string, input: DebtorInput): DebtorFacts {
  const refused = new Set<string>(input.refusedChannels);
  const addressed = { email: input.email, sms: input.phone, whatsapp: input.phone, letter: input.address, call: input.phone } as const;
  const usable = (channel: keyof typeof addressed) =>
    addressed[channel] === null ? {} : { [channel]: refused.has(channel) ? 'refused' : 'usable' };
  return {
    id,
    kind: input.kind,
    language: input.language,
    segment: input.segment,
    reach: { ...usable('email'), ...usable('sms'), ...usable('whatsapp'), ...usable('letter'), ...usable('call') },
    preferredChannel: input.preferredChannel,
    doNotContact: false,
    holds: [],
    contacts: [],
    unmatchedMoney: false,
    paymentScore: null,
  };
}
