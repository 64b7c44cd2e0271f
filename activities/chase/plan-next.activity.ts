import type { ChaseInput, ChasePlan } from '#contracts/chase.js';
import type { Casebook } from '#casebook/casebook.js';
import { settleClaims } from '#casebook/commands/settle-claims.js';
import { inChase } from '#dispatch/in-chase.js';

/** Decides over fresh facts. A claim that nobody is sending any more is ended first. */
export class PlanNext {
  constructor(private readonly book: Casebook) {}

  async run(chase: ChaseInput): Promise<ChasePlan> {
    const { plan } = await inChase(this.book, chase, (debtorCase) => settleClaims(debtorCase, chase.invoiceId));
    return plan;
  }
}
