/** What the house does for itself, by Schedules of Temporal. Names are frozen for ever. */

/** What one look for forgotten work came to. */
export interface Revived {
  readonly chases: number;
  readonly jobs: number;
}

/** What the daily look at the hash chains came to. */
export interface AuditVerified {
  readonly creditors: number;
  /** Seals that were read. */
  readonly read: number;
  readonly findings: number;
}

/** Implemented in `activities/housekeeping`. */
export interface HousekeepingActivities {
  /** Removes what need not be kept. */
  sweep(): Promise<void>;
  /** Orders anew the start of what should have gone on and did not. */
  reviveForgotten(): Promise<Revived>;
  /** Asks providers under which Message-IDs mails travelled. @returns how many they told */
  learnMailIds(): Promise<number>;
  /** Reads the hash chains of audit events. */
  verifyAudit(): Promise<AuditVerified>;
}

/** Id of each Schedule, with the workflow that it starts. */
export const housekeepingSchedules = {
  sweep: { scheduleId: 'maanwerk-sweep', workflowType: 'sweepWorkflow' },
  revive: { scheduleId: 'maanwerk-revive', workflowType: 'reviveForgottenWorkflow' },
  audit: { scheduleId: 'maanwerk-audit', workflowType: 'verifyAuditWorkflow' },
  mailIds: { scheduleId: 'maanwerk-mail-ids', workflowType: 'learnMailIdsWorkflow' },
} as const;
