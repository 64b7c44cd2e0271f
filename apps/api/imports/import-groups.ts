/** Which documents of an upload hang together: those of one debtor, and a credit note with the invoices it names. */
import { invoiceNumberKey } from '#contracts/human-text.js';
import type { UblResult } from '#importers/ubl/ubl-result.js';
import { debtorKey } from './ubl-input.js';

function keysOf(document: UblResult): string[] {
  if (document.kind === 'error') return [];
  if (document.kind === 'credit-note') return document.creditNote.creditedInvoices.map((number) => `number ${invoiceNumberKey(number)}`);
  return [`debtor ${debtorKey(document.invoice.debtor)}`, `number ${invoiceNumberKey(document.invoice.number)}`];
}

/** The documents in groups that know nothing of each other; inside a group, and by their first documents, they keep their order. */
export function groupsOf(documents: readonly UblResult[]): UblResult[][] {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  documents.forEach((document, index) => {
    for (const key of keysOf(document)) {
      const [own, other] = [rootOf(`document ${index}`), rootOf(key)];
      if (own !== other) parents.set(own, other);
    }
  });
  const groups = new Map<string, UblResult[]>();
  documents.forEach((document, index) => {
    const root = rootOf(`document ${index}`);
    groups.set(root, [...(groups.get(root) ?? []), document]);
  });
  return [...groups.values()];
}
