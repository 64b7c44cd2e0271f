import { describe, expect, it } from 'vitest';
import type { UblResult } from '#importers/ubl/ubl-result.js';
import { importUbl } from '#testing/import-ubl.js';
import { creditNoteUbl, ublWith, utf8 } from '#testing/ubl-text.js';
import { groupsOf } from './import-groups.js';

const read = (file: string, text: string): Promise<UblResult> => importUbl({ name: file, bytes: utf8(text) });
const invoice = (number: string, kvk: string): Promise<UblResult> =>
  read(number, ublWith('>99900033<', `>${kvk}<`, ublWith('F-1', number)));
const credit = (file: string, ...numbers: string[]): Promise<UblResult> => {
  const named = numbers.map(
    (number) =>
      `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${number}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>`,
  );
  return read(
    file,
    ublWith('<cac:AccountingSupplierParty>', `${named.join('')}<cac:AccountingSupplierParty>`, ublWith('F-1', file, creditNoteUbl)),
  );
};
const shown = (documents: readonly UblResult[]): string[][] => groupsOf(documents).map((group) => group.map(({ file }) => file));

describe('documents that hang together', () => {
  it('are those of one debtor', async () => {
    const documents = await Promise.all([invoice('A-1', '10000001'), invoice('B-1', '10000002'), invoice('A-2', '10000001')]);
    expect(shown(documents)).toEqual([['A-1', 'A-2'], ['B-1']]);
  });

  it('are a credit note and the invoices it names, of several debtors too, whichever comes first', async () => {
    const documents = await Promise.all([credit('C-1', 'A-1', 'B-1'), invoice('A-1', '10000001'), invoice('B-1', '10000002')]);
    expect(shown(documents)).toEqual([['C-1', 'A-1', 'B-1']]);
  });

  it.each(['A-1', 'a-1', 'A - 1'])('are two files of one number, one of them spelled %s', async (number) => {
    const documents = await Promise.all([invoice('A-1', '10000001'), invoice(number, '10000002'), credit('C-1', number)]);
    expect(shown(documents)).toHaveLength(1);
  });

  it('leave a file that cannot be read, and a credit note that names nothing, alone', async () => {
    const documents = await Promise.all([read('bad', 'no XML'), credit('C-1'), read('worse', 'nor this')]);
    expect(shown(documents)).toEqual([['bad'], ['C-1'], ['worse']]);
  });
});
