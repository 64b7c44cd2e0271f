/** What operators find a chase by in Temporal, and what they read there first. Set once at the start: a later change would cost an event. */
import { type SearchAttributePair, TypedSearchAttributes, defineSearchAttributeKey } from '@temporalio/common';
import { type ChaseInput, searchAttributes } from '#contracts/chase.js';
import { toPublicId } from '#contracts/ids.js';
import { invoiceLabel, searchableReference } from '#contracts/references.js';

/** By what a chase is found. */
export interface ChaseMarks {
  readonly debtorId: string;
  readonly currency: string;
  /** The creditor's own references and the day the invoice fell due, `YYYY-MM-DD`, as they are at the start; absent: found by ids only. */
  readonly invoice?: { readonly number: string; readonly externalId: string | null; readonly dueDate: string };
}

const keys = {
  tenant: defineSearchAttributeKey(searchAttributes.tenant, 'KEYWORD'),
  debtor: defineSearchAttributeKey(searchAttributes.debtor, 'KEYWORD'),
  currency: defineSearchAttributeKey(searchAttributes.currency, 'KEYWORD'),
  number: defineSearchAttributeKey(searchAttributes.number, 'KEYWORD'),
  externalId: defineSearchAttributeKey(searchAttributes.externalId, 'KEYWORD'),
  dueDate: defineSearchAttributeKey(searchAttributes.dueDate, 'KEYWORD'),
};

type Marked = Pick<ChaseInput, 'tenantId' | 'invoiceId'> & ChaseMarks;

/** Line and page of a workflow in the Temporal UI. */
export function chaseWords({ invoiceId, currency, invoice }: Marked): { staticSummary: string; staticDetails?: string } {
  const publicId = toPublicId('invoice', invoiceId);
  if (invoice === undefined) return { staticSummary: publicId };
  const externalId = searchableReference(invoice.externalId);
  const label = invoiceLabel(invoiceId, invoice.number);
  const lines = [
    `**Invoice ${label}**`,
    '',
    `- due: ${invoice.dueDate}`,
    `- currency: ${currency}`,
    ...(externalId === null ? [] : [`- external id: ${externalId}`]),
    `- id: ${publicId}`,
  ];
  return { staticSummary: `${label}, due ${invoice.dueDate}`, staticDetails: lines.join('\n') };
}

function pairsOf({ tenantId, debtorId, currency, invoice }: Marked): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: keys.tenant, value: tenantId },
    { key: keys.debtor, value: debtorId },
    { key: keys.currency, value: currency },
  ];
  if (invoice === undefined) return pairs;
  const number = searchableReference(invoice.number);
  const externalId = searchableReference(invoice.externalId);
  if (number !== null) pairs.push({ key: keys.number, value: number });
  if (externalId !== null) pairs.push({ key: keys.externalId, value: externalId });
  pairs.push({ key: keys.dueDate, value: invoice.dueDate });
  return pairs;
}

/** How long a name that the namespace refused is left out before it is tried again, so that registering it needs no restart. */
const leftOutMs = 300_000;

/** Search attributes as this namespace takes them. */
export class ChaseAttributes {
  readonly #refused = new Map<string, number>();

  constructor(private readonly onUnregistered: (names: readonly string[]) => void = () => undefined) {}

  /** Starts; without those attributes that the namespace says it does not know. @throws whatever else the start throws */
  async orWithout<T>(start: (attributes: (marked: Marked) => TypedSearchAttributes) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const started = await start((marked) => new TypedSearchAttributes(pairsOf(marked).filter(({ key }) => !this.#isLeftOut(key.name))));
        this.#takeBack();
        return started;
      } catch (error) {
        const unknown = unregisteredIn(error).filter((name) => !this.#isLeftOut(name));
        if (unknown.length === 0) throw error;
        for (const name of unknown) this.#refused.set(name, Date.now());
        this.onUnregistered([...this.#refused.keys()]);
      }
    }
  }

  /** What was tried again and taken is known by now. */
  #takeBack(): void {
    const known = [...this.#refused.keys()].filter((name) => !this.#isLeftOut(name));
    if (known.length === 0) return;
    for (const name of known) this.#refused.delete(name);
    this.onUnregistered([...this.#refused.keys()]);
  }

  #isLeftOut(name: string): boolean {
    const since = this.#refused.get(name);
    return since !== undefined && Date.now() - since < leftOutMs;
  }
}

/** Which of our attributes an answer of the server calls unknown; all of them when it names none. */
function unregisteredIn(error: unknown): string[] {
  const said = `${messageOf(error)} ${error instanceof Error ? messageOf(error.cause) : ''}`;
  if (!/search attribute/i.test(said)) return [];
  const ours = Object.values(searchAttributes);
  const named = ours.filter((name) => said.includes(name));
  return named.length === 0 ? ours : named;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');
