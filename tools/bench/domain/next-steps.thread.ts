/** Decides the next step of every open chase of a part of the book; in a thread, with a connection of its own. */
import { PublishedPolicies } from '#casebook/policies.js';
import { Database } from '#database/database.js';
import { type BookPart, inSnapshot, openBook } from '#database/repositories/open-book.js';
import type { Tx } from '#database/tx.js';
import { decide } from '#domain/policy/decide.js';
import { benchNow } from './mixed-book.js';

/** What was decided. */
export interface Decided {
  debtors: number;
  chases: number;
  readonly answers: Record<string, number>;
}

/** A part to decide. */
export interface StepsInput {
  readonly url: string;
  readonly tenantId: string;
  readonly snapshot: string;
  readonly part: BookPart;
}

/** Kept between runs, as a worker keeps its connections. */
const connections = new Map<string, Promise<Database>>();

/** Reads and decides a part in this transaction. */
export async function decideBook(tx: Tx, part?: BookPart): Promise<Decided> {
  const shelf = new PublishedPolicies();
  const found: Decided = { debtors: 0, chases: 0, answers: {} };
  for await (const accounts of openBook(tx, part ? { part } : {}))
    for (const { debtor, invoices } of accounts) {
      found.debtors += 1;
      const all = invoices.map(({ facts }) => facts);
      for (const { facts: invoice, policyVersionId } of invoices) {
        const { policy } = shelf.known(tx.tenantId, policyVersionId) ?? (await shelf.version(tx, policyVersionId));
        const siblings = all.length === 1 ? [] : all.filter((other) => other !== invoice);
        const plan = decide(policy, { debtor, invoice, siblings }, benchNow);
        const what = plan.next === 'step' ? `step ${plan.step.kind}` : `wait ${plan.reasons[0]}`;
        found.answers[what] = (found.answers[what] ?? 0) + 1;
        found.chases += 1;
      }
    }
  return found;
}

/** The same in a thread. */
export async function decidePart({ url, tenantId, snapshot, part }: StepsInput): Promise<Decided> {
  const known = connections.get(url) ?? Database.connect({ url, role: 'maanwerk_app', applicationName: 'bench-thread', poolSize: 1 });
  connections.set(url, known);
  const database = await known;
  return database.ofTenant(tenantId, async (tx) => {
    await inSnapshot(tx, snapshot);
    return decideBook(tx, part);
  });
}
