/** What a message says of the past and of the money is what the book holds. */
import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities } from '#contracts/activities.js';
import { raiseDispute } from '#casebook/commands/agreements.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-11-23T10:00:00Z'); // a Monday
  channels = scriptedChannels('lookup');
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const consumer = (over: Parameters<typeof aDebtor>[0] = {}) => ({ inline: aDebtor({ kind: 'consumer', name: 'Jan Jansen', ...over }) });
const adopted = { lastStep: 'call', at: '2026-11-02' };
const dueNotice = (over: Parameters<DatabaseHouse['register']>[0] = {}): Promise<Registered> =>
  house.due({ debtor: consumer(), issueDate: '2026-09-01', dueDate: '2026-10-01', total: 100_00n, adopt: adopted, ...over });
const dueReminder = (over: Parameters<DatabaseHouse['register']>[0] = {}): Promise<Registered> =>
  house.due({
    debtor: consumer(),
    issueDate: '2026-11-01',
    dueDate: '2026-11-16',
    total: 1_000_00n,
    adopt: { lastStep: 'pre-due', at: '2026-11-13' },
    ...over,
  });
const send = async (invoice: Registered, key: string): Promise<void> => {
  await activities.sendMessage({ chase: house.chaseOf(invoice), step: { key, occurrence: 1, action: 'message' } });
};
const pay = (invoice: Registered, amount: bigint, paidOn: string) =>
  house.act(invoice, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId: invoice.invoiceId,
      amount,
      currency: 'EUR',
      paidOn,
      reference: null,
      method: null,
      sourceKey: null,
    }),
  );

/** A line of the ledger as an earlier step left it. */
const earlier = (invoice: Registered, step: string, line: { kind: string; channel: string; result: string; outcome: string | null }) =>
  house.rows(
    `insert into ledger (id, tenant_id, debtor_id, invoice_id, cycle, step, occurrence, kind, channel, recipient, result, outcome, amount, at)
     values (gen_random_uuid(), $1, $2, $3, 1, $4, 1, $5, $6, 'x@example.com', $7, $8, 10000, '2026-10-12T09:00:00Z')`,
    [house.tenantId, invoice.debtorId, invoice.invoiceId, step, line.kind, line.channel, line.result, line.outcome],
  );
const letterText = (): string => channels.letter.sent[0]?.text ?? '';
/** What a bank's app reads from the picture that the page shows. */
async function scannedFromMail(): Promise<string | undefined> {
  const [mail] = channels.email.sent;
  const cid = /<img src="cid:([^"]+)" width="132"/.exec(mail?.html ?? '')?.[1];
  const picture = mail?.attachments?.find(({ contentId }) => contentId === cid);
  const { data, info } = await sharp(Buffer.from(picture?.contentBase64 ?? '', 'base64'))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return jsQR.default(new Uint8ClampedArray(data), info.width, info.height)?.data;
}

/** Its lines are broken at 78 columns. */
const mailText = (): string => (channels.email.sent[0]?.text ?? '').replace(/\s+/g, ' ');

describe('what a notice says of the time before it', () => {
  it('is nothing when nothing was sent and nobody called', async () => {
    await send(await dueNotice(), 'notice');
    expect(letterText()).toContain('Wij hebben uw betaling nog niet ontvangen.');
    expect(letterText()).not.toMatch(/eerder geschreven|geprobeerd|gesproken/);
  });

  it('is nothing when the mail bounced and the call was never made', async () => {
    const invoice = await dueNotice();
    await earlier(invoice, 'reminder', { kind: 'message', channel: 'email', result: 'failed', outcome: null });
    await earlier(invoice, 'call', { kind: 'call', channel: 'call', result: 'expired', outcome: null });
    await send(invoice, 'notice');
    expect(letterText()).not.toMatch(/eerder geschreven|geprobeerd|gesproken/);
  });

  it('is that we wrote and tried to call, when both were done', async () => {
    const invoice = await dueNotice();
    await earlier(invoice, 'reminder', { kind: 'message', channel: 'email', result: 'delivered', outcome: null });
    await earlier(invoice, 'call', { kind: 'call', channel: 'call', result: 'done', outcome: 'no-answer' });
    await send(invoice, 'notice');
    expect(letterText()).toMatch(/Wij hebben u eerder geschreven over uw factuur F-\d+ en geprobeerd u te bellen\./);
  });
});

describe('a notice of default', () => {
  it('to a business says from when interest runs by law', async () => {
    await send(await dueNotice({ termBasis: 'unilateral', debtor: { inline: aDebtor({ kind: 'company' }) } }), 'notice');
    expect(letterText()).toContain('De wettelijke handelsrente loopt al vanaf 30 dagen na ontvangst van de factuur.');
    expect(letterText()).toContain('Geachte heer, mevrouw,');
    expect(letterText()).not.toContain('vanaf dat moment');
    expect(letterText()).toContain('dan krijgt u eerst nog een brief met een laatste termijn.');
  });
});

describe('the money', () => {
  it('that is disputed in part is told and not asked', async () => {
    const invoice = await dueReminder();
    await house.act(invoice, (debtorCase) =>
      raiseDispute(debtorCase, invoice.invoiceId, { reason: 'quality', amount: 400_00n, note: null }),
    );
    await send(invoice, 'reminder');
    expect(mailText()).toContain('€ 400,00 onderzoeken wij nog; dat vragen wij nu niet.');
    expect(mailText()).toMatch(/Bedrag: € 600,00/);
    expect(await scannedFromMail()).toMatch(/\nEUR600\.00\n/);
  });

  it('that came in part is not denied', async () => {
    const invoice = await dueReminder();
    await pay(invoice, 250_00n, '2026-11-17');
    await send(invoice, 'reminder');
    expect(mailText()).toContain('staat nog een deel open');
    expect(mailText()).not.toContain('nog niet ontvangen');
  });

  it('that went back is told with its days, and only then', async () => {
    const storno = (over = {}) =>
      house.due({ policy: 'incasso', debtor: consumer(), issueDate: '2026-11-01', dueDate: '2026-11-22', total: 80_00n, ...over });
    await send(await storno(), 'storno');
    expect(mailText()).not.toMatch(/afschrij|teruggeboekt/);
    channels.email.sent.length = 0;
    const invoice = await storno();
    const paid = await pay(invoice, 80_00n, '2026-11-20');
    if (!('paymentId' in paid)) throw new Error('not paid');
    await house.act(invoice, (debtorCase) =>
      reversePayment(debtorCase, invoice.invoiceId, { paymentId: paid.paymentId, on: '2026-11-22', reason: null }),
    );
    await activities.sendMessage({ chase: house.chaseOf(invoice, 2), step: { key: 'storno', occurrence: 1, action: 'message' } });
    expect(mailText()).toMatch(/Uw betaling van € 80,00 van 20 november 2026 voor factuur F-\d+ is op 22 november 2026 teruggeboekt\./);
  });
});

describe('a page', () => {
  it('shows what was bought, no country at home and the number of the creditor as people write it', async () => {
    await send(await dueNotice({ description: 'Onderhoud cv-ketel' }), 'notice');
    expect(letterText()).toContain('Onderhoud cv-ketel');
    expect(letterText()).toMatch(/1234 AB Ons Dorp\n\n23 november 2026\n\nBetreft: /);
    expect(letterText()).toContain('020 555 01 00');
  });

  it('gives no longer term than the next step waits', async () => {
    const invoice = await house.due({
      policy: 'attent',
      debtor: consumer(),
      issueDate: '2026-11-01',
      dueDate: '2026-11-16',
      total: 80_00n,
      adopt: { lastStep: 'pre-due', at: '2026-11-11' },
    });
    await send(invoice, 'reminder');
    expect(mailText()).toContain('graag binnen 7 dagen tegemoet');
    expect(mailText()).toContain('dan bellen wij u rond 30 november 2026');
  });
});
