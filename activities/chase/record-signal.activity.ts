import type { RecordSignalInput } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import type { Casebook } from '#casebook/casebook.js';
import { recordDirectSignal } from '#casebook/commands/direct-signal.js';
import { inChase } from './chase-tools.js';

/** Records a fact that was signalled straight to Temporal: Postgres is the truth, so it must be there before anything follows from it. */
export class RecordSignal {
  constructor(private readonly book: Casebook) {}

  async run({ chase, signal, signalId, payload }: RecordSignalInput): Promise<ChasePlan> {
    const { plan } = await inChase(this.book, chase, (open) =>
      recordDirectSignal(open, { invoiceId: chase.invoiceId, signal, signalId }, payload),
    );
    return plan;
  }
}
