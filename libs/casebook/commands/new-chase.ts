/** A new chase: its first facts, its first plan, and everything that is written with it. */
import { v7 as uuidv7 } from 'uuid';
import type { EventData } from '#contracts/events/catalogue.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import { insertInvoice, type NewInvoice } from '#database/repositories/invoices.repository.js';
import { formatInstant, type Instant } from '#domain/calendar/zone.js';
import { waitStateOf, type WaitsFor } from '#domain/policy/attention.js';
import { decide } from '#domain/policy/decide.js';
import type { ChaseFacts, DebtorFacts, InvoiceFacts } from '#domain/policy/facts/facts.js';
import { limitationUnknown, reachOf, untouchedDebtor, untouchedInvoice } from '#domain/policy/facts/start.js';
import { limitationOf } from '#domain/policy/situation/time-bar.js';
import { type AttentionContext, updateAttentionTask } from '../attention.js';
import type { Casebook } from '../casebook.js';
import { type StoredPlan, toStored } from '../plan-json.js';
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

/** Plans and writes. */
export async function writeChase(book: Casebook, registration: Registration, world: FirstWorld): Promise<Registered> {
  const { tx, actor, input, policy, dueDate } = registration;
  const invoiceId = uuidv7();
  const facts: ChaseFacts = {
    debtor: world.debtor,
    siblings: world.siblings,
    invoice: firstInvoiceFacts(invoiceId, registration, world.now),
  };
  const decided = decide(policy.policy, facts, world.now);
  const plan = toStored(decided);
  const { waitsFor } = waitStateOf(policy.policy, facts, { plan: decided, now: world.now });
  const limitationLastDay = limitationOf(world.debtor.kind, facts.invoice).lastDay;
  const registeredAt = formatInstant(world.now);
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
      waitsFor,
    },
    event: {
      id: uuidv7(),
      type: 'invoice.registered',
      debtorId: world.debtor.id,
      invoiceId,
      subjectId: null,
      actor: actor.name,
      requestId: actor.requestId ?? null,
      at: registeredAt,
      data: saidOf(registration),
    },
    outbox: { kind: 'chase.start', payload: JSON.stringify(startOf(book, registration, { world, invoiceId, plan, waitsFor })) },
  });
  const asked = { invoice: { id: invoiceId, cycle: 1, attention: null }, debtorId: world.debtor.id, facts, policy, plan: decided };
  const attended = waitsFor === 'person' ? await updateAttentionTask(deskOf(registration, world), asked) : { waitsFor, openTask: null };
  const { newDebtor } = world;
  const pinned = { key: policy.key, version: policy.version };
  return {
    attended,
    invoiceId,
    debtorId: world.debtor.id,
    newDebtor,
    dueDate,
    policy: pinned,
    plan,
    limitationLastDay,
    registeredAt,
    recordedAt,
  };
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

/** The order to start the chase. It carries the plan, so the workflow need not ask for what was decided a moment ago. */
function startOf(
  book: Casebook,
  { input, policy }: Registration,
  made: { world: FirstWorld; invoiceId: string; plan: StoredPlan; waitsFor: WaitsFor | null },
): Readonly<Record<string, unknown>> {
  const { world, invoiceId, plan, waitsFor } = made;
  return {
    cycle: 1,
    debtorId: world.debtor.id,
    currency: input.currency,
    plan: book.chasePlan(plan, {
      invoice: { id: invoiceId, number: input.number },
      revision: 1,
      zone: policy.policy.timeZone,
      onTestClock: world.onTestClock,
      now: world.now,
      waitsFor,
    }),
  };
}

/** What the first event of an invoice says. */
const saidOf = ({ input, policy, dueDate }: Registration): EventData<'invoice.registered'> => ({
  number: input.number,
  total: Number(input.total),
  currency: input.currency,
  issueDate: input.issueDate,
  dueDate,
  policy: policy.key,
  version: policy.version,
});

/** Where a new chase, whose case is not open yet, writes what is asked about it. */
function deskOf({ tx, actor }: Registration, { debtor, now }: FirstWorld): AttentionContext {
  return {
    tx,
    now,
    recordEvent: async (type, { invoiceId = null, subjectId = null, data }): Promise<string> => {
      const id = uuidv7();
      const { name, requestId = null } = actor;
      appendEvent(tx, { id, type, debtorId: debtor.id, invoiceId, subjectId, actor: name, requestId, at: formatInstant(now), data });
      return id;
    },
  };
}

function firstInvoiceFacts(id: string, { input, dueDate }: Registration, now: Instant): InvoiceFacts {
  const { issueDate, currency, total, termBasis, limitation, adopt: adopted, directDebit: directDebitPending } = input;
  const terms = { issueDate, dueDate, currency, total, termBasis, limitation };
  return untouchedInvoice({ id, ...terms, registeredAt: now, adopted, directDebitPending });
}

/** What is known of a debtor who is described with his first invoice. */
export function firstDebtorFacts(id: string, input: DebtorInput): DebtorFacts {
  const { kind, language, segment, preferredChannel, email, phone, address, refusedChannels: refused } = input;
  const has = { email: email !== null, phone: phone !== null, address: address !== null };
  return untouchedDebtor({ id, kind, language, segment, preferredChannel, reach: reachOf({ has, refused }) });
}
