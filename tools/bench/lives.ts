/** Whole lives through the whole product: registered through the API, five reminders by the worker and the simulator, paid through the API. */
import { chaseWorkflowId, fromPublicId } from '#contracts/ids.js';
import { LiveClock } from '#casebook/clock.js';
import { dayOf, fiveReminders, invoiceBody } from './lib/bodies.js';
import { cpuMsOf } from './lib/processes.js';
import type { Product } from './lib/product.js';
import { type LifeKind, type LivesMeasured, type LivesSize, measureLives } from './temporal-lives.js';

/** Steps of a life. */
export const stepsOfALife = fiveReminders.steps.length;
const dayMs = 86_400_000;
/** How often the database is asked who has taken all steps: one question for all lives, and seldom, for the answer costs both processors. */
const lookEveryMs = 200;
/**
 * A life that takes longer is stuck. At load 36 the answer to a completed workflow task was seen to run into its deadline. We take it that the eager
 * activity in such an answer is an order that nobody has: the server gives it out again when no heartbeat came for 10 s (a message; 60 s for
 * what does not beat), five seconds later. Twice in one life is bad luck, not a standstill.
 */
const lifeDeadlineMs = 240_000;

/** How fast the domain's time runs, for the API, the worker and the bench alike. */
export interface Pace {
  readonly scale: number;
  readonly origin: number;
}

/** A pace at which a day takes `ms`. */
export const paceOf = (ms: number): Pace => ({ scale: Math.round(dayMs / ms), origin: Date.now() });

/** The settings that give API and worker a pace. */
export const settingsOf = ({ scale, origin }: Pace) => ({ MAANWERK_CLOCK_SCALE: String(scale), MAANWERK_CLOCK_ORIGIN: String(origin) });

/** Lives with the processor milliseconds of each process that went into one. They hardly depend on what else the machine does. */
export interface CostedLives extends LivesMeasured {
  readonly cpu: Readonly<Record<string, number>>;
}

/** Measures lives and what they cost. `bench` is this process: the generator, and for bare lives also their worker. */
export async function costed(product: Product, measure: () => Promise<LivesMeasured>): Promise<CostedLives> {
  const books = (): Record<string, number> =>
    Object.fromEntries(
      Object.entries({ ...product.pids, bench: process.pid }).map(([name, pid]) => [name, cpuMsOf(pid, name === 'bench')]),
    );
  const before = books();
  const measured = await measure();
  const cpu = Object.entries(books()).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / measured.lives]);
  return { ...measured, cpu: Object.fromEntries(cpu) };
}

/** Lets lives pass through the product. `restMs` is how long a life lies still before it is paid, 0 under load. */
export async function measureProductLives(product: Product, pace: Pace, size: LivesSize & { restMs?: number }): Promise<LivesMeasured> {
  const clock = new LiveClock(pace.scale, pace.origin);
  const today = (): string => dayOf(clock.now());
  const watch = new StepWatch(product);
  const run = `${process.pid}-${Date.now()}`;
  const invoices: string[] = [];
  const kind: LifeKind = {
    start: async (index) => {
      const terms = { issueDate: today(), dueDate: today(), policy: fiveReminders.key };
      const id = await product.create('/v1/invoices', invoiceBody(`l${run}-${index}`, terms));
      invoices[index] = id;
      return chaseWorkflowId(uuidOf(id));
    },
    stepsTaken: async (index) => {
      await watch.all(uuidOf(invoices[index] ?? ''));
      if (size.restMs) await new Promise((resolve) => setTimeout(resolve, size.restMs));
    },
    pay: async (index) => {
      const payment = { amount: { amount: 12_100, currency: 'EUR' }, paidOn: today() };
      await product.create(`/v1/invoices/${invoices[index]}/payments`, JSON.stringify(payment));
    },
  };
  try {
    return await measureLives(product.measuringPoint, kind, size);
  } finally {
    watch.stop();
  }
}

function uuidOf(publicId: string): string {
  const uuid = fromPublicId('invoice', publicId);
  if (uuid === null) throw new Error(`not an invoice: ${publicId}`);
  return uuid;
}

/** Asks the ledger again and again whose messages have all left. */
class StepWatch {
  private readonly waiting = new Map<string, { done: () => void; timer: NodeJS.Timeout }>();
  private stopped = false;

  constructor(private readonly product: Product) {
    // After a failed measurement the database may be gone before the loop notices.
    this.loop().catch((error: unknown) => {
      if (!this.stopped) throw error;
    });
  }

  all(invoiceId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`a life did not take its steps within ${lifeDeadlineMs} ms`)), lifeDeadlineMs);
      this.waiting.set(invoiceId, { done: resolve, timer });
    });
  }

  stop(): void {
    this.stopped = true;
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      if (this.waiting.size > 0) await this.look();
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  private async look(): Promise<void> {
    const rows = await this.product.owner.ofTenant(this.product.tenantId, (tx) =>
      tx.query<{ invoice_id: string }>(
        `select invoice_id from ledger where invoice_id = any($1::uuid[]) and result in ('sent', 'delivered') group by invoice_id having count(*) >= $2`,
        [[...this.waiting.keys()], stepsOfALife],
        'bench-steps',
      ),
    );
    for (const { invoice_id: id } of rows) {
      const one = this.waiting.get(id);
      this.waiting.delete(id);
      clearTimeout(one?.timer);
      one?.done();
    }
  }
}
