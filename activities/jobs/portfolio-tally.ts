/** What a portfolio simulation adds up: two sides of every debtor, their difference, and totals over all. */
import { toPublicId } from '#contracts/ids.js';
import type { BookAccount } from '#database/repositories/open-book.js';
import { daysBetween, type IsoDate } from '#domain/calendar/iso-date.js';
import type { Policy } from '#domain/policy/language/policy.js';
import type { SimulatedContact, Simulation } from '#domain/policy/simulation/answer.js';

/** Debtors that are listed one by one: those with the greatest difference. The rest is in the totals, and can be asked for by id. */
const listedDebtors = 1_000;
/** Contacts of one side that are written out. */
const listedContacts = 30;

/** What one policy would do to one debtor. */
export interface Side {
  /** Messages and calls; several invoices in one message are one contact. */
  readonly contacts: number;
  readonly firstContactOn: IsoDate | null;
  readonly handovers: number;
  readonly gates: number;
  readonly sent: readonly SimulatedContact[];
  readonly held: Simulation['gates'];
}

/** One debtor under both. */
export interface Comparison {
  readonly before: Side;
  readonly after: Side;
}

/** Reads a side off a simulation of one debtor. */
export function sideOf({ contacts, gates }: Simulation): Side {
  const reached = contacts.filter(({ channel }) => channel !== null);
  return {
    contacts: new Set(reached.map(({ message }) => message)).size,
    firstContactOn: reached[0]?.date ?? null,
    handovers: contacts.filter(({ kind }) => kind === 'handover').length,
    gates: gates.length,
    sent: contacts,
    held: gates,
  };
}

/** What is added up on one side. */
interface Totals {
  contacts: number;
  handovers: number;
  gates: number;
  debtorsContacted: number;
  firstContactOn: IsoDate | null;
  readonly byStep: Map<string, number>;
}

const noTotals = (): Totals => ({ contacts: 0, handovers: 0, gates: 0, debtorsContacted: 0, firstContactOn: null, byStep: new Map() });

function addTo(totals: Totals, side: Side): void {
  totals.contacts += side.contacts;
  totals.handovers += side.handovers;
  totals.gates += side.gates;
  if (side.firstContactOn !== null) {
    totals.debtorsContacted += 1;
    if (totals.firstContactOn === null || side.firstContactOn < totals.firstContactOn) totals.firstContactOn = side.firstContactOn;
  }
  for (const { step } of side.sent) totals.byStep.set(step, (totals.byStep.get(step) ?? 0) + 1);
}

const tellTotals = ({ byStep, ...totals }: Totals): object => ({ ...totals, byStep: Object.fromEntries(byStep) });

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly numbers: ReadonlyMap<string, string>;
  readonly comparison: Comparison;
  readonly weight: number;
}

/** Whether two sides send the same, on the same days. */
function isSame({ before, after }: Comparison): boolean {
  const key = ({ sent, held }: Side): string =>
    JSON.stringify([
      sent.map(({ invoice, step, date, channel }) => [invoice, step, date, channel]),
      held.map(({ invoice, step, gate }) => [invoice, step, gate]),
    ]);
  return key(before) === key(after);
}

const days = (before: IsoDate | null, after: IsoDate | null): number | null =>
  before === null || after === null ? null : daysBetween(before, after);

function weightOf({ before, after }: Comparison): number {
  const shift = Math.abs(days(before.firstContactOn, after.firstContactOn) ?? 0);
  return 1_000 * Math.abs(after.handovers - before.handovers) + 100 * Math.abs(after.contacts - before.contacts) + shift;
}

/** What a tally holds, as it goes from thread to thread. */
export interface TallySums {
  readonly debtors: number;
  readonly changed: number;
  readonly before: Totals;
  readonly after: Totals;
  readonly listed: readonly Listed[];
}

function addTotals(to: Totals, { contacts, handovers, gates, debtorsContacted, firstContactOn, byStep }: Totals): void {
  to.contacts += contacts;
  to.handovers += handovers;
  to.gates += gates;
  to.debtorsContacted += debtorsContacted;
  if (firstContactOn !== null && (to.firstContactOn === null || firstContactOn < to.firstContactOn)) to.firstContactOn = firstContactOn;
  for (const [step, count] of byStep) to.byStep.set(step, (to.byStep.get(step) ?? 0) + count);
}

/** Adds up debtor by debtor; keeps no more of them than are listed. */
export class PortfolioTally {
  debtors = 0;
  private changed = 0;
  private readonly before = noTotals();
  private readonly after = noTotals();
  private listed: Listed[] = [];

  constructor(private readonly policies: { readonly policy: Policy; readonly against: Policy | null }) {}

  add({ debtor, name, invoices }: BookAccount, comparison: Comparison): void {
    this.debtors += 1;
    addTo(this.before, comparison.before);
    addTo(this.after, comparison.after);
    if (isSame(comparison)) return;
    this.changed += 1;
    const numbers = new Map(invoices.map(({ number, facts }) => [facts.id, number]));
    this.listed.push({ id: debtor.id, name, numbers, comparison, weight: weightOf(comparison) });
    if (this.listed.length >= 2 * listedDebtors) this.cut();
  }

  /** What was added up so far. */
  sums(): TallySums {
    this.cut();
    const { debtors, changed, before, after, listed } = this;
    return { debtors, changed, before, after, listed };
  }

  /** Adds what another tally, of other debtors, has added up. */
  absorb({ debtors, changed, before, after, listed }: TallySums): void {
    this.debtors += debtors;
    this.changed += changed;
    addTotals(this.before, before);
    addTotals(this.after, after);
    this.listed.push(...listed);
    this.cut();
  }

  /** The result of the job: what would be sent, never who would pay. */
  result(): object {
    this.cut();
    const { policy, against } = this.policies;
    return {
      policy: policy.key,
      against: against?.key ?? null,
      debtors: { total: this.debtors, changed: this.changed, listed: this.listed.length },
      before: tellTotals(this.before),
      after: tellTotals(this.after),
      differences: this.listed.map(tell),
    };
  }

  private cut(): void {
    this.listed = this.listed.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1)).slice(0, listedDebtors);
  }
}

function tell({ id, name, numbers, comparison: { before, after } }: Listed): object {
  const side = ({ sent, held, ...figures }: Side): object => ({
    ...figures,
    sent: sent.slice(0, listedContacts).map(({ invoice, step, kind, channel, date, amount, currency, reason }) => ({
      invoice: toPublicId('invoice', invoice),
      number: numbers.get(invoice) ?? '',
      step,
      kind,
      channel,
      date,
      // What is open of an invoice fits a JSON number: the API lets no larger one in.
      amount: { amount: Number(amount), currency },
      reason,
    })),
    held: held.map(({ invoice, step, gate, on }) => ({ invoice: toPublicId('invoice', invoice), step, gate, on })),
  });
  return {
    debtor: { id: toPublicId('debtor', id), name },
    difference: {
      contacts: after.contacts - before.contacts,
      firstContactDays: days(before.firstContactOn, after.firstContactOn),
      gates: after.gates - before.gates,
      handovers: after.handovers - before.handovers,
    },
    before: side(before),
    after: side(after),
  };
}
