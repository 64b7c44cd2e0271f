/** What crosses between a chase's workflow and everybody else. Plain JSON: instants as RFC 3339 text, amounts as text of minor units. */

/** Input of `invoiceChaseWorkflow`: ids only, nothing personal ever stands in a history. `cycle` counts reopenings from 1. */
export interface ChaseInput {
  readonly tenantId: string;
  readonly invoiceId: string;
  readonly cycle: number;
}

/** Which activity executes a step. */
const chaseActions = ['message', 'call', 'handover', 'internal'] as const;
/** One of {@link chaseActions}. */
export type ChaseAction = (typeof chaseActions)[number];

/** A step by name; `occurrence` counts a repeating step from 1. */
export interface StepRef {
  readonly key: string;
  readonly occurrence: number;
  readonly action: ChaseAction;
}

/**
 * The next move of a chase as the history records it. A higher `revision` always replaces a lower one: revisions are given out under the
 * debtor's lock, so their order is the order of the commits.
 */
export interface ChasePlan {
  readonly revision: number;
  readonly next: 'step' | 'wait' | 'closed';
  /** Only with `step`. */
  readonly step: StepRef | null;
  /** Instant on the chase's own clock at which to act, or to look again; null: only news moves it. */
  readonly at: string | null;
  /** The same on the server's clock; null for a chase on a test clock, which waits for `clockAdvanced`. */
  readonly wakeAt: string | null;
  /** Only with `closed`. */
  readonly outcome: string | null;
  readonly reason: string;
  /** One line for the Temporal UI, without personal data: "2026-0103: waits until 14-12-2026 09:12 for notice". */
  readonly summary: string;
  /** Markdown for the Temporal UI: where the case stands. */
  readonly details: string;
  /** Only on a test clock: the clock's instant when the plan was made, so that a chase started on a clock that is ahead acts at once. */
  readonly clockNow?: string | null;
  /**
   * How long one attempt of the step may take, in milliseconds. It travels in the plan because the workflow cannot read configuration:
   * a value that is recorded replays the same. Absent: the workflow's own constant.
   */
  readonly stepTimeoutMs?: number;
  /** What the Temporal UI calls the invoice; no personal data. Absent: a plan of an earlier release. */
  readonly label?: string;
  /** How long the worker that sends a message may be silent before Temporal gives the step to another, in milliseconds. Absent: as above. */
  readonly stepHeartbeatMs?: number;
}

const instantShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * Epoch milliseconds of RFC 3339 text in UTC, `null` for anything else. Only `Z`: text without a zone would be read in the zone of the
 * worker's host, which is not the same on every replay. (Not the domain's parser: its calendar would be loaded into every cached workflow.)
 */
export function instantMs(text: string | null | undefined): number | null {
  if (text === null || text === undefined || !instantShape.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isInstantOrNull = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && instantMs(value) !== null);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value);
const isText = (value: unknown): boolean => typeof value === 'string';

function isStepRef(value: unknown): boolean {
  return (
    isRecord(value) && isText(value['key']) && isCount(value['occurrence']) && chaseActions.some((action) => action === value['action'])
  );
}

/**
 * Whether a value from outside is a plan the workflow can follow: instants in UTC (`Z`), a known action, a step with `step`, an outcome
 * with `closed`. A plan of a newer release that this one cannot follow is no plan, and the chase asks for another.
 */
export function isChasePlan(value: unknown): value is ChasePlan {
  if (!isRecord(value) || !isCount(value['revision']) || !isInstantOrNull(value['at']) || !isInstantOrNull(value['wakeAt'])) return false;
  if (!isInstantOrNull(value['clockNow']) || !isText(value['summary']) || !isText(value['details'])) return false;
  if (value['label'] !== undefined && !isText(value['label'])) return false;
  if (value['next'] === 'step') return isStepRef(value['step']);
  return value['next'] === 'wait' || (value['next'] === 'closed' && isText(value['outcome']));
}

/** What the query `getChase` answers, for support. */
export interface ChaseView {
  readonly input: ChaseInput;
  readonly plan: ChasePlan | null;
  readonly clockNow: string | null;
  readonly acting: boolean;
  readonly signalsWaiting: number;
}

/** What the workflow returns. */
export interface ChaseResult {
  readonly outcome: string;
}

/** Registered workflow type; frozen for ever. */
export const chaseWorkflowType = 'invoiceChaseWorkflow';
/** Query name. */
export const chaseQueryName = 'getChase';

/**
 * Search attributes, all of type Keyword, set once at start: opaque ids, and the creditor's own references where they name nobody
 * (`searchableReference`). The due date is text, `YYYY-MM-DD`: it is compared as such, and a Datetime would need an hour and a zone.
 */
export const searchAttributes = {
  tenant: 'MaanwerkTenant',
  debtor: 'MaanwerkDebtor',
  currency: 'MaanwerkCurrency',
  number: 'MaanwerkInvoiceNumber',
  externalId: 'MaanwerkExternalId',
  dueDate: 'MaanwerkDueDate',
} as const;
