import { Context } from '@temporalio/activity';
import type { LiveClock } from '#casebook/clock.js';
import type { AuditVerified, HousekeepingActivities } from '#contracts/housekeeping.js';
import { toPublicId } from '#contracts/ids.js';
import { checkDaily } from '#database/audit/daily-check.js';
import { learnMailIds, type MailIdParts } from './mail-ids.js';
import { reviveForgotten, reviveJobs, sweep } from './housekeeping.js';

/** What housekeeping needs. */
export interface HousekeepingParts extends Omit<MailIdParts, 'pause'> {
  readonly live: LiveClock;
  /** Hears how many chases were revived, each time they are looked for. */
  readonly chasesRevived?: (count: number) => void;
  /** Says that the work goes on; absent: to Temporal. */
  readonly beat?: () => void;
}

/** The daily look at the audit ends its turn after this; what it did not come to, it reads the next day. */
const auditForMs = 20 * 60_000;

async function verifyAudit({ system, log, beat = () => Context.current().heartbeat() }: HousekeepingParts): Promise<AuditVerified> {
  const until = Date.now() + auditForMs;
  const { creditors, read, findings, suspect } = await checkDaily(system, { goOn: () => Date.now() < until, heard: beat });
  for (const { tenantId, findings: count } of suspect)
    log.warn('the audit of a creditor does not hold', { tenantId: toPublicId('tenant', tenantId), count });
  return { creditors, read, findings };
}

/** The activities that Schedules start. */
export const housekeepingActivities = (parts: HousekeepingParts): HousekeepingActivities => ({
  verifyAudit: () => verifyAudit(parts),
  sweep: () => sweep(parts.system),
  learnMailIds: () => learnMailIds(parts),
  reviveForgotten: async () => {
    const { system, live, log, chasesRevived } = parts;
    const chases = await reviveForgotten(system, new Date(live.now()));
    const jobs = await reviveJobs(system);
    chasesRevived?.(chases);
    if (chases > 0) log.warn('forgotten chases revived', { count: chases });
    if (jobs > 0) log.warn('forgotten jobs revived', { count: jobs });
    return { chases, jobs };
  },
});
