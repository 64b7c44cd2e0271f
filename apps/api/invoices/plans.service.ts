/** The plan of an invoice: what was done, what comes, and why. Decided over fresh facts by the same code the worker runs. */
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Casebook } from '#casebook/casebook.js';
import { factsIn } from '#casebook/chase-facts.js';
import { LoopTurns } from '#casebook/loop-turns.js';
import { toStored } from '#casebook/plan-json.js';
import { toPublicId } from '#contracts/ids.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { noticeBriefOf } from '#database/queries/notice-brief.js';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import { loadCase } from '#database/repositories/cases.repository.js';
import type { Tx } from '#database/tx.js';
import { addDays, type IsoDate } from '#domain/calendar/iso-date.js';
import { formatInstant, fromLocal, type Instant, localDate, type TimeZone } from '#domain/calendar/zone.js';
import { decide } from '#domain/policy/decide.js';
import type { ChaseFacts } from '#domain/policy/facts/facts.js';
import type { Plan } from '#domain/policy/language/plan.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { WorkBudget, WorkExceeded } from '#domain/policy/language/work-budget.js';
import { type ForecastEnd, type ForecastEntry, type ForecastSpan, type Outlook, outlookInSteps } from '#domain/policy/forecast/forecast.js';
import type { Reference } from '../edge/ids.schema.js';
import { presentMoney } from '../edge/money.schema.js';
import type { Exchange } from '../http/exchange.js';
import { invalidValue, notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import type { planOut } from './invoices.answers.js';
import { presentStoredPlan } from './invoices.presenter.js';
import { presentNoticeBrief } from '../notices/brief.js';
import { HeavyWork } from '../work/heavy-work.js';

/** How far a plan looks ahead when nobody says: longer than any ladder of ours. */
const defaultHorizonDays = 400;
/** Beyond it a forecast is a guess about a guess. */
const longestHorizonDays = 3_660;

type PlanAnswer = z.output<typeof planOut>;

/** Answers plans. */
@Injectable()
export class PlansService {
  constructor(
    private readonly reads: Reads,
    private readonly casebook: Casebook,
    private readonly work: HeavyWork,
  ) {}

  /** `GET /v1/invoices/{id}/plan`. */
  planOf(exchange: Exchange, id: Reference, until: IsoDate | null): Promise<PlanAnswer> {
    return this.reads.run(exchange, async (tx) => {
      const { record, invoice } = await this.load(tx, id);
      const { key, version, policy } = await this.casebook.policies.version(tx, invoice.policyVersionId);
      const now = record.clock?.now ?? this.casebook.live.now();
      const horizon = horizonOf(now, until, policy.timeZone);
      const facts = factsIn(record, invoice);
      const current = decide(policy, facts, now);
      const { entries, end } = await this.ahead(policy, facts, { now, until: horizon });
      return {
        object: 'plan',
        invoice: toPublicId('invoice', invoice.id),
        policy: { key, version },
        now: formatInstant(now),
        until: formatInstant(horizon),
        past: pastOf(invoice),
        current: presentStoredPlan(toStored(current)),
        coming: entries.flatMap((entry) => comingOf(entry, policy.timeZone)),
        blockers: blockersOf(current, end),
        notice: presentNoticeBrief(await noticeBriefOf(tx, invoice.id, localDate(now, await this.casebook.policies.zone(tx)))),
        standstill: end && standstillOf(end),
      };
    });
  }

  /** Looks ahead within the work that a request may be, in turns: everybody else is answered meanwhile. @throws Problem 422 `work-too-large` */
  private async ahead(policy: Policy, facts: ChaseFacts, span: ForecastSpan): Promise<Outlook> {
    const budget = new WorkBudget(this.work.limitUnits);
    const steps = outlookInSteps(budget.metered(policy), facts, span);
    const turns = new LoopTurns();
    try {
      for (;;) {
        const { done, value } = steps.next();
        if (done) return value;
        budget.spend(0);
        if (turns.over) await turns.next();
      }
    } catch (error) {
      if (error instanceof WorkExceeded) throw this.work.tooLarge('units', 'an earlier `until`');
      throw error;
    }
  }

  private async load(tx: Tx, id: Reference): Promise<{ record: CaseRecord; invoice: InvoiceRecord }> {
    const found = await resolveInvoice(tx, id);
    const record = found && (await loadCase(tx, found.debtor_id, [found.id]));
    const invoice = record?.invoices.find((candidate) => candidate.id === found?.id);
    if (!record || !invoice) throw notFound('invoice');
    return { record, invoice };
  }
}

function horizonOf(now: Instant, until: IsoDate | null, zone: TimeZone): Instant {
  const today = localDate(now, zone);
  const last = until ?? addDays(today, defaultHorizonDays);
  if (last > addDays(today, longestHorizonDays)) throw invalidValue('?until', 'too-far-ahead', 'A plan looks at most ten years ahead.');
  return fromLocal(addDays(last, 1), 0, zone) - 1;
}

const pastOf = (invoice: InvoiceRecord): PlanAnswer['past'] =>
  invoice.facts.taken.map(({ step, occurrence, at, result, channel, outcome }) => ({
    step,
    occurrence,
    at: formatInstant(at),
    result,
    channel,
    outcome,
  }));

/** What stands in the way now; else what will, when a person has to do something about it. The end of a ladder is no obstacle. */
function blockersOf(current: Plan, end: ForecastEnd | null): PlanAnswer['blockers'] {
  if (current.next === 'wait') return [...current.reasons];
  return end?.waitState.waitsFor === 'person' && end.plan.reasons[0] !== 'no-step-left' ? [...end.plan.reasons] : [];
}

const standstillOf = ({ at, plan, step, waitState: { waitsFor, ask } }: ForecastEnd): PlanAnswer['standstill'] => ({
  at: formatInstant(at),
  waitsFor,
  reasons: [...plan.reasons],
  step,
  remedies: [...(ask?.remedies ?? [])],
});

function comingOf({ step, reasons }: ForecastEntry, zone: TimeZone): PlanAnswer['coming'] {
  if (!step) return [];
  const { key, occurrence, at, amount, currency } = step;
  const { kind, channel, tone, template, legal, approval } = step;
  const when = { at: formatInstant(at), date: localDate(at, zone) };
  const how = { kind, channel, tone, template, legal, approval };
  return [{ step: key, occurrence, ...when, ...how, amount: presentMoney(amount, currency), reason: reasons[0] }];
}
