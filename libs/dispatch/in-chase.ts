import { z } from 'zod';
import type { StepInput, StepResult } from '#contracts/activities.js';
import { type ChaseInput, type ChasePlan, instantMs } from '#contracts/chase.js';
import { failure } from '#contracts/failure.js';
import type { Actor } from '#casebook/actor.js';
import { type BeforeLoad, type Casebook, notFound } from '#casebook/casebook.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';

/** The workflow as an actor in the audit trail. */
const workflowActor = (tenantId: string): Actor => ({ tenantId, name: 'workflow' });

/** What is done with the debtor's case. */
export interface ChaseWork<T> extends Pick<BeforeLoad, 'withLoad'> {
  readonly work: (debtorCase: DebtorCase) => Promise<T>;
}

/** Opens the case of a chase, works, and gives the answer with the plan that is stored after it. @throws InvoiceGone */
export async function inChase<T>(
  book: Casebook,
  chase: ChaseInput,
  work: ChaseWork<T>['work'] | ChaseWork<T>,
): Promise<{ answer: T; plan: ChasePlan }> {
  const { answer, plan } = await claimInChase(book, chase, typeof work === 'function' ? { work } : work);
  if (plan === null) throw new Error('the case was left without a plan');
  return { answer, plan };
}

/** The same for work that may leave the planning to a later transaction; then there is no plan yet. @throws InvoiceGone */
export async function claimInChase<T>(
  book: Casebook,
  chase: ChaseInput,
  { withLoad, work }: ChaseWork<T>,
): Promise<{ answer: T; plan: ChasePlan | null }> {
  let plan: ChasePlan | null = null;
  const answering = (debtorCase: DebtorCase): Promise<T> => {
    if (debtorCase.invoice(chase.invoiceId).cycle === chase.cycle) debtorCase.returnPlanTo(chase.invoiceId);
    return work(debtorCase);
  };
  const who = { actor: workflowActor(chase.tenantId), invoiceId: chase.invoiceId, ...(withLoad === undefined ? {} : { withLoad }) };
  const answer = await book.ofInvoice(who, answering, async (debtorCase) => {
    if (debtorCase.replansLater) return;
    plan =
      debtorCase.invoice(chase.invoiceId).cycle === chase.cycle
        ? debtorCase.planOf(chase.invoiceId)
        : endedCycle(debtorCase.planOf(chase.invoiceId));
  });
  if (answer === notFound) throw failure('InvoiceGone', 'this tenant has no such invoice', { nonRetryable: true });
  return { answer, plan };
}

/** A workflow of an earlier cycle has nothing left to do: the reopened chase is another run. */
const endedCycle = (plan: ChasePlan): ChasePlan => ({
  ...plan,
  next: 'closed',
  step: null,
  outcome: 'reopened',
  summary: 'closed: reopened as a new cycle',
  details: 'Reopened as a new cycle.',
});

/** A step as the activities take it: what Temporal handed over, and who hears for when it was planned. */
export interface StepOrder extends StepInput {
  readonly planned?: (at: Instant) => void;
}

const plannedStep = z.object({ step: z.object({ key: z.string(), occurrence: z.number(), at: z.string() }) });

/**
 * Tells for when the step was planned: by the plan the chase slept on, since one that is made now never lies in the past. Nothing is told of
 * a chase on a test clock, whose time somebody moves by hand.
 */
export function tellPlanned(debtorCase: DebtorCase, { chase, step, planned }: StepOrder): void {
  if (!planned || debtorCase.record.clock) return;
  const { data } = plannedStep.safeParse(debtorCase.invoice(chase.invoiceId).plan);
  const at = data?.step.key === step.key && data.step.occurrence === step.occurrence ? instantMs(data.step.at) : null;
  if (at !== null) planned(at);
}

/** The step a workflow wants to take, if by fresh facts it is due now; else null, and the plan that is returned says what is. */
export async function dueStep(debtorCase: DebtorCase, order: StepOrder): Promise<PlannedStep | null> {
  const { chase, step } = order;
  if (debtorCase.invoice(chase.invoiceId).cycle !== chase.cycle) return null;
  const plan = await debtorCase.decide(chase.invoiceId);
  if (plan.next !== 'step' || plan.step.at > debtorCase.now) return null;
  if (plan.step.key !== step.key || plan.step.occurrence !== step.occurrence) return null;
  tellPlanned(debtorCase, order);
  return plan.step;
}

/** The answer of a step. */
export const answered = (result: StepResult['result'], plan: ChasePlan): StepResult => ({ result, plan });
