import type { RecordSignalInput } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { type Refused, refuse } from '#casebook/actor.js';
import type { Casebook } from '#casebook/casebook.js';
import { recordDirectSignal, refuseDirectSignal } from '#casebook/commands/direct-signal.js';
import { refusedData } from '#database/database.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import { inChase } from '#dispatch/in-chase.js';

/** Records a fact that was signalled straight to Temporal: Postgres is the truth, so it must be there before anything follows from it. */
export class RecordSignal {
  constructor(private readonly book: Casebook) {}

  async run({ chase, signal, signalId, payload }: RecordSignalInput): Promise<ChasePlan> {
    const which = { invoiceId: chase.invoiceId, signal, signalId };
    const recording = inChase(this.book, chase, (debtorCase) => recordDirectSignal(debtorCase, which, payload));
    const { plan } = await recording.catch((error: unknown) => {
      const refused = refusalOf(error);
      if (refused === null) throw error;
      return inChase(this.book, chase, (debtorCase) => refuseDirectSignal(debtorCase, which, refused));
    });
    return plan;
  }
}

/**
 * A payload that passed its shape and yet cannot become a fact: refused, since the chase waits while a signal is being recorded, and a retry
 * that can never succeed would stop it for good. Null for what may succeed the next time.
 */
function refusalOf(error: unknown): Refused | null {
  if (error instanceof DomainRefusal) return refuse('signal-not-recordable', error.argument, error.message);
  const state = refusedData(error);
  return state === null ? null : refuse('signal-not-recordable', '', `The database refuses it (SQLSTATE ${state}).`);
}
