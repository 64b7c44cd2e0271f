/** Pictures of the first pages of letters, drawn by the engine that makes the letters themselves: no browser is needed. */
import sharp from 'sharp';
import type { NoticeKind } from '#domain/notice/wording.js';
import { letterOf } from '#dispatch/letter/letter-of.js';
import { type StatementInvoice, statementOf } from '#dispatch/letter/statement-of.js';
import type { LetterDocument } from '#letters/letter-document.js';
import { LetterEngine } from '#letters/letter-engine.js';
import { render } from '#templates/render.js';
import { sampleVariables } from '#templates/sample-variables.js';

/** Wide enough to be read on a page about it. */
const width = 1_000;
const firstPage = Math.round((width * 297) / 210);

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });

function noticeLetter(kind: NoticeKind): LetterDocument {
  const nextStep = 'Zonder betaling of bericht van u dragen wij de vordering na 15 december 2026 over aan een incassobureau.';
  const variables = { ...sampleVariables('nl', kind), nextStep };
  const { paper } = render({ template: 'formal-notice', tone: 'formal', language: 'nl', channel: 'letter', variables });
  if (!paper) throw new Error('a letter has its words for paper');
  return letterOf(variables, paper);
}

/** Invoices of all ages, one of them paid in part. */
const openInvoices: readonly StatementInvoice[] = [
  {
    number: '2026-0017',
    issueDate: '2026-07-27',
    dueDate: '2026-08-10',
    total: euro(121_000n),
    settled: euro(50_000n),
    open: euro(71_000n),
  },
  { number: '2026-0029', issueDate: '2026-09-07', dueDate: '2026-09-21', total: euro(24_200n), settled: euro(0n), open: euro(24_200n) },
  { number: '2026-0042', issueDate: '2026-10-01', dueDate: '2026-10-15', total: euro(96_800n), settled: euro(0n), open: euro(96_800n) },
  { number: '2026-0053', issueDate: '2026-11-16', dueDate: '2026-11-30', total: euro(36_300n), settled: euro(0n), open: euro(36_300n) },
];

function statement(): LetterDocument {
  const { creditor, debtor } = sampleVariables('nl', 'demand');
  return statementOf({
    language: 'nl',
    today: '2026-11-23',
    creditor,
    debtor,
    invoices: openInvoices,
    paymentReference: 'RF18539007547034',
    interest: { amount: euro(2_147n), until: '2026-11-23', perDay: euro(49n), article: '6:119a' },
  });
}

/** Takes them, and says what it took; where the engine is missing it says that. */
export async function takeLetters(images: string, say: (line: string) => void): Promise<void> {
  const letters = {
    'letter-14-dagenbrief': noticeLetter('fourteen-day-letter'),
    'letter-demand': noticeLetter('demand'),
    'letter-statement': statement(),
  };
  const engine = new LetterEngine();
  try {
    for (const [name, letter] of Object.entries(letters)) {
      const answer = await engine.picture(letter);
      if (answer.kind !== 'made') {
        say(`${name}: ${JSON.stringify(answer)}; the picture in docs/images is as it was`);
        continue;
      }
      await sharp(Buffer.from(answer.made.svg), { density: 144 })
        .resize({ width })
        .extract({ left: 0, top: 0, width, height: firstPage })
        .flatten({ background: '#ffffff' })
        .extend({ top: 1, bottom: 1, left: 1, right: 1, background: '#d0d4d8' })
        .png({ palette: true, colours: 64, compressionLevel: 9 })
        .toFile(`${images}${name}.png`);
      say(`docs/images/${name}.png  page 1 of ${answer.made.pages}`);
    }
  } finally {
    engine.close();
  }
}
