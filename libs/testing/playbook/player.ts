/**
 * Plays a play: occasions, drafts, tasks and states around `decide` and `accountState`, which make every choice. A ladder takes one step an
 * occasion, independent steps all that are due.
 */
import { addDays } from '#domain/calendar/iso-date.js';
import type { Instant } from '#domain/calendar/zone.js';
import { accountState, statesEntered } from '#domain/policy/ladder/account-state.js';
import { decide } from '#domain/policy/decide.js';
import type { ChaseFacts, TakenStep } from '#domain/policy/facts/facts.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { Book, type BookInvoice, type Term, noon, openOf } from './book.js';
import { contactAmounts } from './contact-amounts.js';
import type { Happening, Play, PlayContact } from './playbook.js';

const clear = 'clear';

/** One run of a play. `onLook` is called at the end of every day and after every happening. */
export class Player {
  readonly book: Book;
  readonly contacts: (PlayContact & { readonly key: string })[] = [];
  readonly refused: number[] = [];
  readonly finished: { on: string; debtor: string }[] = [];
  readonly order: string[] = [];
  private readonly policies: Map<string, Policy>;
  private readonly states = new Map<string, number>();
  private now: Instant = 0;
  private today = '';
  private lastRun = '';
  private current: number | undefined;

  constructor(
    readonly play: Play,
    policies: ReadonlyMap<string, Policy>,
    private readonly onLook: (player: Player, at: { readonly day?: string; readonly after?: number }) => void,
  ) {
    this.book = new Book(play);
    this.policies = new Map(policies);
    for (const contact of play.before ?? []) this.remember(contact);
  }

  policy(name: string): Policy {
    const found = this.policies.get(name);
    if (!found) throw new RangeError(`policy "${name}" is not in the playbook`);
    return found;
  }

  /** A step that was taken before the play began. */
  private remember({ step, on, channels, draft, ...whose }: PlayContact): void {
    const call = channels.includes('call');
    for (const term of this.book.termsMeant(whose))
      term.rows.push({
        step,
        occurrence: Math.max(0, ...term.rows.filter((row) => row.step === step).map(({ occurrence }) => occurrence)) + 1,
        at: noon(on),
        result: draft || call ? 'open' : 'sent',
        channel: call ? 'call' : 'email',
        outcome: null,
        deadline: null,
      });
  }

  run(): void {
    const { days, happenings = [] } = this.play;
    if (!days) {
      for (const [index, happening] of happenings.entries()) this.happens(happening, index);
      return;
    }
    for (let day = days.from; day <= days.until; day = addDays(day, 1)) {
      this.moveTo(day);
      const down = (this.play.outages ?? []).some(({ from, to }) => day >= from && day <= to);
      if (!down) this.judge();
      const before = day === days.from;
      for (const [index, happening] of happenings.entries())
        if (happening.on === day || (before && happening.on < day)) this.happens(happening, index);
      if (!down) this.evaluate();
      this.onLook(this, { day });
    }
  }

  private moveTo(day: string): void {
    this.today = day;
    this.now = Math.max(noon(day), this.now + 1);
  }

  private happens(happening: Happening, index: number): void {
    this.current = index;
    if (happening.what === 'run' && happening.on < this.lastRun) this.refused.push(index);
    else {
      this.moveTo(happening.on);
      if (!this.apply(happening)) this.refused.push(index);
    }
    if (this.play.days) this.judge();
    this.onLook(this, { after: index });
    this.current = undefined;
  }

  /** Carries a happening out; false when it is refused. */
  private apply(happening: Happening): boolean {
    const { book } = this;
    switch (happening.what) {
      case 'run':
        this.lastRun = happening.on;
        this.evaluate();
        return true;
      case 'payment':
      case 'credit-note':
        book.settle(happening);
        return true;
      case 'payment-reversed':
      case 'credit-note-cancelled':
        book.undo(happening);
        return true;
      case 'loose-credit':
        return true;
      case 'write-off':
      case 'write-off-undone':
        book.invoice(happening.invoice).writtenOff = happening.what === 'write-off';
        return true;
      case 'hold':
      case 'hold-lifted':
        this.hold(happening, happening.what === 'hold');
        return true;
      case 'grace':
        book.invoice(happening.invoice).graceUntil = happening.until ?? null;
        return true;
      case 'draft-released':
        return this.release(happening);
      case 'contact-ignored':
        return this.change(happening, 'any', { result: 'failed', channel: null });
      case 'tasks-done':
        return this.change(happening, 'open', { result: 'done' });
      case 'policy-changed':
        this.changePolicy(happening);
        return true;
      case 'thresholds-changed':
        this.changeThresholds(happening);
        return true;
      case 'invoice-cancelled':
        return this.cancel(book.invoice(happening.invoice));
      case 'payment-request':
        return this.request(happening);
    }
  }

  private hold({ invoice, debtor }: Happening, held: boolean): void {
    if (invoice !== undefined) this.book.invoice(invoice).held = held;
    else if (debtor !== undefined && held) this.book.heldDebtors.add(debtor);
    else if (debtor !== undefined) this.book.heldDebtors.delete(debtor);
  }

  private change(happening: Happening, which: 'open' | 'any', to: Partial<TakenStep>): boolean {
    for (const term of this.book.termsMeant(happening))
      term.rows = term.rows.map((row) => {
        const meant = happening.step === undefined || row.step === happening.step;
        return meant && (which === 'any' || row.result === 'open') ? { ...row, ...to } : row;
      });
    return true;
  }

  /** A draft leaves; what its step has as effect follows. */
  private release(happening: Happening): boolean {
    this.change(happening, 'open', { result: 'sent' });
    for (const invoice of this.book.invoices) if (invoice.from.id === happening.invoice) this.writeOff(invoice, happening.step);
    return true;
  }

  private writeOff(invoice: BookInvoice, key: string | undefined): void {
    const { steps } = this.policy(this.book.policyName(invoice));
    if (steps.find((step) => step.key === key)?.effect === 'write-off') invoice.writtenOff = true;
  }

  private cancel(invoice: BookInvoice): boolean {
    if (invoice.terms.some(({ rows }) => rows.some(({ result }) => result === 'sent' || result === 'done'))) return false;
    invoice.cancelled = true;
    return true;
  }

  private request({ invoice, amount = 0 }: Happening): boolean {
    const found = this.book.invoice(invoice);
    const open = found.terms.reduce((sum, term) => sum + openOf(term), 0);
    if (found.requested + amount > open) return false;
    found.requested += amount;
    return true;
  }

  /** A person moves the invoice: its ledger begins anew with the given step, taken at once. */
  private changePolicy({ invoice, policy, step }: Happening): void {
    const found = this.book.invoice(invoice);
    found.policy = policy;
    for (const term of found.terms) {
      term.rows = [];
      if (step !== undefined) this.ask(found, term, { step, act: 'run-now', until: null, at: this.now });
    }
  }

  private changeThresholds({ policy: name = '', thresholds = {} }: Happening): void {
    const policy = this.policy(name);
    const amounts = Object.fromEntries(Object.entries(thresholds).map(([currency, least]) => [currency, { from: BigInt(least) }]));
    const steps = policy.steps.map((step, index) =>
      index === policy.steps.length - 1 ? { ...step, only: { ...step.only, amount: amounts } } : step,
    );
    this.policies.set(name, { ...policy, steps });
    for (const invoice of this.book.invoices) {
      if (this.book.policyName(invoice) !== name) continue;
      const { debtor, currency } = invoice.from;
      const least = amounts[currency]?.from;
      if (least === undefined || this.overdue(debtor, currency, policy) < least) for (const term of invoice.terms) term.rows = [];
    }
  }

  private overdue(debtor: string, currency: string, policy: Policy): bigint {
    const late = this.book.termsOf(debtor, policy, this.today).filter((term) => term.currency === currency && term.dueDate < this.today);
    return late.reduce((sum, { open }) => sum + open, 0n);
  }

  /** One occasion for every chase. */
  private evaluate(): void {
    for (const invoice of this.book.invoices) {
      const policy = this.policy(this.book.policyName(invoice));
      if (policy.progress === 'highest' || !this.book.followed(invoice)) continue;
      // In debtor scope an invoice on hold does not count at all.
      if (policy.scope === 'debtor' && (invoice.held || (invoice.graceUntil !== null && invoice.graceUntil >= this.today))) continue;
      for (const term of invoice.terms) {
        const most = policy.progress === 'independent' ? policy.steps.length : 1;
        for (let step = 0; step < most && this.ask(invoice, term, null); step += 1);
      }
    }
    if (this.current !== undefined) this.noticeFinished();
  }

  /** Asks for the next step of a chase and takes it when it is due; whether one was taken. */
  private ask(invoice: BookInvoice, term: Term, order: ChaseFacts['invoice']['overrides'][number] | null): boolean {
    const policy = this.policy(this.book.policyName(invoice));
    const facts = this.book.facts(invoice, term, policy, this.today);
    const asked = order ? { ...facts, invoice: { ...facts.invoice, overrides: [order] } } : facts;
    const plan = decide(policy, asked, this.now);
    if (plan.next !== 'step' || plan.step.at > this.now) return false;
    this.take(invoice, term, plan.step, policy);
    return true;
  }

  private take(invoice: BookInvoice, term: Term, step: PlannedStep, policy: Policy): void {
    const result = step.approval === 'required' || step.kind === 'call' ? 'open' : 'sent';
    const { key, occurrence, channel } = step;
    const row: TakenStep = { step: key, occurrence, at: this.now, result, channel, outcome: null, deadline: null };
    const covered = policy.scope === 'debtor' ? this.termsAlike(invoice) : [term];
    for (const each of covered) each.rows.push(row);
    if (result === 'sent') this.writeOff(invoice, key);
    this.note(invoice, term, step, policy);
  }

  /** In debtor scope a contact is about all of the debtor's terms in this currency. */
  private termsAlike({ from }: BookInvoice): readonly Term[] {
    const alike = this.book.invoices.filter((other) => other.from.debtor === from.debtor && other.from.currency === from.currency);
    return alike.flatMap(({ terms }) => terms);
  }

  private note({ from }: BookInvoice, term: Term, step: PlannedStep, policy: Policy): void {
    const due = noon(term.due);
    const amounts = contactAmounts({
      open: { amount: step.amount, currency: from.currency },
      charges: step.charges ?? { fixedFee: 0n, feeCurrency: null, interest: 'none', yearDays: 365, collectionCosts: 'none' },
      daysOverdue: Math.floor((this.now - due) / 86_400_000),
      currency: policy.currency,
      rates: (this.play.rates ?? []).map(({ numerator, denominator, ...pair }) => ({
        ...pair,
        rate: { numerator: BigInt(numerator), denominator: BigInt(denominator) },
      })),
    });
    this.contacts.push({
      key: from.id,
      on: this.today,
      step: step.key,
      channels: [...(step.channel ? [step.channel] : []), ...step.alsoVia],
      ...(policy.scope === 'debtor' ? { debtor: from.debtor } : { invoice: from.id, term: term.number }),
      amount: Number(amounts.amount),
      currency: amounts.currency,
      fee: Number(amounts.fee),
      interest: Number(amounts.interest),
      total: Number(amounts.total),
      ...(this.current !== undefined && { by: this.current }),
    });
  }

  /** How often the last step was made for a debtor in a currency. */
  attempts(debtor: string, currency: string): number {
    const rows = this.book.invoices
      .filter(({ from }) => from.debtor === debtor && from.currency === currency)
      .flatMap(({ terms }) => terms.flatMap((term) => term.rows));
    return Math.max(0, ...rows.map(({ occurrence }) => occurrence));
  }

  /** Told once, when every currency of the thresholds has used its attempts. */
  private noticeFinished(): void {
    for (const debtor of this.book.debtors()) {
      const own = this.book.invoices.find(({ from }) => from.debtor === debtor);
      const last = own && this.policy(this.book.policyName(own)).steps.at(-1);
      const most = last?.repeat?.max;
      if (!last?.only?.amount || most === undefined || this.finished.some((told) => told.debtor === debtor)) continue;
      if (Object.keys(last.only.amount).every((currency) => this.attempts(debtor, currency) >= most))
        this.finished.push({ on: this.today, debtor });
    }
  }

  /** Index of the state of a debtor: his own, or his parent's when he follows it. */
  private stateIndex(id: string): number {
    const { parent, followsParent } = this.book.debtorOf(id) ?? {};
    if (parent !== undefined && followsParent) return this.stateIndex(parent);
    const policy = this.statePolicy();
    if (!policy) return -1;
    return accountState(policy, { debtor: this.book.debtorFacts(id), invoices: this.book.termsOf(id, policy, this.today) }, this.now);
  }

  private statePolicy(): Policy | null {
    const policy = this.play.policy === undefined ? null : this.policy(this.play.policy);
    return policy?.progress === 'highest' ? policy : null;
  }

  stateOf(debtor: string): string {
    return this.statePolicy()?.steps[this.states.get(debtor) ?? -1]?.key ?? clear;
  }

  /** Works the states out and notes those that were entered. */
  private judge(): void {
    const policy = this.statePolicy();
    if (!policy) return;
    for (const debtor of this.book.debtors()) {
      const fresh = this.stateIndex(debtor);
      this.order.push(...statesEntered(policy, this.states.get(debtor) ?? -1, fresh));
      this.states.set(debtor, fresh);
    }
  }

  openTasks(): number {
    const terms = this.book.invoices.flatMap((invoice) => invoice.terms.filter((term) => openOf(term) > 0));
    return terms.flatMap(({ rows }) => rows).filter(({ result, channel }) => result === 'open' && channel === 'call').length;
  }

  /** The earliest next step of an invoice as planned at the end of the day. */
  next(id: string): { readonly step: string | null; readonly date: string | null } {
    const invoice = this.book.invoice(id);
    const policy = this.policy(this.book.policyName(invoice));
    const endOfDay = noon(this.today) + 12 * 3_600_000 - 1;
    const plans = invoice.terms.map((term) => decide(policy, this.book.facts(invoice, term, policy, this.today), endOfDay));
    const steps = plans.flatMap((plan) => (plan.next === 'step' ? [plan.step] : [])).sort((a, b) => a.at - b.at);
    const [first] = steps;
    return first ? { step: first.key, date: new Date(first.at).toISOString().slice(0, 10) } : { step: null, date: null };
  }
}
