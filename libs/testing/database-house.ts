/** A tenant on a test database, with what casebook and worker specs need to make cases in it. */
import { Casebook, type NotFound, notFound } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import type { Registered, RegisterInput } from '#casebook/commands/registration.js';
import type { DebtorInput } from '#casebook/commands/manage-debtor.js';
import { isRefused, type Refused } from '#casebook/actor.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { ChaseInput } from '#contracts/chase.js';
import { provisionTenant } from '#casebook/provision-tenant.js';
import { Database, type DatabaseOptions } from '#database/database.js';
import type { Parameter } from '#database/tx.js';
import { type Instant, parseInstant } from '#domain/calendar/zone.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';
import { type Door, groupOf } from '#database/boundary/accounts.js';
import { accountUrl, createTestDatabase, type TestDatabase } from './test-database.js';

/** The creditor of test tenants. */
export const testCreditor = {
  name: 'Test B.V.',
  addressLines: ['Straat 1', '1000 AA Amsterdam'],
  iban: 'NL91ABNA0417164300',
  kvk: '12345678',
  email: 'vragen@example.com',
  phone: '020 555 01 00',
};

let counter = 0;

/** An instant of UTC text. */
export const at = (text: string): Instant => parseInstant(text) ?? Number.NaN;

/** A described debtor; every address is there. */
export const aDebtor = (over: Partial<DebtorInput> = {}): DebtorInput => ({
  externalId: null,
  kind: 'company',
  name: 'Bakkerij Jansen B.V.',
  language: 'nl',
  segment: null,
  email: 'jansen@example.com',
  phone: '+31205550100',
  address: { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' },
  kvk: null,
  preferredChannel: null,
  refusedChannels: [],
  testClockId: null,
  ...over,
});

/** A database with one tenant and a clock that a test sets. */
export class DatabaseHouse {
  /** Now, for everything in this house. */
  now: Instant = at('2026-03-02T11:00:00Z');
  readonly live = new LiveClock(1, 0, () => this.now);
  readonly book: Casebook;

  private constructor(
    private readonly database: TestDatabase,
    readonly dbs: { readonly app: Database; readonly system: Database; readonly owner: Database },
    readonly tenantId: string,
  ) {
    this.book = new Casebook(dbs.app, this.live);
  }

  /** How a thread reaches this database; it connects as the application. */
  get reachedBy(): DatabaseOptions {
    return { url: this.database.url, role: 'maanwerk_app', applicationName: 'spec-thread' };
  }

  static async open(): Promise<DatabaseHouse> {
    const database = await createTestDatabase();
    const connect = (account: Door) =>
      Database.connect({
        url: accountUrl(database.url, account),
        account,
        role: groupOf[account],
        applicationName: 'spec',
        poolSize: 5,
      });
    const owner = await Database.connect({ url: database.url, role: 'owner', applicationName: 'spec', poolSize: 5 });
    const dbs = { app: await connect('worker'), system: await connect('relay'), owner };
    const { tenantId } = await provisionTenant(dbs.owner, {
      name: 'Test',
      mode: 'test',
      creditor: testCreditor,
      language: 'nl',
      pepper: 'pepper-for-tests',
    });
    return new DatabaseHouse(database, dbs, tenantId);
  }

  /** Of the database, as its owner. */
  get url(): string {
    return this.database.url;
  }

  get actor() {
    return { tenantId: this.tenantId, name: 'spec' };
  }

  /** An order to register an invoice that passes all checks. */
  order(over: Partial<RegisterInput> = {}): RegisterInput {
    counter += 1;
    return {
      debtor: { inline: aDebtor() },
      number: `F-${counter}`,
      externalId: null,
      issueDate: '2026-02-02',
      dueDate: '2026-02-16',
      total: 125_50n,
      currency: 'EUR',
      description: null,
      termBasis: 'agreed',
      limitation: limitationUnknown,
      paymentReference: null,
      policy: null,
      testClockId: null,
      directDebit: false,
      adopt: null,
      ...over,
    };
  }

  /** Registers such an invoice. */
  async register(over: Partial<RegisterInput> = {}): Promise<Registered> {
    const order = this.order(over);
    const answer = await this.dbs.app.ofTenant(this.tenantId, (tx) => registerInvoiceIn(this.book, { tx, actor: this.actor }, order));
    if (isRefused(answer)) throw new Error(`${answer.code}: ${answer.detail}`);
    return answer;
  }

  /** Registers an invoice and sets the clock to its first step. */
  async due(over: Partial<RegisterInput> = {}): Promise<Registered> {
    const invoice = await this.register(over);
    this.now = Math.max(this.now, at(invoice.plan.at ?? ''));
    return invoice;
  }

  /** A chase as its workflow names it. */
  chaseOf({ invoiceId }: Pick<Registered, 'invoiceId'>, cycle = 1): ChaseInput {
    return { tenantId: this.tenantId, invoiceId, cycle };
  }

  /** Runs a command on an invoice. @throws Error with the refusal when it is refused */
  async act<T>({ invoiceId }: Pick<Registered, 'invoiceId'>, work: (debtorCase: DebtorCase) => Promise<T | Refused>): Promise<T> {
    const answer: T | Refused | NotFound = await this.book.ofInvoice({ actor: this.actor, invoiceId }, work);
    if (answer === notFound) throw new Error('no such invoice');
    if (typeof answer === 'object' && answer !== null && isRefused(answer)) throw new Error(JSON.stringify(answer));
    return answer;
  }

  /** Rows of the tenant. */
  rows<Row extends Record<string, unknown>>(sql: string, values: readonly Parameter[] = []): Promise<Row[]> {
    return this.dbs.owner.ofTenant(this.tenantId, (tx) => tx.query<Row>(sql, values));
  }

  async close(): Promise<void> {
    await Promise.all([this.dbs.app.close(), this.dbs.system.close(), this.dbs.owner.close()]);
    await this.database.drop();
  }
}
