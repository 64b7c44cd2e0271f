/** The invoices themselves go along with a mail about them: those that it is about, and nobody else's. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRefused } from '#casebook/actor.js';
import { addDocument } from '#casebook/commands/put-document.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels } from '#testing/scripted-channel.js';
import { smallPdf } from '#testing/small-pdf.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;
const settings = { from: { name: 'Huis', address: 'facturen@huis.example' }, providerTimeoutMs: 1_000 };

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-02T11:00:00Z');
  channels = scriptedChannels();
  activities = chaseActivities(house.book, channels, settings);
});

const send = (invoiceId: string, key = 'reminder') =>
  activities.sendMessage({ chase: { tenantId: house.tenantId, invoiceId, cycle: 1 }, step: { key, occurrence: 1, action: 'message' } });
const due = (more: object = {}) => house.due({ adopt: { lastStep: 'pre-due', at: '2026-02-13' }, ...more });
const debtorOf = async (invoiceId: string): Promise<string> =>
  String((await house.rows<{ debtor_id: string }>(`select debtor_id from invoice where id = '${invoiceId}'`))[0]?.debtor_id);
async function bring(invoiceId: string, bytes: Buffer, fault: string | null = null): Promise<void> {
  const debtorId = await debtorOf(invoiceId);
  const who = { actor: { tenantId: house.tenantId, name: 'spec' }, live: house.book.live };
  const added = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
    addDocument(tx, who, { invoiceId, debtorId, contentType: 'application/pdf', bytes, fault }),
  );
  if (isRefused(added)) throw new Error(added.detail);
}
const filesOf = (mail = channels.email.sent.at(-1)) =>
  mail?.attachments?.filter(({ contentType }) => contentType === 'application/pdf') ?? [];
const textOf = (base64: string): string => Buffer.from(base64, 'base64').toString('latin1');

describe('the first reminder', () => {
  it('takes the invoice along, under a name of its number', async () => {
    const { invoiceId } = await due({ number: 'F 2026/é-07' });
    await bring(invoiceId, smallPdf({ mark: 'seven' }));
    await send(invoiceId);
    expect(filesOf().map(({ filename }) => filename)).toEqual(['factuur-F-2026-e-07.pdf']);
    expect(textOf(filesOf()[0]?.contentBase64 ?? '')).toContain('seven');
  });

  it('goes without where none was brought, or where it is never sent', async () => {
    const { invoiceId } = await due();
    await send(invoiceId);
    expect(filesOf()).toEqual([]);
    const script = await due();
    await bring(script.invoiceId, smallPdf(), 'script');
    await send(script.invoiceId);
    expect(filesOf()).toEqual([]);
  });

  it('about three invoices takes those three along, and no other of the debtor', async () => {
    const first = await due();
    const debtorId = await debtorOf(first.invoiceId);
    const others = [await house.register({ debtor: { id: debtorId } }), await house.register({ debtor: { id: debtorId } })];
    const later = await house.register({ debtor: { id: debtorId }, issueDate: '2026-02-28', dueDate: '2026-04-30' });
    for (const [n, { invoiceId }] of [first, ...others, later].entries()) await bring(invoiceId, smallPdf({ mark: `file ${n}` }));
    await send(first.invoiceId);
    const marks = filesOf().map(({ contentBase64 }) => /file \d/.exec(textOf(contentBase64))?.[0]);
    expect(new Set(marks)).toEqual(new Set(['file 0', 'file 1', 'file 2']));
    expect(marks).toHaveLength(3);
  });

  it('never takes a file along that is said to be of another debtor, nor sends one that became it', async () => {
    const [his, hers] = [await due(), await due()];
    await bring(his.invoiceId, smallPdf({ mark: 'his' }));
    await house.rows(`update document set debtor_id = '${await debtorOf(hers.invoiceId)}' where invoice_id = '${his.invoiceId}'`);
    await send(his.invoiceId);
    expect(filesOf()).toEqual([]);
    const mine = await due();
    await bring(mine.invoiceId, smallPdf({ mark: 'mine' }));
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(send(mine.invoiceId)).rejects.toThrow('cut');
    await house.rows(`update document set debtor_id = '${await debtorOf(hers.invoiceId)}' where invoice_id = '${mine.invoiceId}'`);
    await expect(send(mine.invoiceId)).rejects.toThrow("not its debtor's");
  });

  it('goes without what is too large, and says so on the timeline', async () => {
    const { invoiceId } = await due();
    await bring(invoiceId, Buffer.concat([smallPdf(), Buffer.alloc(5 * 1024 * 1024)]));
    await send(invoiceId);
    expect(filesOf()).toEqual([]);
    expect(await house.rows(`select data from event where invoice_id = '${invoiceId}' and type = 'message.sent_without_invoice'`)).toEqual([
      { data: { step: 'reminder' } },
    ]);
  });

  it('is the same at a repeat, although another file took its place', async () => {
    const { invoiceId } = await due();
    await bring(invoiceId, smallPdf({ mark: 'before' }));
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(send(invoiceId)).rejects.toThrow('cut');
    await bring(invoiceId, smallPdf({ mark: 'after' }));
    await expect(send(invoiceId)).resolves.toMatchObject({ result: 'sent' });
    expect(channels.email.sent[1]).toEqual(channels.email.sent[0]);
  });
});
