/** What must hold after every operation and after every move of a chase. Each check names what it found, or nothing. */
import { addDays } from '#domain/calendar/iso-date.js';
import { standaard } from '#domain/policy/language/policies.js';
import type { Model } from './model.js';
import {
  type ContactRow,
  contactsOf,
  costsOf,
  type InvoiceRow,
  invoicesOf,
  lettersOf,
  listedWrongly,
  moneyOf,
  plansOf,
  unheardOf,
} from './rows.js';
import type { World } from './world.js';

/** Reasons for which a chase may wait without an instant and without a task: a person or a fact set them. */
const setByAFact: ReadonlySet<string> = new Set([
  'disputed',
  'on-hold',
  'paused',
  'promised',
  'payment-plan',
  'do-not-contact',
  'insolvent',
  'deceased',
  'below-minimum',
  'direct-debit-pending',
]);
const ladder: ReadonlySet<string> = new Set(standaard.steps.map(({ key }) => key));
const { perDay, perWeek } = standaard.contactCap;
/** Calls and messages are contacts of the debtor; a handover is none. */
const isContact = ({ kind, result }: ContactRow): boolean => kind !== 'handover' && result !== 'failed' && result !== 'expired';
/** The legal scale in cents, in words of its own (BIK art. 2): band widths with their rates in parts of two hundred. */
const bands = [
  [250_000n, 30n],
  [250_000n, 20n],
  [500_000n, 10n],
  [19_000_000n, 2n],
] as const;
function scaleOver(sum: bigint): bigint {
  if (sum <= 0n) return 0n;
  let [left, parts] = [sum, 0n];
  for (const [width, rate] of bands) {
    const inBand = left < width ? left : width;
    parts += inBand * rate;
    left -= inBand;
  }
  const costs = (parts + left + 100n) / 200n;
  if (costs < 4_000n) return 4_000n;
  return costs > 677_500n ? 677_500n : costs;
}
const short = (id: string): string => id.slice(-4);

export class Judge {
  private readonly seenContacts = new Set<string>();
  private readonly seenLetters = new Set<string>();
  private before: ReadonlyMap<string, InvoiceRow> = new Map();

  constructor(
    private readonly world: World,
    private readonly model: Model,
  ) {}

  /** Looks at everything that changed since the last look. @returns what is wrong */
  async look(): Promise<string[]> {
    const { world } = this;
    const invoices = await invoicesOf(world);
    const contacts = await contactsOf(world);
    const fresh = contacts.filter(({ id }) => !this.seenContacts.has(id));
    for (const { id } of fresh) this.seenContacts.add(id);
    const wrong = [
      ...(await this.money(invoices)),
      ...(await this.listed()),
      ...(await this.letters()),
      ...(await this.fallen()),
      ...fresh.flatMap((contact) => this.stopped(contact)),
      ...(await this.planned(fresh)),
      ...(await this.idle(fresh)),
      ...(await this.handovers(fresh)),
      ...this.caps(contacts, fresh),
    ];
    this.before = new Map(invoices.map((row) => [row.id, row]));
    return wrong;
  }

  /** Lists find and sort an invoice by what is true of it, whoever changed it last. */
  private async listed(): Promise<string[]> {
    const wrong = await listedWrongly(this.world);
    return wrong.map(({ number, stored, calculated }) => `${number} is listed by "${stored}" and is "${calculated}"`);
  }

  /** No chase without an instant, a task or a stop, and none that slept through its instant. Asked when all that was due is done. */
  async silence(): Promise<string[]> {
    const invoices = await invoicesOf(this.world);
    return invoices
      .filter(({ outcome }) => outcome === null)
      .flatMap((row) => {
        if (row.next_at !== null)
          return row.next_at.getTime() <= this.world.now - 3_600_000 ? [`${short(row.id)} slept through ${row.next_at.toISOString()}`] : [];
        if (row.open_tasks > 0 || setByAFact.has(row.reason)) return [];
        return [`${short(row.id)} waits for ever (${row.reason}) and nobody is asked`];
      });
  }

  private async money(invoices: readonly InvoiceRow[]): Promise<string[]> {
    const { received, credit } = await moneyOf(this.world);
    const paid = invoices.reduce((sum, row) => sum + row.paid, 0n);
    const wrong = paid + credit === received ? [] : [`paid ${paid} and credit ${credit} are not what came in, ${received}`];
    for (const row of invoices)
      if (row.open < 0n || row.paid < 0n) wrong.push(`${short(row.id)} has ${row.open} open and ${row.paid} paid`);
    return wrong;
  }

  /** A claim is named in one last letter only while that stands. */
  private async letters(): Promise<string[]> {
    const wrong: string[] = [];
    for (const row of await lettersOf(this.world)) {
      if (this.seenLetters.has(row.id)) continue;
      this.seenLetters.add(row.id);
      if (row.kind === 'notice-of-default') continue;
      for (const claim of row.claims)
        for (const earlier of this.model.standingFor(claim))
          wrong.push(`the letter of ${row.sent_on} names ${short(claim)} as last again: that of ${earlier.sentOn} stands`);
      this.model.letters.push({
        id: row.id,
        messageId: row.message_id,
        kind: row.kind,
        claims: row.claims,
        restsOnTerm: row.claims.filter((claim) => this.model.agreed.get(claim) === true),
        sentOn: row.sent_on,
        toBusiness: !this.model.consumer,
        dead: row.state === 'void',
        unreceived: row.state === 'void',
      });
    }
    return wrong;
  }

  /**
   * Who handed a claim over on a letter that fell since was told, and letters over what is owed charge no more than the law gives over all.
   */
  private async fallen(): Promise<string[]> {
    const { due, named } = await costsOf(this.world);
    const wrong = due <= scaleOver(named) ? [] : [`${due} of costs are due over ${named}, for which the scale gives ${scaleOver(named)}`];
    for (const { id } of await unheardOf(this.world)) wrong.push(`${short(id)} is with the agency on a void letter, and nobody was asked`);
    return wrong;
  }

  /** No step of the ladder while a stop is in force or nothing is open. */
  private stopped(contact: ContactRow): string[] {
    if (!ladder.has(contact.step) || contact.result === 'failed') return [];
    const stop = this.model.stopOn(contact.invoice_id, contact.day);
    const closed = this.before.get(contact.invoice_id)?.outcome ?? null;
    if (stop !== null) return [`${contact.step} of ${short(contact.invoice_id)} on ${contact.day} although it is ${stop}`];
    return closed === null ? [] : [`${contact.step} of ${short(contact.invoice_id)} on ${contact.day} although it is ${closed}`];
  }

  /** No step of the ladder while the next instalment of a plan is still to come. */
  private async planned(fresh: readonly ContactRow[]): Promise<string[]> {
    if (fresh.length === 0) return [];
    const plans = await plansOf(this.world);
    return fresh
      .filter(({ invoice_id: invoiceId, step, day }) => ladder.has(step) && day <= (plans.get(invoiceId) ?? ''))
      .map(({ invoice_id: invoiceId, step, day }) => `${step} of ${short(invoiceId)} on ${day} although its plan is kept`);
  }

  /**
   * Nobody is asked for what is due while his own money lies idle. Before the due date nothing is asked yet, also when a step was ordered.
   */
  private async idle(fresh: readonly ContactRow[]): Promise<string[]> {
    const asking = fresh.find(
      ({ kind, step, result, day, invoice_id: id }) =>
        kind === 'message' && ladder.has(step) && step !== 'pre-due' && result !== 'failed' && day > (this.before.get(id)?.due ?? ''),
    );
    if (!asking) return [];
    const { credit } = await moneyOf(this.world);
    return credit === 0n ? [] : [`${asking.step} asks for ${short(asking.invoice_id)} while ${credit} of the debtor's money lies idle`];
  }

  /** Nothing is handed over while a term that was given for it runs; a consumer's claim not without a 14-day letter that ran out. */
  private async handovers(fresh: readonly ContactRow[]): Promise<string[]> {
    const done = fresh.filter(({ kind, result }) => kind === 'handover' && result === 'done');
    if (done.length === 0) return [];
    const rows = new Map((await lettersOf(this.world)).map((row) => [row.id, row]));
    return done.flatMap(({ invoice_id: claim, day }) => {
      const naming = this.model.letters.filter(({ claims, unreceived }) => claims.includes(claim) && !unreceived);
      const running = naming.filter(({ id }) => (rows.get(id)?.last_day ?? '') >= day);
      const wrong = running.map(({ sentOn }) => `${short(claim)} is handed over on ${day} inside the term of the letter of ${sentOn}`);
      const warned = this.model
        .standingFor(claim)
        .some(({ id, kind }) => kind === 'fourteen-day-letter' && (rows.get(id)?.last_day ?? day) < day);
      if (this.model.consumer && !warned)
        wrong.push(`${short(claim)} of a consumer is handed over on ${day} without a 14-day letter that stands`);
      return wrong;
    });
  }

  /** One contact a day and three in seven days, over all invoices; a message about several is one. */
  private caps(all: readonly ContactRow[], fresh: readonly ContactRow[]): string[] {
    const counted = all.filter((contact) => isContact(contact) && ladder.has(contact.step));
    const inSpan = (from: string, to: string): number =>
      new Set(counted.filter(({ day }) => day >= from && day <= to).map(({ message_id: message, id }) => message ?? id)).size;
    return [...new Set(fresh.filter(isContact).map(({ day }) => day))].flatMap((day) => {
      const wrong: string[] = [];
      if (inSpan(day, day) > perDay) wrong.push(`more than ${perDay} contact on ${day}`);
      if (inSpan(addDays(day, -6), day) > perWeek) wrong.push(`more than ${perWeek} contacts in the week up to ${day}`);
      return wrong;
    });
  }
}
