/** Which debtor and invoice a thing belongs to; null when this tenant has no such thing. */
import type { Tx } from '../tx.js';

/** Whom a thing concerns. */
export interface CaseSubject {
  readonly debtorId: string;
  readonly invoiceId: string;
}

interface Row {
  readonly debtor_id: string;
  readonly invoice_id: string;
}

async function subjectOf(tx: Tx, sql: string, id: string): Promise<CaseSubject | null> {
  const row = await tx.one<Row & Record<string, unknown>>(sql, [id, tx.tenantId]);
  return row && { debtorId: row.debtor_id, invoiceId: row.invoice_id };
}

/** Of a payment that is assigned to an invoice (or was, before its reversal). */
export const caseOfPayment = (tx: Tx, id: string): Promise<CaseSubject | null> =>
  subjectOf(
    tx,
    'select i.debtor_id, i.id as invoice_id from payment p join invoice i on i.id = p.invoice_id where p.id = $1 and p.tenant_id = $2',
    id,
  );

/** Of a dispute. */
export const caseOfDispute = (tx: Tx, id: string): Promise<CaseSubject | null> =>
  subjectOf(
    tx,
    'select i.debtor_id, i.id as invoice_id from dispute d join invoice i on i.id = d.invoice_id where d.id = $1 and d.tenant_id = $2',
    id,
  );

/** Of a task. */
export const caseOfTask = (tx: Tx, id: string): Promise<CaseSubject | null> =>
  subjectOf(tx, 'select debtor_id, invoice_id from task where id = $1 and tenant_id = $2', id);

/** Of a payment plan; one of its invoices stands for all. */
export const caseOfPaymentPlan = (tx: Tx, id: string): Promise<CaseSubject | null> =>
  subjectOf(
    tx,
    `select p.debtor_id, i.invoice_id from payment_plan p join payment_plan_invoice i on i.plan_id = p.id
     where p.id = $1 and p.tenant_id = $2 order by i.invoice_id limit 1`,
    id,
  );

/** Of a formal notice; one of the claims it names stands for all. */
export const caseOfNotice = (tx: Tx, id: string): Promise<CaseSubject | null> =>
  subjectOf(
    tx,
    `select n.debtor_id, c.invoice_id from notice n join notice_claim c on c.notice_id = n.id
     where n.id = $1 and n.tenant_id = $2 order by c.invoice_id limit 1`,
    id,
  );

/** Of a message; one of its invoices stands for all. */
export const caseOfMessage = (tx: Tx, id: string): Promise<CaseSubject | null> =>
  subjectOf(
    tx,
    `select m.debtor_id, l.invoice_id from message m join ledger l on l.message_id = m.id
     where m.id = $1 and m.tenant_id = $2 order by l.invoice_id limit 1`,
    id,
  );
