import type { LetterDocument, LetterTable, Runs } from '#letters/letter-document.js';

const words = (text: string): Runs => [{ text }];

/** A table of invoices with a sum. */
export const invoiceTable = (rows: number): LetterTable => ({
  kind: 'table',
  columns: [
    { title: 'Factuur', align: 'left', wide: true },
    { title: 'Vervaldatum', align: 'left' },
    { title: 'Open bedrag', align: 'right' },
  ],
  rows: Array.from({ length: rows }, (_, index) => [
    [{ text: `2026-${String(index + 1).padStart(4, '0')}` }, { text: 'van 1 oktober 2026', aside: true }],
    words('15 oktober 2026'),
    words(`€ ${index + 1},00`),
  ]),
  total: [words('Totaal'), [], words('€ 968,00')],
});

/** A letter with nothing special about it. */
export const sampleLetter = (more: Partial<LetterDocument> = {}): LetterDocument => ({
  profile: 'nl-left',
  language: 'nl',
  date: '2026-11-23',
  sender: {
    name: 'Voorbeeld Installatie B.V.',
    addressLines: ['Ambachtsweg 12', '3512 AB Utrecht'],
    phone: '030 123 45 67',
    email: 'administratie@voorbeeld-installatie.example',
    kvk: '12345678',
    accent: '#1f4e79',
  },
  returnLine: false,
  recipient: ['Jan Jansen', 'Dorpsstraat 1', '1234 AB Ons Dorp'],
  reference: '2026-0042',
  subject: 'Belangrijk bericht over uw factuur 2026-0042',
  blocks: [
    { kind: 'paragraph', runs: words('Geachte heer Jansen,') },
    { kind: 'paragraph', runs: words('Wij hebben u eerder geschreven over uw factuur en geprobeerd u te bellen.') },
    invoiceTable(1),
    {
      kind: 'payment',
      pairs: [
        { label: 'Bedrag', value: words('€ 968,00') },
        { label: 'Rekening', value: words('NL91 ABNA 0417 1643 00') },
        { label: 'Kenmerk', value: words('RF73 INV2 0260 042') },
      ],
      qr: 'BCD\n002\n1\nSCT\n\nVoorbeeld Installatie B.V.\nNL91ABNA0417164300\nEUR968.00\n\nRF73INV20260042',
    },
    { kind: 'paragraph', runs: words('Met vriendelijke groet,') },
  ],
  ...more,
});
