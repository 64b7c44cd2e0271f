import type { ChaseInput, ChasePlan } from '#contracts/chase.js';
import type { Casebook } from '#casebook/casebook.js';
import { settleDue } from '#casebook/commands/settle-due.js';
import { inChase } from './chase-tools.js';

/** Decides over fresh facts. What time alone has changed (a broken promise, a call nobody made) becomes a fact first. */
export class PlanNext {
  constructor(private readonly book: Casebook) {}

  async run(chase: ChaseInput): Promise<ChasePlan> {
    const { plan } = await inChase(this.book, chase, (open) => settleDue(open, chase.invoiceId));
    return plan;
  }
}
