/** `/v1/debtors`: who owes, and the holds on all of his chases. */
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { isRefused } from '#casebook/actor.js';
import { eraseDebtor } from '#casebook/commands/erase-debtor.js';
import { changeDebtor, createDebtor, holdDebtor, releaseDebtor } from '#casebook/commands/manage-debtor.js';
import { personRecords } from '#database/erasure/person-records.js';
import { findDebtorView, listDebtorViews, resolveDebtor } from '#database/queries/debtor-views.js';
import type { Tx } from '#database/tx.js';
import type { Reference } from '../edge/ids.schema.js';
import { CaseCommands, refusalProblem } from '../http/case-commands.js';
import type { Answer } from '../http/commands.js';
import { demandMatch } from '../http/etag.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound, Problem } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { debtorChangesOf, debtorInputOf } from './debtors.input.js';
import { type DebtorAnswer, debtorEtag, presentDebtor, presentHold } from './debtors.presenter.js';
import {
  type ChangeDebtorBody,
  changeDebtorBody,
  type CreateDebtorBody,
  createDebtorBody,
  debtorOut,
  debtorPage,
  debtorRef,
  type EraseBody,
  eraseBody,
  type HoldBody,
  holdBody,
  holdId,
  holdOut,
  type ListDebtorsQuery,
  listDebtorsQuery,
  personalDataPage,
  type PersonalDataQuery,
  personalDataQuery,
} from './debtors.schema.js';

@Controller('v1/debtors')
export class DebtorsController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Post()
  @Operation({
    id: 'createDebtor',
    scope: 'debtors:write',
    summary: 'Create a debtor',
    answers: { 201: debtorOut },
    problems: ['external-id-taken'],
  })
  create(@At() exchange: Exchange, @Body({ schema: createDebtorBody }) body: CreateDebtorBody): Promise<AnswerOf<typeof debtorOut>> {
    return this.cases.onTenant(exchange, async (tx, who) => {
      const created = await createDebtor(tx, who, { ...debtorInputOf(body), testClockId: body.testClock ?? null });
      if (isRefused(created)) throw refusalProblem(created);
      const answer = await answerDebtor(tx, created.debtorId, 201);
      return { ...answer, debtorId: created.debtorId, headers: { ...answer.headers, Location: `/v1/debtors/${answer.body.id}` } };
    });
  }

  @Get()
  @Operation({ id: 'listDebtors', scope: 'debtors:read', summary: 'List debtors, newest first', answers: { 200: debtorPage } })
  list(@At() exchange: Exchange, @Query({ schema: listDebtorsQuery }) query: ListDebtorsQuery): Promise<AnswerOf<typeof debtorPage>> {
    const { limit, after, ...shape } = query;
    return this.reads.list(exchange, { shape, limit, after, rows: (tx, page) => listDebtorViews(tx, shape, page), present: presentDebtor });
  }

  @Get(':id')
  @Operation({ id: 'getDebtor', scope: 'debtors:read', summary: 'Read a debtor', answers: { 200: debtorOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: debtorRef }) id: Reference): Promise<DebtorAnswer> {
    const view = await this.reads.one(exchange, 'debtor', (tx) => findDebtorView(tx, id));
    exchange.response.setHeader('ETag', debtorEtag(view));
    return presentDebtor(view);
  }

  @Patch(':id')
  @Operation({
    id: 'changeDebtor',
    scope: 'debtors:write',
    summary: 'Change a debtor',
    answers: { 200: debtorOut },
    problems: ['external-id-taken', 'debtor-erased'],
    ifMatch: true,
  })
  change(
    @At() exchange: Exchange,
    @Param('id', { schema: debtorRef }) id: Reference,
    @Body({ schema: changeDebtorBody }) body: ChangeDebtorBody,
  ): Promise<AnswerOf<typeof debtorOut>> {
    return this.cases.onDebtor(exchange, id, {
      act: async (debtorCase, { debtorId }) => {
        const view = await findDebtorView(debtorCase.tx, { uuid: debtorId });
        if (!view) throw notFound('debtor');
        demandMatch(exchange, debtorEtag(view));
        if (body.kvk && body.kind === undefined && view.kind === 'consumer') throw kvkOfConsumer();
        return changeDebtor(debtorCase, debtorChangesOf(body));
      },
      answer: (tx, _result, { debtorId }) => answerDebtor(tx, debtorId, 200),
    });
  }

  @Post(':id/erasure')
  @Operation({
    id: 'eraseDebtor',
    scope: 'privacy:write',
    summary: 'Erase a person: what names him goes, money, dates and the audit stay (art. 17 AVG)',
    answers: { 200: debtorOut },
    problems: ['debtor-still-owes', 'message-unsettled'],
  })
  erase(
    @At() exchange: Exchange,
    @Param('id', { schema: debtorRef }) id: Reference,
    @Body({ schema: eraseBody }) body: EraseBody,
  ): Promise<AnswerOf<typeof debtorOut>> {
    return this.cases.onDebtor(exchange, id, {
      act: (debtorCase) => eraseDebtor(debtorCase, body),
      answer: (tx, _result, { debtorId }) => answerDebtor(tx, debtorId, 200),
    });
  }

  @Get(':id/personal-data')
  @Operation({
    id: 'getPersonalData',
    scope: 'privacy:read',
    summary: 'Everything that is kept about a debtor, for his right of access (art. 15 AVG)',
    answers: { 200: personalDataPage },
  })
  personalData(
    @At() exchange: Exchange,
    @Param('id', { schema: debtorRef }) id: Reference,
    @Query({ schema: personalDataQuery }) { limit, after }: PersonalDataQuery,
  ): Promise<AnswerOf<typeof personalDataPage>> {
    return this.reads.list(exchange, {
      shape: {},
      limit,
      after,
      rows: async (tx, page) => {
        const debtorId = await resolveDebtor(tx, id);
        if (debtorId === null) throw notFound('debtor');
        return personRecords(tx, debtorId, page);
      },
      present: ({ record, fields }) => ({ object: 'personal-data', record, fields }),
    });
  }

  @Post(':id/holds')
  @Operation({ id: 'createHold', scope: 'debtors:write', summary: 'Pause every chase of a debtor', answers: { 201: holdOut } })
  hold(
    @At() exchange: Exchange,
    @Param('id', { schema: debtorRef }) id: Reference,
    @Body({ schema: holdBody }) body: HoldBody,
  ): Promise<AnswerOf<typeof holdOut>> {
    return this.cases.onDebtor(exchange, id, {
      act: (debtorCase) => holdDebtor(debtorCase, { reason: body.reason, until: body.until ?? null }),
      answer: async (tx, { holdId: made }, { debtorId }) => {
        const view = await findDebtorView(tx, { uuid: debtorId });
        const hold = view?.holds.find((candidate) => candidate.id === made);
        if (!hold) throw notFound('hold');
        return { status: 201, body: presentHold(hold) };
      },
    });
  }

  @Delete(':id/holds/:holdId')
  @Operation({ id: 'deleteHold', scope: 'debtors:write', summary: 'Lift a hold', answers: { 204: null } })
  release(
    @At() exchange: Exchange,
    @Param('id', { schema: debtorRef }) id: Reference,
    @Param('holdId', { schema: holdId }) hold: string,
  ): Promise<void> {
    return this.cases.onDebtor(exchange, id, {
      act: async (debtorCase) => {
        const released = await releaseDebtor(debtorCase, hold);
        if (isRefused(released)) throw notFound('hold');
        return released;
      },
      answer: () => Promise.resolve({ status: 204, body: undefined }),
    });
  }
}

/** The debtor as he is now. */
async function answerDebtor(tx: Tx, debtorId: string, status: number): Promise<Answer<DebtorAnswer>> {
  const view = await findDebtorView(tx, { uuid: debtorId });
  if (!view) throw notFound('debtor');
  return { status, body: presentDebtor(view), headers: { ETag: debtorEtag(view) } };
}

const kvkOfConsumer = (): Problem =>
  new Problem('invalid-value', 'A consumer has no KvK number.', {
    errors: [{ pointer: '/kvk', code: 'not-for-consumers', detail: 'A consumer has no KvK number.' }],
  });
