import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import { type Account, chaseFactsOf, ofAccount } from '#domain/policy/facts/account.js';
import type { ChaseFacts, InvoiceFacts } from '#domain/policy/facts/facts.js';

/** What decide may know of one chase of a case. Of several, one {@link CaseFacts} gives them all: made for each, it costs their square. */
export const factsIn = (record: CaseRecord, { id }: InvoiceRecord): ChaseFacts => new CaseFacts(record).of(id);

/**
 * The facts of the chases of a case as it was read, each put together once. The debtor's other invoices are gathered when somebody asks for
 * them, which most policies never do: gathered for each chase, they cost the square of a debtor's invoices.
 */
export class CaseFacts {
  private readonly byId: ReadonlyMap<string, InvoiceRecord>;
  private readonly known = new Map<string, ChaseFacts>();
  private readonly account: Account;

  constructor(record: CaseRecord) {
    this.byId = new Map(record.invoices.map((invoice) => [invoice.id, invoice]));
    this.account = { debtor: record.facts, invoices: record.invoices.map(({ facts }) => facts) };
  }

  /** Whether an invoice is part of the case. */
  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** An invoice of the case. @throws Error when it is not part of the case */
  invoice(id: string): InvoiceRecord {
    const found = this.byId.get(id);
    if (!found) throw new Error(`invoice ${id} is not part of this case`);
    return found;
  }

  /** What decide may know of its chase. */
  of(id: string): ChaseFacts {
    const known = this.known.get(id) ?? this.gather(this.invoice(id).facts);
    this.known.set(id, known);
    return known;
  }

  private gather(invoice: InvoiceFacts): ChaseFacts {
    const { account } = this;
    let siblings: readonly InvoiceFacts[] | null = null;
    return ofAccount(account, {
      debtor: account.debtor,
      invoice,
      get siblings() {
        siblings ??= chaseFactsOf(account, invoice).siblings;
        return siblings;
      },
    });
  }
}
