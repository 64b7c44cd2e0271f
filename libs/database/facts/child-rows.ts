/**
 * What belongs to debtors and invoices, each kind by one statement: read for a range of debtors by the open book, and as JSON for one
 * debtor by the case under his lock. What the rows say is made facts here, in one place.
 */
import { z } from 'zod';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import {
  channels,
  debtorKinds,
  defaultBases,
  type Hold,
  holdReasons,
  type InstalmentFact,
  type InvoiceFacts,
  type NamedClaim,
  noticeEnds,
  type NoticeFact,
  noticeKinds,
  noticeStates,
  type PaymentPlanFact,
  type PromiseFact,
  type StepOverride,
  stepActs,
  termBases,
  type ToConfirm,
} from '#domain/policy/facts/facts.js';
import { agreedOn, earlierInstalments, paymentPlanOrder, toConfirmSql } from './agreements.sql.js';
import { epoch } from './fact-columns.js';
import { push } from './lists.js';
import { dueOfTerm } from './plan-term.sql.js';

/** SQL of the ids that are asked about, as arrays; `$1` is the tenant. */
export interface Scope {
  readonly debtors: string;
  readonly invoices: string;
}

/** The statement of each kind of rows. */
export const childSql = {
  /** Holds that were not lifted. */
  holds: ({ debtors }: Scope): string =>
    `select x.debtor_id, x.reason, x.until from debtor_hold x where x.tenant_id = $1 and x.debtor_id = any(${debtors}) and x.lifted_at is null order by x.created_at, x.id`,
  /** Formal notices that name one of the invoices, one row a claim that they name; those that surely never left are none. */
  notices: ({ invoices }: Scope): string => `
select n.id, n.kind, n.debtor_kind, n.state, n.ended_reason, ${epoch('n.claimed_at')} as at, n.sent_on, n.channel, n.last_day, n.costs_from, n.announced_costs,
  x.invoice_id, x.amount, x.due_date, x.term_basis, x.default_basis, x.step, x.occurrence
from notice n join notice_claim x on x.notice_id = n.id
where n.tenant_id = $1 and n.state <> 'withdrawn' and n.id in (select o.notice_id from notice_claim o where o.tenant_id = $1 and o.invoice_id = any(${invoices}))
order by n.claimed_at, n.id, x.invoice_id`,
  /** Promises that stand or were broken. */
  promises: ({ invoices }: Scope): string =>
    `select x.invoice_id, x.status, x.date, x.amount, x.ended_on ${ofInvoices('promise x', invoices)} and x.status in ('open', 'broken') order by x.made_at`,
  /** Instalments of payment plans that are kept or were broken, of each invoice the plan that counts first. */
  instalments: ({ invoices }: Scope): string => `
select x.invoice_id, p.id as plan_id, case when p.status = 'broken' then p.ended_on end as broken_on, ${agreedOn('p')} as agreed_on,
  ${earlierInstalments('x.invoice_id', 'p')} as earlier, ${dueOfTerm('p')} as due_date, s.amount, s.amount - s.paid as open
${ofInvoices('payment_plan_invoice x join payment_plan p on p.id = x.plan_id join instalment s on s.plan_id = x.plan_id', invoices)} and p.status in ('active', 'broken')
order by x.invoice_id, ${paymentPlanOrder('p')}, s.no`,
  /** Agreements that must still be confirmed in writing, the newest first. */
  toConfirm: ({ invoices }: Scope): string =>
    `select y.invoice_id, y.kind, y.no, ${epoch('y.agreed_at')} as agreed_at, y.by_phone from (${toConfirmSql((column) => `x.tenant_id = $1 and ${column} = any(${invoices})`)}) y`,
  /** Disputes that are open. */
  disputes: ({ invoices }: Scope): string =>
    `select x.invoice_id, x.raised_on, x.amount ${ofInvoices('dispute x', invoices)} and x.status = 'open' order by x.raised_on`,
  /** What operators ordered. */
  overrides: ({ invoices }: Scope): string =>
    `select x.invoice_id, x.step, x.act, x.until, ${epoch('x.at')} as at ${ofInvoices('step_override x', invoices)} order by x.at`,
} as const;

const ofInvoices = (table: string, invoices: string): string => `from ${table} where x.tenant_id = $1 and x.invoice_id = any(${invoices})`;

const amount = z
  .number()
  .int()
  .transform((value) => BigInt(value));
const invoiceId = { invoice_id: z.string() };

/** The rows as they come in JSON. */
export const childShapes = {
  holds: z.array(z.object({ debtor_id: z.string(), reason: z.enum(holdReasons), until: z.string().nullable() })),
  notices: z.array(
    z.object({
      ...invoiceId,
      id: z.string(),
      kind: z.enum(noticeKinds),
      debtor_kind: z.enum(debtorKinds),
      state: z.enum(noticeStates),
      ended_reason: z.enum(noticeEnds).nullable(),
      at: z.number(),
      sent_on: z.string(),
      channel: z.enum(channels),
      last_day: z.string().nullable(),
      costs_from: z.string().nullable(),
      announced_costs: amount,
      amount,
      due_date: z.string(),
      term_basis: z.enum(termBases),
      default_basis: z.enum(defaultBases).nullable(),
      step: z.string().nullable(),
      occurrence: z.number().nullable(),
    }),
  ),
  promises: z.array(
    z.object({
      ...invoiceId,
      status: z.enum(['open', 'broken']),
      date: z.string(),
      amount: amount.nullable(),
      ended_on: z.string().nullable(),
    }),
  ),
  instalments: z.array(
    z.object({
      ...invoiceId,
      plan_id: z.string(),
      broken_on: z.string().nullable(),
      agreed_on: z.string(),
      earlier: z.number(),
      due_date: z.string(),
      amount,
      open: amount,
    }),
  ),
  toConfirm: z.array(
    z.object({ ...invoiceId, kind: z.enum(['promise', 'plan']), no: z.number(), agreed_at: z.number(), by_phone: z.boolean() }),
  ),
  disputes: z.array(z.object({ ...invoiceId, raised_on: z.string(), amount: amount.nullable() })),
  overrides: z.array(z.object({ ...invoiceId, step: z.string(), act: z.enum(stepActs), until: z.string().nullable(), at: z.number() })),
} as const;

/** The rows of each kind; the open book has them from the driver in the same form. */
export type ReadRows = { readonly [Kind in keyof typeof childShapes]: z.output<(typeof childShapes)[Kind]> };

/** An agreement that must still be confirmed in writing. */
export type UnconfirmedRow = ReadRows['toConfirm'][number];

/** By debtor id (holds) or invoice id. */
export interface ChildRows {
  readonly holds: ReadonlyMap<string, readonly Hold[]>;
  readonly promises: ReadonlyMap<string, PromiseFact>;
  readonly broken: ReadonlyMap<string, readonly IsoDate[]>;
  readonly paymentPlans: ReadonlyMap<string, PaymentPlanFact>;
  readonly paymentPlansBroken: ReadonlyMap<string, IsoDate>;
  readonly toConfirm: ReadonlyMap<string, UnconfirmedRow>;
  readonly disputes: ReadonlyMap<string, NonNullable<InvoiceFacts['dispute']>>;
  readonly overrides: ReadonlyMap<string, readonly StepOverride[]>;
  readonly notices: ReadonlyMap<string, readonly NoticeFact[]>;
}

/** The rows as facts. */
export function childRowsOf(rows: ReadRows): ChildRows {
  const holds = new Map<string, Hold[]>();
  for (const { debtor_id, reason, until } of rows.holds) push(holds, debtor_id, { reason, until });
  const disputes = new Map<string, NonNullable<InvoiceFacts['dispute']>>();
  for (const row of rows.disputes)
    if (!disputes.has(row.invoice_id)) disputes.set(row.invoice_id, { since: row.raised_on, amount: row.amount });
  const overrides = new Map<string, StepOverride[]>();
  for (const { invoice_id, step, act, until, at } of rows.overrides) push(overrides, invoice_id, { step, act, until, at });
  const toConfirm = new Map<string, UnconfirmedRow>();
  for (const row of rows.toConfirm) if (!toConfirm.has(row.invoice_id)) toConfirm.set(row.invoice_id, row);
  return {
    holds,
    disputes,
    overrides,
    toConfirm,
    notices: noticesOf(rows.notices),
    ...promisesOf(rows.promises),
    ...paymentPlansOf(rows.instalments),
  };
}

/** Each notice with all its claims, by the invoices that it names. */
function noticesOf(rows: ReadRows['notices']): ChildRows['notices'] {
  const notices = new Map<string, NoticeFact & { readonly claims: NamedClaim[] }>();
  const byInvoice = new Map<string, NoticeFact[]>();
  for (const row of rows) {
    const { id, kind, state, at, channel } = row;
    const notice = notices.get(id) ?? {
      id,
      kind,
      debtorKind: row.debtor_kind,
      state,
      endedReason: row.ended_reason,
      at,
      sentOn: row.sent_on,
      channel,
      lastDay: row.last_day,
      costsFrom: row.costs_from,
      announcedCosts: row.announced_costs,
      claims: [],
    };
    const {
      invoice_id: named,
      amount: claimed,
      due_date: dueDate,
      term_basis: termBasis,
      default_basis: defaultBasis,
      step,
      occurrence,
    } = row;
    notice.claims.push({ invoiceId: named, amount: claimed, dueDate, termBasis, defaultBasis, step, occurrence });
    notices.set(id, notice);
    push(byInvoice, named, notice);
  }
  return byInvoice;
}

function promisesOf(rows: ReadRows['promises']): Pick<ChildRows, 'promises' | 'broken'> {
  const promises = new Map<string, PromiseFact>();
  const broken = new Map<string, IsoDate[]>();
  for (const row of rows) {
    // The newest that stands counts; a broken one counts from the day it was found broken.
    if (row.status === 'open') promises.set(row.invoice_id, { date: row.date, amount: row.amount });
    else if (row.ended_on !== null) push(broken, row.invoice_id, row.ended_on);
  }
  for (const days of broken.values()) days.sort();
  return { promises, broken };
}

function paymentPlansOf(rows: ReadRows['instalments']): Pick<ChildRows, 'paymentPlans' | 'paymentPlansBroken'> {
  const paymentPlans = new Map<string, PaymentPlanFact & { readonly instalments: InstalmentFact[] }>();
  const paymentPlanIds = new Map<string, string>();
  const paymentPlansBroken = new Map<string, IsoDate>();
  for (const { invoice_id, plan_id, broken_on, agreed_on, earlier, due_date, amount: asked, open } of rows) {
    // The first plan of an invoice is the one that counts.
    if ((paymentPlanIds.get(invoice_id) ?? plan_id) !== plan_id) continue;
    paymentPlanIds.set(invoice_id, plan_id);
    if (broken_on !== null) paymentPlansBroken.set(invoice_id, broken_on);
    const plan = paymentPlans.get(invoice_id) ?? { agreement: { id: plan_id, agreedOn: agreed_on, earlier }, instalments: [] };
    plan.instalments.push({ dueDate: due_date, amount: asked, open });
    paymentPlans.set(invoice_id, plan);
  }
  return { paymentPlans, paymentPlansBroken };
}

/** What decisions know of an agreement to be confirmed. */
export const toConfirmFact = ({ kind, no }: UnconfirmedRow): ToConfirm => ({ kind, no });
