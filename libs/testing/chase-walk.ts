/** Walks the chases of a database house through time, as their workflows would: each wakes at its instant and takes its step. */
import type { ChaseActivities, StepInput, StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import type { Casebook } from '#casebook/casebook.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import { localDate } from '#domain/calendar/zone.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { DatabaseHouse } from './database-house.js';

/** What a walk needs. */
export interface Walk {
  readonly house: DatabaseHouse;
  readonly activities: ChaseActivities;
  /** Whether approvals are given at once; when not they stay open. */
  readonly approves?: boolean;
}

type Due = { invoice_id: string; number: string; next_at: Date };
type OpenApproval = { id: string; invoice_id: string };

const mostSteps = 400;

/** Walks every open chase of the house until an instant. @returns `2026-03-23 notice#1 sent F-1`, one line a step */
export async function walkTo(walk: Walk, until: Instant): Promise<string[]> {
  const { house } = walk;
  const lines: string[] = [];
  if (walk.approves) await approveAll(walk);
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const [due] = await house.rows<Due>(
      `select c.invoice_id, i.number, c.next_at from chase c join invoice i on i.id = c.invoice_id
       where c.outcome is null and c.next_at is not null and c.next_at <= $1 order by c.next_at, i.number limit 1`,
      [new Date(until)],
    );
    if (!due) {
      house.now = Math.max(house.now, until);
      return lines;
    }
    house.now = Math.max(house.now, due.next_at.getTime());
    const line = await wake(walk, due);
    if (line) lines.push(line);
    if (walk.approves) await approveAll(walk);
  }
  throw new Error(`a chase runs in circles: ${lines.slice(-6).join(', ')}`);
}

async function wake({ house, activities }: Walk, { invoice_id: invoiceId, number }: Due): Promise<string | null> {
  const chase = house.chaseOf({ invoiceId });
  const plan = await activities.planNext(chase);
  if (plan.next !== 'step' || !plan.step || Date.parse(plan.at ?? '') > house.now) return null;
  const { result } = await act(activities, plan, { chase, step: plan.step });
  return `${localDate(house.now, 'Europe/Amsterdam')} ${plan.step.key}#${plan.step.occurrence} ${result} ${number}`;
}

function act(activities: ChaseActivities, { step }: ChasePlan, input: StepInput): Promise<StepResult> {
  switch (step?.action) {
    case 'call':
      return activities.openCallTask(input);
    case 'handover':
      return activities.handOver(input);
    case 'internal':
      return activities.runInternalStep(input);
    default:
      return activities.sendMessage(input);
  }
}

async function approveAll({ house }: Walk): Promise<void> {
  const open = await house.rows<OpenApproval>(`select id, invoice_id from task where kind = 'approval' and status = 'open'`);
  for (const { id, invoice_id: invoiceId } of open) await answerTask(house.book, { tenantId: house.tenantId, invoiceId, taskId: id });
}

async function answerTask(book: Casebook, of: { tenantId: string; invoiceId: string; taskId: string }): Promise<void> {
  await book.ofInvoice({ actor: { tenantId: of.tenantId, name: 'spec' }, invoiceId: of.invoiceId }, (debtorCase) =>
    recordTaskOutcome(debtorCase, of.taskId, { code: 'approved', note: null, promise: null, plan: null, dispute: null }),
  );
}
