/** Promises, payment plans and disputes as the API shows them. */
import type { Tx } from '../tx.js';

/** A promise. */
export interface PromiseView {
  readonly id: string;
  readonly invoice_id: string;
  readonly date: string;
  readonly amount: bigint | null;
  readonly currency: string;
  readonly note: string | null;
  readonly status: string;
  readonly made_at: Date;
}

/** A promise by its id. */
export async function findPromiseView(tx: Tx, id: string): Promise<PromiseView | null> {
  return tx.one<PromiseView & Record<string, unknown>>(
    `select p.id, p.invoice_id, p.date, p.amount, i.currency, p.note, p.status, p.made_at from promise p join invoice i on i.id = p.invoice_id
     where p.id = $1 and p.tenant_id = $2`,
    [id, tx.tenantId],
  );
}

/** A term of a plan. */
export interface InstalmentView {
  readonly no: number;
  readonly due_date: string;
  readonly amount: number;
  readonly paid: number;
}

/** A payment plan with its invoices and terms. */
export interface PaymentPlanView {
  readonly id: string;
  readonly debtor_id: string;
  readonly status: string;
  readonly agreed_at: Date;
  readonly ended_on: string | null;
  readonly currency: string;
  readonly invoices: readonly string[];
  readonly instalments: readonly InstalmentView[];
}

/** A payment plan by its id. */
export async function findPaymentPlanView(tx: Tx, id: string): Promise<PaymentPlanView | null> {
  return tx.one<PaymentPlanView & Record<string, unknown>>(
    `select p.id, p.debtor_id, p.status, p.agreed_at, p.ended_on,
       (select min(i.currency) from payment_plan_invoice x join invoice i on i.id = x.invoice_id where x.plan_id = p.id) as currency,
       (select jsonb_agg(x.invoice_id order by x.invoice_id) from payment_plan_invoice x where x.plan_id = p.id) as invoices,
       (select jsonb_agg(jsonb_build_object('no', t.no, 'due_date', t.due_date, 'amount', t.amount, 'paid', t.paid) order by t.no)
          from instalment t where t.plan_id = p.id) as instalments
     from payment_plan p where p.id = $1 and p.tenant_id = $2`,
    [id, tx.tenantId],
  );
}

/** A dispute. */
export interface DisputeView {
  readonly id: string;
  readonly invoice_id: string;
  readonly reason: string;
  readonly amount: bigint | null;
  readonly currency: string;
  readonly note: string | null;
  readonly status: string;
  readonly raised_on: string;
  readonly outcome: string | null;
  readonly resolved_on: string | null;
  readonly credit_amount: bigint | null;
}

/** A dispute by its id. */
export async function findDisputeView(tx: Tx, id: string): Promise<DisputeView | null> {
  return tx.one<DisputeView & Record<string, unknown>>(
    `select d.id, d.invoice_id, d.reason, d.amount, i.currency, d.note, d.status, d.raised_on, d.outcome, d.resolved_on, d.credit_amount
     from dispute d join invoice i on i.id = d.invoice_id where d.id = $1 and d.tenant_id = $2`,
    [id, tx.tenantId],
  );
}
