/**
 * One invoice's chase: sleeps until its next escalation point, lets an activity take the step, and listens meanwhile. It says *when*; what
 * happens is decided over the database and comes as a plan: with the start, with a signal, as an activity's answer. The commands are always plan -> (act | timer), so a new
 * kind of step, channel or event changes nothing here and running chases replay; only a change of this loop needs `patched()`.
 */
import * as wf from '@temporalio/workflow';
import { type ChaseInput, type ChasePlan, type ChaseResult, type ChaseView, chaseQueryName } from '#contracts/chase.js';
import { clockSignalName, factSignals } from '#contracts/signals.js';
import { planNext, recordSignal, takeStep } from './activity-proxies.js';
import { ChaseInbox, type Move } from './chase-inbox.js';

/** Patch: a signal with a name nobody knows is refused with an event. Frozen; asked only when such a signal comes, so no other history has it. */
const strangersRefused = 'strangers-refused';

/**
 * Chases one invoice for one cycle.
 * @param plan the plan made in the transaction that opened the chase; without it the chase begins by planning
 * @returns how the chase ended; it never fails for a reason of the business
 */
export async function invoiceChaseWorkflow(input: ChaseInput, plan?: ChasePlan): Promise<ChaseResult> {
  const inbox = new ChaseInbox(wf.workflowInfo().originalExecutionRunId, plan);
  listen(input, inbox);
  const result = await chase(input, inbox);
  await wf.condition(wf.allHandlersFinished);
  return result;
}

/**
 * Handlers put what they hear in the inbox, and the loop acts. Only what came straight to Temporal is recorded by the handler that heard
 * it, or by the one that records already: a recorder that waits all the chase's life would cost each sleeping chase 10 KB.
 */
function listen(input: ChaseInput, inbox: ChaseInbox): void {
  const hear = (signal: string, payload: unknown): void | Promise<void> => {
    // Histories of before this patch planned again at such a signal; that they did was all that anybody saw of it.
    if (inbox.isStranger(signal, payload) && wf.patched(strangersRefused)) inbox.refuse(signal);
    else inbox.receive(signal, payload);
    if (inbox.mayRecord) return recordDirectSignals(input, inbox);
  };
  for (const signal of Object.keys(factSignals)) {
    wf.setHandler(wf.defineSignal<[unknown]>(signal), (payload) => hear(signal, payload));
  }
  wf.setHandler(wf.defineSignal<[unknown]>(clockSignalName), (payload) => {
    inbox.clockAdvanced(payload);
    wf.setCurrentDetails(inbox.details); // the loop sleeps on when the clock has not come as far as its plan
  });
  wf.setDefaultSignalHandler(hear);
  wf.setHandler(wf.defineQuery<ChaseView>(chaseQueryName), () => inbox.view(input));
}

async function chase(input: ChaseInput, inbox: ChaseInbox): Promise<ChaseResult> {
  for (;;) {
    const move = inbox.next(Date.now());
    wf.setCurrentDetails(inbox.details); // shown by the Temporal UI through a query: no event, no action
    if (move.kind === 'end') return { outcome: move.outcome };
    if (move.kind === 'wait') await waitForNews(inbox, move);
    else await act(input, inbox, move);
  }
}

/** A payment and the timer can arrive in one activation: the signal is heard first, and the loop asks the inbox again before it acts. */
async function waitForNews(inbox: ChaseInbox, { untilMs, summary }: Extract<Move, { kind: 'wait' }>): Promise<void> {
  if (untilMs === null) return wf.condition(() => inbox.news);
  // `wf.condition` with a timeout does the same with twice as many promises, and each keeps its stack trace for as long as the chase sleeps.
  let due = false;
  const nap = new wf.CancellationScope();
  const ring = (): void => void (due = true);
  nap.run(() => wf.sleep(Math.max(1, untilMs - Date.now()), { summary })).then(ring, ring);
  await wf.condition(() => inbox.news || due);
  nap.cancel();
}

async function act(input: ChaseInput, inbox: ChaseInbox, move: Extract<Move, { kind: 'plan' | 'step' }>): Promise<void> {
  try {
    const plan =
      move.kind === 'plan'
        ? await planNext(input, move.why, move.label)
        : (await takeStep({ chase: input, step: move.step }, move.plan)).plan;
    inbox.answered(plan, Date.now());
  } catch (error) {
    inbox.failed(failureType(error), Date.now());
  }
}

/**
 * Records facts that were signalled straight to Temporal, one after the other, also while a step is being taken: a message that is being
 * retried for hours must not keep a payment out of the database.
 */
async function recordDirectSignals(input: ChaseInput, inbox: ChaseInbox): Promise<void> {
  for (let signal = inbox.takeDirect(); signal !== null; signal = inbox.takeDirect()) {
    try {
      inbox.recorded(await recordSignal({ chase: input, ...signal }));
    } catch (error) {
      inbox.recordingFailed(failureType(error));
    }
  }
}

/** The `type` of an activity's failure. Anything else (a cancellation, a bug of ours) is passed on. @throws the error itself */
function failureType(error: unknown): string {
  if (!(error instanceof wf.ActivityFailure) || wf.isCancellation(error)) throw error;
  const type = error.cause instanceof wf.ApplicationFailure ? error.cause.type : null;
  wf.log.warn('chase: an activity failed for good', { activity: error.activityType, failure: type ?? error.cause?.name });
  return type ?? error.cause?.name ?? 'an unknown failure';
}
