/** `npm run bench:render`: how many e-mails a second get their page, their twin in plain text and their QR code. */
import { Worker } from 'node:worker_threads';
import { toBuffer } from 'qrcode';
import { drawQr, paymentQrPayload } from '#templates/layout/payment-qr.js';
import { count, type Figure, machine, printFigures, say, secondsOf } from '../lib/report.js';
import { type MailsInput, type Page, renderMails } from './mails.thread.js';

const mails = 1_500;
const warmUp = 300;
const turns = 3;
const goal = 300;
const codes = 100;

/** Seconds that a thread takes for its part; it has rendered before the clock starts. */
function inThread(input: MailsInput): Promise<number> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.file).then(({ renderMails }) => {
      renderMails({ ...workerData.input, mails: ${warmUp} });
      parentPort.once('message', () => { renderMails(workerData.input); parentPort.postMessage('done'); });
      parentPort.postMessage('ready');
    });`;
  const file = new URL('./mails.thread.js', import.meta.url).href;
  return new Promise((resolve, reject) => {
    const thread = new Worker(code, { eval: true, workerData: { file, input } });
    let started = 0;
    thread.on('error', reject);
    thread.on('message', (word) => {
      if (word === 'ready') {
        started = performance.now();
        thread.postMessage('go');
      } else void thread.terminate().then(() => resolve((performance.now() - started) / 1_000));
    });
  });
}

const rate = (seconds: number, of = mails): number => of / seconds;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rates = (values: readonly number[]): string => `${count(median(values))}/s (${values.map(count).join(', ')})`;

/** The two pages in turns, in this thread. */
async function alone(): Promise<Readonly<Record<Page, number[]>>> {
  const found: Record<Page, number[]> = { email: [], letter: [] };
  for (const page of ['email', 'letter'] as const) renderMails({ page, mails: warmUp });
  for (let turn = 0; turn < turns; turn += 1)
    for (const page of ['email', 'letter'] as const) found[page].push(rate(await secondsOf(() => renderMails({ page, mails }))));
  return found;
}

async function together(): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const seconds = await Promise.all([inThread({ page: 'email', mails }), inThread({ page: 'email', mails })]);
    found.push(rate(Math.max(...seconds), 2 * mails));
  }
  return found;
}

const payload = paymentQrPayload({
  accountName: 'Voorbeeld Installatie B.V.',
  iban: 'NL91ABNA0417164300',
  amount: { amount: 96_800n, currency: 'EUR' },
  reference: 'RF73INV20260042',
});

/** Milliseconds for a code, drawn by us and by the library's own pictures. */
async function drawn(): Promise<{ readonly ours: number; readonly theirs: number }> {
  if (payload === null) throw new Error('the sample has no code');
  const each = async (draw: () => unknown): Promise<number> => {
    await draw();
    return (
      ((await secondsOf(async () => {
        for (let n = 0; n < codes; n += 1) await draw();
      })) *
        1_000) /
      codes
    );
  };
  const ours = await each(() => drawQr(payload));
  return { ours, theirs: await each(() => toBuffer(payload, { errorCorrectionLevel: 'M', margin: 4, width: 264 })) };
}

/** Takes and prints the figures. */
export async function benchRender(): Promise<void> {
  for (const line of machine()) say(line);
  const one = await alone();
  const two = await together();
  const code = await drawn();
  const figures: Figure[] = [
    { what: 'page, plain text and QR code, one thread', figure: rates(one.email), target: '' },
    { what: 'the plain sheet of before, without a code, one thread', figure: rates(one.letter), target: '' },
    {
      what: 'page, plain text and QR code, two threads',
      figure: `${rates(two)} ${median(two) >= goal ? 'reached' : 'MISSED'}`,
      target: `at least ${goal}/s on two cores`,
    },
    { what: 'a QR code, drawn', figure: `${code.ours.toFixed(2)} ms`, target: '' },
    { what: "a QR code, by the library's own pictures", figure: `${code.theirs.toFixed(2)} ms`, target: '' },
  ];
  printFigures(`E-mails rendered, ${count(mails)} a turn: 80 % about one invoice, 15 % about four, 5 % about thirty`, figures);
}
