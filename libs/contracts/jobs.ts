/** What crosses between a job's workflow and everybody else: ids and counts, nothing of a person. Names are frozen for ever. */

/** Kinds of long work, as they stand in the row of a job and in the API. */
export const jobKinds = { clockAdvance: 'clock.advance', portfolioSimulation: 'portfolio.simulation', ublImport: 'import.ubl' } as const;
/** One of {@link jobKinds}. */
export type JobKind = (typeof jobKinds)[keyof typeof jobKinds];

/** Registered workflow type that works off a kind of job. */
export const jobWorkflowTypes = {
  [jobKinds.clockAdvance]: 'clockWalkWorkflow',
  [jobKinds.portfolioSimulation]: 'portfolioSimulationWorkflow',
  [jobKinds.ublImport]: 'documentImportWorkflow',
} as const satisfies Record<JobKind, string>;

/** Input of a job's workflow, and of each of its activities. */
export interface JobInput {
  readonly tenantId: string;
  readonly jobId: string;
}

/** How far a job is. `total` is null while nobody knows it. */
export interface JobProgress {
  readonly done: number;
  readonly total: number | null;
}

/** `going`: there is more to do. The others are how a job ends; the row of the job says why. */
export type JobState = 'going' | 'done' | 'failed' | 'cancelled';

/** What one turn of a job came to. */
export interface JobTurn extends JobProgress {
  readonly state: JobState;
}

/** A job that ends although no turn could end it. */
export interface JobClosing extends JobInput {
  readonly state: Extract<JobState, 'failed' | 'cancelled'>;
}

/**
 * Implemented in `activities/jobs`. One call is one turn: of seconds, so that a history shows how far the job is, and the next goes on where the
 * last stopped.
 */
export interface JobActivities {
  /** Walks a test clock towards its target. */
  walkClock(input: JobInput): Promise<JobTurn>;
  /** Plays the open book under two policies, in one turn. */
  simulatePortfolio(input: JobInput): Promise<JobTurn>;
  /** Writes the documents of an import, one after another. */
  importDocuments(input: JobInput): Promise<JobTurn>;
  /** Writes the end of a job whose turn was cancelled in Temporal, or failed for good. A job that has ended stays as it is. */
  closeJob(input: JobClosing): Promise<JobTurn>;
}

/** What the query {@link jobQueryName} answers: how far it was after its last turn. */
export interface JobView extends JobInput, JobTurn {
  readonly turns: number;
}

/** Query name. */
export const jobQueryName = 'getJob';
