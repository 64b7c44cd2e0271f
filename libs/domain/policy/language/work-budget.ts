/** How much work a question may be. Work is counted where it is done, so the same question is the same work on every machine; time is not. */
import { compile, compileWith, type Meter } from './compile.js';
import type { Policy } from './policy.js';

/** A question that is more work than it may be. */
export class WorkExceeded extends Error {
  constructor(readonly limit: number) {
    super(`more than ${limit} units of work`);
    this.name = 'WorkExceeded';
  }
}

/** The work that one question may be. It is looked at between decisions, each of which is small. */
export class WorkBudget {
  readonly meter: Meter = { units: 0 };
  private readonly policies = new Map<Policy, Policy>();

  constructor(readonly limit: number) {}

  /** The same policy, whose decisions count on this budget. */
  metered(policy: Policy): Policy {
    const known = this.policies.get(policy);
    if (known) return known;
    const own: Policy = { ...policy };
    compileWith(own, { ...compile(policy), policy: own, meter: this.meter });
    this.policies.set(policy, own);
    // Asked for what is metered already, it is that.
    this.policies.set(own, own);
    return own;
  }

  /** Adds work that no decision counts. @throws WorkExceeded when it is more than the limit by now */
  spend(units: number): void {
    this.meter.units += units;
    if (this.meter.units > this.limit) throw new WorkExceeded(this.limit);
  }
}
