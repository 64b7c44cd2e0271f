/** A debtor with several invoices on the real casebook and the real activities, driven the way his workflows drive it. */
import type { ChaseActivities, StepInput } from '#contracts/activities.js';
import type { StepRef } from '#contracts/chase.js';
import { chaseActivities } from '#activities/activity-registry.js';
import { isRefused, type Refused } from '#casebook/actor.js';
import { notFound } from '#casebook/casebook.js';
import type { RegisterInput } from '#casebook/commands/registration.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { formatInstant, type Instant, localDate } from '#domain/calendar/zone.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { DatabaseHouse } from '#testing/database-house.js';
import { scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';

/** A step or a look that a chase waits for, with the instant it waits until. */
interface Due {
  readonly [column: string]: unknown;
  readonly invoice_id: string;
  readonly cycle: number;
  readonly next_kind: 'step' | 'wait';
  readonly key: string | null;
  readonly occurrence: number | null;
  readonly kind: string | null;
  readonly at: Date;
}

/** More moves than a debtor makes in one advance: whoever needs more goes round in circles. */
const mostMoves = 400;

const actions: Readonly<Record<string, StepRef['action']>> = {
  message: 'message',
  call: 'call',
  handover: 'handover',
  internal: 'internal',
};

/** What an operation came to. */
export type Outcome<T> = { readonly done: T } | { readonly refused: Refused };

export class World {
  readonly invoiceIds: string[] = [];
  readonly channels = scriptedChannels();
  private readonly activities: ChaseActivities;
  /** Called after every move of a chase. */
  moved: (what: string) => Promise<void> = async () => undefined;

  private constructor(
    readonly house: DatabaseHouse,
    readonly debtorId: string,
  ) {
    this.activities = chaseActivities(house.book, this.channels, senderOfSpecs);
  }

  /** A new debtor in a house, with his first invoice. */
  static async open(house: DatabaseHouse, first: Partial<RegisterInput>): Promise<World> {
    const { debtorId, invoiceId } = await house.register(first);
    const world = new World(house, debtorId);
    world.invoiceIds.push(invoiceId);
    return world;
  }

  get now(): Instant {
    return this.house.now;
  }

  get today(): IsoDate {
    return localDate(this.house.now, 'Europe/Amsterdam');
  }

  /** One more invoice of the debtor. */
  async register(order: Partial<RegisterInput>): Promise<string> {
    const { invoiceId } = await this.house.register({ ...order, debtor: { id: this.debtorId } });
    this.invoiceIds.push(invoiceId);
    return invoiceId;
  }

  /** Runs a command on an invoice under the debtor's lock; what is refused changes nothing. */
  async onInvoice<T>(invoiceId: string, work: (debtorCase: DebtorCase) => Promise<T | Refused>): Promise<Outcome<T>> {
    return this.outcome(await this.house.book.ofInvoice({ actor: this.house.actor, invoiceId }, work));
  }

  /** Runs a command on the debtor under his lock. */
  async onDebtor<T>(work: (debtorCase: DebtorCase) => Promise<T | Refused>): Promise<Outcome<T>> {
    return this.outcome(await this.house.book.ofDebtor({ actor: this.house.actor, debtorId: this.debtorId }, work));
  }

  private outcome<T>(answer: T | Refused | typeof notFound): Outcome<T> {
    if (answer === notFound) throw new Error('the case is gone');
    if (typeof answer === 'object' && answer !== null && isRefused(answer)) return { refused: answer };
    return { done: answer };
  }

  /** Lets time pass: every chase does what it waits for at its own instant, in order. */
  async advance(to: Instant): Promise<void> {
    for (let moves = 0; ; moves += 1) {
      if (moves > mostMoves) throw new Error(`the chases move without end at ${formatInstant(this.now)}`);
      const due = await this.nextDue(to);
      if (!due) break;
      this.house.now = Math.max(this.now, due.at.getTime());
      await this.move(due);
      await this.moved(`${due.next_kind} ${due.key ?? ''}`);
    }
    this.house.now = Math.max(this.now, to);
  }

  private async nextDue(to: Instant): Promise<Due | undefined> {
    const rows = await this.house.rows<Due>(
      `select invoice_id, cycle, next_kind, plan->'step'->>'key' as key, (plan->'step'->>'occurrence')::int as occurrence, plan->'step'->>'kind' as kind,
         next_at as at
       from chase where debtor_id = $1 and outcome is null and next_at <= $2 order by next_at, invoice_id limit 1`,
      [this.debtorId, new Date(to)],
    );
    return rows[0];
  }

  private async move(due: Due): Promise<void> {
    const chase = this.house.chaseOf({ invoiceId: due.invoice_id }, due.cycle);
    if (due.next_kind === 'wait' || due.key === null) return void (await this.activities.planNext(chase));
    const step: StepRef = { key: due.key, occurrence: due.occurrence ?? 1, action: actions[due.kind ?? ''] ?? 'message' };
    await this.take({ chase, step });
  }

  private async take(input: StepInput): Promise<void> {
    const { activities } = this;
    const work = {
      message: () => activities.sendMessage(input),
      call: () => activities.openCallTask(input),
      handover: () => activities.handOver(input),
      internal: () => activities.runInternalStep(input),
    }[input.step.action];
    // Its providers take everything, so whatever is thrown here is a bug and ends the life.
    await work();
  }
}
