/** A life on the real casebook and activities, written down as what a simulation needs to play it again and what it must come to. */
import { isRefused, type Refused } from '#casebook/actor.js';
import type { RegisterInput } from '#casebook/commands/registration.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { toDay } from '#domain/calendar/iso-date.js';
import { formatInstant, type Instant } from '#domain/calendar/zone.js';
import type { Account } from '#domain/policy/facts/account.js';
import type { DebtorFacts, InvoiceFacts } from '#domain/policy/facts/facts.js';
import { untouchedInvoice } from '#domain/policy/facts/start.js';
import { instantOfDay } from '#domain/policy/facts/local-clock.js';
import type { Policy } from '#domain/policy/language/policy.js';
import type { SimulationEvent } from '#domain/policy/simulation/events.js';
import type { Simulation } from '#domain/policy/simulation/answer.js';
import type { Random } from '../debtor/random.js';
import type { Outcome, World } from '../debtor/world.js';

/** What a life came to: who was contacted about which invoice, when, how and for how much, and how the chases ended. */
export interface Course {
  readonly contacts: readonly string[];
  readonly ends: readonly string[];
}

interface LedgerRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly invoice_id: string;
  readonly step: string;
  readonly occurrence: number;
  readonly kind: string;
  readonly channel: string;
  readonly amount: bigint;
}

interface Contact {
  readonly at: Instant;
  readonly invoice: string;
  readonly step: string;
  readonly occurrence: number;
  readonly kind: string;
  readonly channel: string | null;
  readonly amount: bigint;
}

export class RecordedLife {
  readonly events: SimulationEvent[] = [];
  readonly told: string[] = [];
  readonly from: Instant;
  readonly policies = new Map<string, Policy>();
  /** Counts what needs a name of its own. */
  count = 0;
  private readonly invoices: InvoiceFacts[] = [];
  private readonly contacts: string[] = [];
  private readonly ends: string[] = [];
  private readonly seen = new Set<string>();
  private readonly outcomes = new Map<string, string | null>();

  constructor(
    readonly world: World,
    readonly random: Random,
    private readonly debtor: DebtorFacts,
  ) {
    this.from = world.now;
    world.moved = async (what) => {
      this.told.push(`    ${formatInstant(world.now)} ${what}`);
      await this.look();
    };
  }

  /** What a simulation is given: the debtor and his invoices as they were registered. */
  get account(): Account {
    return { debtor: this.debtor, invoices: [...this.invoices].sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }

  get course(): Course {
    return { contacts: [...this.contacts].sort(), ends: [...this.ends].sort() };
  }

  /** An invoice that was registered a moment ago, as a simulation begins with it. */
  born(id: string, order: Pick<RegisterInput, 'total' | 'termBasis' | 'adopt' | 'directDebit'> & BornOn, policy: Policy): void {
    const { issueDate, dueDate, total, termBasis, adopt: adopted, directDebit: directDebitPending } = order;
    const start = { id, issueDate, dueDate, currency: 'EUR', total, termBasis, adopted, directDebitPending };
    this.invoices.push(untouchedInvoice({ ...start, registeredAt: this.world.now }));
    this.policies.set(id, policy);
    this.outcomes.set(id, null);
    this.told.push(
      `invoice ${this.nameOf(id)}: ${total}, due ${dueDate}, ${termBasis}, ${policy.key}${directDebitPending ? ', collected' : ''}`,
    );
  }

  /** How reports call an invoice. */
  nameOf(id: string): string {
    return `F${this.invoices.findIndex((invoice) => invoice.id === id) + 1}`;
  }

  /** Lets a number of days pass, to the start of a day: when events happen in a simulation. */
  async passDays(days: number): Promise<void> {
    const { world } = this;
    const morning = instantOfDay(toDay(world.today) + days, 0, 'Europe/Amsterdam');
    if (morning <= world.now) return;
    await world.advance(morning - 1);
    world.house.now = morning;
  }

  /** Notes what an operation did, as the simulation is told it. */
  async happened(what: string, ...events: readonly SimulationEvent[]): Promise<void> {
    this.events.push(...events);
    this.told.push(`${formatInstant(this.world.now)} ${what}`);
    await this.look();
  }

  /** Does something to an invoice as the API does: what is refused leaves no trace. Null when it was refused. */
  async onInvoice<T>(invoiceId: string, work: (debtorCase: DebtorCase) => Promise<T | Refused>): Promise<T | null> {
    return undoneWhenRefused(work, (act) => this.world.onInvoice(invoiceId, act));
  }

  /** The same, to the debtor. */
  async onDebtor<T>(work: (debtorCase: DebtorCase) => Promise<T | Refused>): Promise<T | null> {
    return undoneWhenRefused(work, (act) => this.world.onDebtor(act));
  }

  /** Sees what was done since the last look. Approvals are given at once, as a simulation takes it. */
  async look(): Promise<void> {
    await this.seeContacts();
    await this.seeEnds();
    const { world } = this;
    const asked = await world.house.rows<{ id: string; invoice_id: string }>(
      `select id, invoice_id from task where debtor_id = $1 and kind = 'approval' and status in ('open', 'claimed')`,
      [world.debtorId],
    );
    const yes = { code: 'approved', note: null, promise: null, plan: null, dispute: null } as const;
    for (const { id, invoice_id: invoiceId } of asked) {
      await world.onInvoice(invoiceId, (debtorCase) => recordTaskOutcome(debtorCase, id, yes));
      await this.look();
    }
  }

  private async seeContacts(): Promise<void> {
    const { world } = this;
    const rows = await world.house.rows<LedgerRow>(
      `select id, invoice_id, step, occurrence, kind, channel, amount from ledger
       where debtor_id = $1 and kind in ('message', 'confirmation', 'call', 'handover', 'internal') order by recorded_at, id`,
      [world.debtorId],
    );
    for (const { id, invoice_id: invoice, step, occurrence, kind, channel, amount } of rows) {
      if (this.seen.has(id)) continue;
      this.seen.add(id);
      const how = { kind: kind === 'confirmation' ? 'message' : kind, channel: channel === '' ? null : channel };
      this.contacts.push(this.line({ at: world.now, invoice, step, occurrence, amount, ...how }));
    }
  }

  private async seeEnds(): Promise<void> {
    const { world } = this;
    const rows = await world.house.rows<{ invoice_id: string; outcome: string | null }>(
      'select invoice_id, outcome from chase where debtor_id = $1',
      [world.debtorId],
    );
    for (const { invoice_id: id, outcome } of rows) {
      if (outcome !== null && this.outcomes.get(id) === null) this.ends.push(`${this.nameOf(id)} ${outcome} ${world.today}`);
      this.outcomes.set(id, outcome);
    }
  }

  private line({ at, invoice, step, occurrence, kind, channel, amount }: Contact): string {
    return `${formatInstant(at)} ${this.nameOf(invoice)} ${step}#${occurrence} ${kind} ${channel} ${amount}`;
  }

  /** What a simulation came to, in the same words. */
  courseOf({ contacts, ended }: Simulation): Course {
    return {
      contacts: contacts.map((contact) => this.line(contact)).sort(),
      ends: ended.map(({ invoice, outcome, on }) => `${this.nameOf(invoice)} ${outcome} ${on}`).sort(),
    };
  }
}

/** Undoes the transaction. */
class RefusedError extends Error {}

async function undoneWhenRefused<T>(
  work: (debtorCase: DebtorCase) => Promise<T | Refused>,
  run: (act: (debtorCase: DebtorCase) => Promise<T>) => Promise<Outcome<T>>,
): Promise<T | null> {
  const act = async (debtorCase: DebtorCase): Promise<T> => {
    const answer = await work(debtorCase);
    if (typeof answer === 'object' && answer !== null && isRefused(answer)) throw new RefusedError(answer.code);
    return answer;
  };
  try {
    const outcome = await run(act);
    return 'done' in outcome ? outcome.done : null;
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

interface BornOn {
  readonly issueDate: string;
  readonly dueDate: string;
}
