/** Registering an invoice: the busiest path of the API, so it reads once and writes in one transaction. */
import { Injectable } from '@nestjs/common';
import { isRefused } from '#casebook/actor.js';
import { Casebook } from '#casebook/casebook.js';
import { numberTaken, registerInvoiceIn, registrationRefusal } from '#casebook/commands/register-invoice.js';
import { violatedConstraint, Database } from '#database/database.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import { findInvoiceByNumber, findInvoiceView, type InvoiceDetail } from '#database/queries/invoice-views.js';
import type { Tx } from '#database/tx.js';
import { toPublicId } from '#contracts/ids.js';
import { type AnswerSubject, actorOf, refusalProblem } from '../http/case-commands.js';
import { type Answer, Commands } from '../http/commands.js';
import { type Exchange, callerOf } from '../http/exchange.js';
import { invalidValue, Problem } from '../http/problems.js';
import type { z } from 'zod';
import type { invoiceWithPlanOut } from './invoices.answers.js';
import { type ChosenDebtor, inlineDebtorOf, registerInputOf } from './invoices.input.js';
import { newView } from './new-view.js';
import { invoiceEtag, presentInvoiceDetail } from './invoices.presenter.js';
import type { CreateInvoiceBody } from './invoices.schema.js';

/** An invoice with its plan, as answered. */
export type InvoiceWithPlan = z.output<typeof invoiceWithPlanOut>;

/** Registers invoices. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly commands: Commands,
    private readonly casebook: Casebook,
    private readonly database: Database,
  ) {}

  /** `POST /v1/invoices`. */
  register(exchange: Exchange, body: CreateInvoiceBody): Promise<InvoiceWithPlan> {
    return this.commands.run(exchange, (tx) => this.registerIn(tx, exchange, body), {
      refusal: (error) => this.refusalOf(error, exchange, body),
      // Two first invoices of one new debtor at once: the second finds him when it runs again.
      again: (error) => violatedConstraint(error) === 'debtor_tenant_id_external_id_key',
    });
  }

  private async registerIn(tx: Tx, exchange: Exchange, body: CreateInvoiceBody): Promise<Answer<InvoiceWithPlan>> {
    const debtor = inlineDebtorOf(body) ?? (await chosenDebtor(tx, body));
    const input = registerInputOf(body, debtor);
    const registered = await registerInvoiceIn(this.casebook, { tx, actor: actorOf(exchange) }, input);
    if (isRefused(registered)) throw refusalProblem(registered);
    const view =
      registered.newDebtor && 'inline' in debtor
        ? newView({ input, inline: debtor.inline, registered, zone: await this.casebook.policies.zone(tx) })
        : null;
    const answer = view ? answerOf(tx.tenantId, view, 201) : await answerInvoice(tx, { ...registered, now: this.casebook.live.now() }, 201);
    return { ...answer, debtorId: registered.debtorId, headers: { ...answer.headers, Location: `/v1/invoices/${answer.body.id}` } };
  }

  private async refusalOf(error: unknown, exchange: Exchange, body: CreateInvoiceBody): Promise<Problem | null> {
    const refused = registrationRefusal(error, body);
    if (refused?.code !== 'invoice-number-taken') return refused && refusalProblem(refused);
    const taken = await this.database.ofTenant(callerOf(exchange).tenantId, (tx) => findInvoiceByNumber(tx, body.number));
    const { code, detail } = taken === null ? refused : numberTaken(body.number, taken.number);
    const extra = taken === null ? {} : { invoiceId: toPublicId('invoice', taken.id) };
    return new Problem('invoice-number-taken', detail, { extra, errors: [{ pointer: '/number', code, detail }] });
  }
}

async function chosenDebtor(tx: Tx, body: CreateInvoiceBody): Promise<ChosenDebtor> {
  const id = 'id' in body.debtor ? await resolveDebtor(tx, body.debtor.id) : null;
  if (id === null) throw invalidValue('/debtor/id', 'debtor-unknown', 'There is no such debtor.');
  return { id };
}

/** An invoice as it is at `now`, with its plan. */
export async function answerInvoice(
  tx: Tx,
  { invoiceId, now }: Pick<AnswerSubject, 'invoiceId' | 'now'>,
  status: number,
): Promise<Answer<InvoiceWithPlan>> {
  const view = await findInvoiceView(tx, { uuid: invoiceId }, now);
  if (!view) throw new Error('an invoice vanished within its own transaction');
  return answerOf(tx.tenantId, view, status);
}

const answerOf = (tenantId: string, view: InvoiceDetail, status: number): Answer<InvoiceWithPlan> => ({
  status,
  body: presentInvoiceDetail(tenantId, view),
  headers: { ETag: invoiceEtag(view) },
});
