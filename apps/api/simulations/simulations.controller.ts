/** What-ifs: what a policy would send. Nothing is sent, and nobody is said to pay. */
import { Body, Controller, Post } from '@nestjs/common';
import { toPublicId } from '#contracts/ids.js';
import { orderPortfolioSimulation } from '#casebook/commands/portfolio-simulations.js';
import { isRefused } from '#casebook/actor.js';
import { findJobView } from '#database/queries/job-views.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { localDate } from '#domain/calendar/zone.js';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import { threadTask } from '#threads/work-pool.js';
import { calculate } from '../calculators/calculate.js';
import { refusalProblem } from '../http/case-commands.js';
import { Commands } from '../http/commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation, WrittenAnswer } from '../http/operation.decorator.js';
import { invalidValue, notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { jobOut, presentJob } from '../jobs/jobs.schema.js';
import { HeavyWork, heavyWorkProblems } from '../work/heavy-work.js';
import { chosenPolicy } from './policy-choice.js';
import { mostDays, portfolioBody, type PortfolioBody } from './portfolio.schema.js';
import { simulationInputOf } from './simulation-input.js';
import { simulationBody, type SimulationBody, simulationOut } from './simulations.schema.js';
import type { play } from './play.thread.js';

const playTask = threadTask<typeof play>(new URL('./play.thread.js', import.meta.url), 'play');
/** What a what-if that is too large has too much of. */
const advice = 'fewer invoices of one debtor, fewer events, a shorter span, or a policy with fewer and rarer steps';
const simulated = { fields: ['invoices'] } as const;

@Controller('v1')
export class SimulationsController {
  constructor(
    private readonly reads: Reads,
    private readonly commands: Commands,
    private readonly work: HeavyWork,
  ) {}

  @Post('simulations')
  @Operation({
    id: 'simulate',
    scope: 'policies:read',
    summary: 'What a policy would do with these invoices and events; nothing is stored',
    answers: { 200: simulationOut },
    problems: heavyWorkProblems,
    pure: true,
  })
  async simulate(
    @At() exchange: Exchange,
    @Body({ schema: simulationBody }) body: SimulationBody,
  ): Promise<WrittenAnswer<typeof simulationOut>> {
    const policy = await this.reads.run(exchange, (tx) => chosenPolicy(tx, 'policy', body.policy));
    const { accounts, span } = calculate(simulated, () => simulationInputOf(body, policy));
    const input = { policy, accounts, span, limitUnits: this.work.limitUnits };
    const played = await this.work.run(exchange, playTask, { input, advice });
    if ('json' in played) return new WrittenAnswer(played.json);
    if ('exceeded' in played) throw this.work.tooLarge('units', advice);
    const { code, argument, detail } = played.refused;
    return calculate(simulated, () => {
      throw new DomainRefusal(code, argument, detail);
    });
  }

  @Post('portfolio-simulations')
  @Operation({
    id: 'simulatePortfolio',
    scope: 'policies:read',
    summary: 'The open book under another policy: a job, and a difference per debtor',
    answers: { 202: jobOut },
  })
  portfolio(@At() exchange: Exchange, @Body({ schema: portfolioBody }) body: PortfolioBody): Promise<AnswerOf<typeof jobOut>> {
    return this.commands.run(exchange, async (tx) => {
      const policy = await chosenPolicy(tx, 'policy', body.policy);
      const last = addDays(localDate(this.reads.now, policy.timeZone), mostDays);
      if (body.until !== undefined && body.until > last) throw invalidValue('/until', 'too-far-ahead', `until: ${last} at the latest`);
      const against = body.against === undefined ? null : await chosenPolicy(tx, 'against', body.against);
      const ordered = await orderPortfolioSimulation(tx, {
        policy: policyToJson(policy),
        against: against && policyToJson(against),
        days: body.days,
        until: body.until ?? null,
        debtorIds: body.debtors ?? null,
      });
      if (isRefused(ordered)) throw refusalProblem(ordered);
      const job = await findJobView(tx, ordered.jobId);
      if (!job) throw notFound('job');
      return { status: 202, body: presentJob(job), headers: { Location: `/v1/jobs/${toPublicId('job', job.id)}` } };
    });
  }
}
