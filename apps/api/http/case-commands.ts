/** Commands on a debtor's case: resolve what the request names, take the lock, act, settle, answer: one transaction. */
import { Injectable } from '@nestjs/common';
import type { Actor, Refused } from '#casebook/actor.js';
import { isRefused } from '#casebook/actor.js';
import type { LiveClock } from '#casebook/clock.js';
import { Casebook } from '#casebook/casebook.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { Instant } from '#domain/calendar/zone.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import type { ByReference } from '#database/queries/list.js';
import type { Tx } from '#database/tx.js';
import { type Answer, Commands } from './commands.js';
import { type Exchange, callerOf } from './exchange.js';
import { notFound, Problem, problemKinds, type ProblemCode } from './problems.js';

/** Whom the request concerns. */
export interface Subject {
  readonly debtorId: string;
  /** '' when the command is about the debtor only. */
  readonly invoiceId: string;
}

/** What an answer is about, and the instant it speaks of: on the debtor's clock. */
export interface AnswerSubject extends Subject {
  readonly now: Instant;
}

/** One command: what is done under the lock, and what is answered once every chase has its new plan. */
export interface CaseCommand<Result, Body> {
  act(debtorCase: DebtorCase, subject: Subject): Promise<Result | Refused>;
  answer(tx: Tx, result: Result, subject: AnswerSubject): Promise<Answer<Body>>;
}

/** How an act is signed in the audit. */
export function actorOf(exchange: Exchange): Actor {
  const caller = callerOf(exchange);
  return { tenantId: caller.tenantId, name: `key:${caller.actor}`, requestId: exchange.requestId };
}

const isCode = (code: string): code is ProblemCode => Object.hasOwn(problemKinds, code);

/** A refusal of the casebook as a problem: conflicts by their own code, everything else as an impossible value with its pointer. */
export function refusalProblem(refused: Refused): Problem {
  const { code, argument, detail } = refused;
  if (isCode(code)) return new Problem(code, detail);
  const pointer = argument === '' ? '' : `/${argument}`;
  return new Problem('invalid-value', detail, { errors: [{ pointer, code, detail }] });
}

/** Runs commands on cases. */
@Injectable()
export class CaseCommands {
  constructor(
    private readonly commands: Commands,
    private readonly casebook: Casebook,
  ) {}

  /** On no case: what is made new. */
  onTenant<Body>(exchange: Exchange, work: (tx: Tx, who: { actor: Actor; live: LiveClock }) => Promise<Answer<Body>>): Promise<Body> {
    return this.commands.run(exchange, (tx) => work(tx, { actor: actorOf(exchange), live: this.casebook.live }));
  }

  /** On the case an invoice belongs to. */
  onInvoice<Result, Body>(exchange: Exchange, which: ByReference, command: CaseCommand<Result, Body>): Promise<Body> {
    return this.commands.run(exchange, async (tx) => {
      const found = await resolveInvoice(tx, which);
      if (!found) throw notFound('invoice');
      return this.onCase(exchange, { tx, subject: { debtorId: found.debtor_id, invoiceId: found.id } }, command);
    });
  }

  /** On a debtor's case. */
  onDebtor<Result, Body>(exchange: Exchange, which: ByReference, command: CaseCommand<Result, Body>): Promise<Body> {
    return this.commands.run(exchange, async (tx) => {
      const debtorId = await resolveDebtor(tx, which);
      if (debtorId === null) throw notFound('debtor');
      return this.onCase(exchange, { tx, subject: { debtorId, invoiceId: '' } }, command);
    });
  }

  /** On the case behind a thing that belongs to an invoice (a payment, a task, a dispute); `find` gives null when there is none. */
  onThing<Result, Body>(
    exchange: Exchange,
    find: (tx: Tx) => Promise<Subject | null>,
    command: CaseCommand<Result, Body> & { what: string },
  ): Promise<Body> {
    return this.commands.run(exchange, async (tx) => {
      const subject = await find(tx);
      if (!subject) throw notFound(command.what);
      return this.onCase(exchange, { tx, subject }, command);
    });
  }

  private async onCase<Result, Body>(
    exchange: Exchange,
    { tx, subject }: { tx: Tx; subject: Subject },
    command: CaseCommand<Result, Body>,
  ): Promise<Answer<Body>> {
    const invoiceId = subject.invoiceId === '' ? null : subject.invoiceId;
    const open = await this.casebook.open(tx, actorOf(exchange), { debtorId: subject.debtorId, invoiceId });
    if (!open) throw notFound('debtor');
    const result = await command.act(open, subject);
    if (isRefusal(result)) throw refusalProblem(result);
    await open.replanAll();
    return { ...(await command.answer(tx, result, { ...subject, now: open.now })), debtorId: subject.debtorId };
  }
}

const isRefusal = (result: unknown): result is Refused => typeof result === 'object' && result !== null && isRefused(result);
