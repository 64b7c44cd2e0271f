/** What would be sent, to the byte: what a preview shows is what leaves, and a preview leaves nothing behind. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { wordsOf } from '#testing/letters/read-pdf.js';
import { chaseActivities } from '#activities/activity-registry.js';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { fromPublicId } from '#contracts/ids.js';
import { type ScriptedChannels, scriptedChannels } from '#testing/scripted-channel.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post } = await apiForThisFile();

let count = 0;
const address = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Dorp', country: 'NL' };
const debtor = { name: 'Jansen', email: 'jansen@example.com', language: 'nl' };
/** An invoice on a test clock that stands at the day on which its first reminder may leave. */
async function invoiceOn(more: object = {}, frozenTime = '2026-03-02T10:00:00Z') {
  count += 1;
  const testClock = (await post('/v1/test-clocks', { frozenTime }).expect(201)).body.id;
  const body = { debtor, number: `P-${count}`, issueDate: '2026-01-20', dueDate: '2026-02-20', total: { amount: 12_100, currency: 'EUR' } };
  return String((await post('/v1/invoices', { ...body, testClock, ...more }).expect(201)).body.id);
}
const preview = (body: object) => post('/v1/messages/preview', body);

/** Rows of every table that is the creditor's, and when each was written last. */
const everything = async (): Promise<unknown> => {
  const tables = ['invoice', 'debtor', 'chase', 'ledger', 'message', 'event', 'outbox', 'task', 'notice', 'file', 'brand', 'message_claim'];
  return api.owner.ofSystem(async (tx) => {
    const rows: unknown[] = [];
    for (const table of tables)
      rows.push(
        await tx.query(`select md5(string_agg(t::text, '|' order by t::text)) as rows from ${table} t where tenant_id = $1`, [
          tenant.tenantId,
        ]),
      );
    return rows;
  });
};

describe('a preview', () => {
  it('is what leaves, to the byte', async () => {
    const id = await invoiceOn();
    const shown = await preview({ invoice: id });
    expect(misfit('previewMessage', shown)).toBe('');
    const { step, occurrence, at } = shown.body;
    const channels: ScriptedChannels = scriptedChannels();
    const book = new Casebook(api.database, new LiveClock());
    const sending = chaseActivities(book, channels, {
      from: { name: 'Maanwerk', address: 'facturen@maanwerk.example' },
      providerTimeoutMs: 1_000,
    });
    await api.owner.ofSystem((tx) =>
      tx.query(
        'update test_clock set now = $2 where id = (select d.test_clock_id from debtor d join invoice i on i.debtor_id = d.id where i.id = $1)',
        [fromPublicId('invoice', id), at],
      ),
    );
    const chase = { tenantId: tenant.tenantId, invoiceId: fromPublicId('invoice', id) ?? '', cycle: 1 };
    expect((await sending.sendMessage({ chase, step: { key: step, occurrence, action: 'message' } })).result).toBe('sent');
    const [sent] = channels.email.sent;
    const [message] = shown.body.messages;
    expect({ subject: message.subject, html: message.html, text: message.text, headers: message.headers }).toEqual({
      subject: sent?.subject,
      html: sent?.html,
      text: sent?.text,
      headers: sent?.headers,
    });
    expect(message).toMatchObject({ from: sent?.from, replyTo: sent?.replyTo, to: sent?.to });
    expect(message.attachments.map(({ contentBase64 }: { contentBase64: string }) => contentBase64)).toEqual(
      (sent?.attachments ?? []).map(({ contentBase64 }) => contentBase64),
    );
  });

  it('leaves every table as it was, whatever is asked', async () => {
    const id = await invoiceOn();
    const before = await everything();
    for (const more of [
      {},
      { step: 'reminder' },
      { step: 'notice' },
      { on: '2026-06-01' },
      { channel: 'letter' },
      { brand: { accent: '#7a1fa2' } },
      { step: 'never' },
    ])
      await preview({ invoice: id, ...more });
    expect(await everything()).toEqual(before);
  });

  it('holds number, amount, due date and days late, and the same numbers in page and text', async () => {
    const id = await invoiceOn();
    const { body } = await preview({ invoice: id, step: 'reminder' });
    const [message] = body.messages;
    expect(body).toMatchObject({ step: 'reminder', comes: true });
    for (const text of [message.html, message.text]) {
      expect(text).toContain(`P-${count}`);
      expect(text.replaceAll(/&nbsp;|\u00a0/g, ' ')).toMatch(/121,00/);
      expect(text).toContain('20 februari 2026');
    }
    expect(body.why.map(({ about }: { about: string }) => about)).toEqual(['time', 'channel', 'tone']);
  });

  it('of a step further on speaks of what was sent before it, and of what follows it', async () => {
    const id = await invoiceOn({ debtor: { ...debtor, kind: 'consumer', address } });
    const { body } = await preview({ invoice: id, step: 'notice' });
    expect(body).toMatchObject({ step: 'notice', comes: true, complete: false });
    const { text } = body.messages[0];
    expect(text).toContain('eerder geschreven');
    const coming = (await api.as(tenant.apiKey).get(`/v1/invoices/${id}/plan`)).body.coming;
    const after = coming[coming.findIndex(({ step }: { step: string }) => step === 'notice') + 1];
    expect(text).toContain('overdragen');
    expect(after.step).toBe('handover');
    expect(text).not.toContain('een nieuw bericht');
  });

  it('says why a message would not be sent, of what is paid too', async () => {
    const id = await invoiceOn();
    await post(`/v1/invoices/${id}/payments`, { amount: { amount: 12_100, currency: 'EUR' }, paidOn: '2026-03-01' }).expect(201);
    const { status, body } = await preview({ invoice: id, step: 'reminder' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ comes: false, messages: [], refusal: { code: 'variables-missing' } });
    expect(body.why[0].text).toMatch(/^Would not be sent: /);
  });

  it('shows a step on another channel, in another tone and language, and says that it was asked for', async () => {
    const id = await invoiceOn({
      debtor: { ...debtor, address },
    });
    const { body } = await preview({ invoice: id, step: 'reminder', channel: 'letter', tone: 'businesslike', language: 'en' });
    expect(body.messages[0]).toMatchObject({ channel: 'letter', templateVersion: expect.stringMatching(/^en\/reminder\.businesslike@/) });
    expect(JSON.stringify(body.why)).toContain('asked for here');
  });

  it('of a letter has the file that would be printed, twice the same', async () => {
    const address = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Dorp', country: 'NL' };
    const id = await invoiceOn({ debtor: { ...debtor, address } });
    const ask = { invoice: id, step: 'notice', channel: 'letter' };
    const shown = await preview(ask);
    expect(misfit('previewMessage', shown)).toBe('');
    const [{ letter }] = shown.body.messages;
    const pdf = Buffer.from(letter.pdf.contentBase64, 'base64');
    expect(letter).toMatchObject({
      state: 'made',
      code: null,
      pdf: { sha256: createHash('sha256').update(pdf).digest('hex'), missingCharacters: [] },
    });
    expect(await wordsOf(pdf)).toMatch(/1234 AB DORP.*binnen vijftien dagen nadat deze brief bij u is bezorgd/);
    expect((await preview(ask)).body.messages[0].letter.pdf.sha256).toBe(letter.pdf.sha256);
    expect((await preview({ invoice: id, step: 'reminder' })).body.messages[0].letter).toBeNull();
  });

  it('of a letter whose address does not fit says so, and shows the words all the same', async () => {
    const address = {
      street: 'Straat met een naam die niet achter het venster past omdat zij te lang is',
      houseNumber: '1',
      postcode: '1234 AB',
      city: 'Dorp',
    };
    const { body } = await preview({ invoice: await invoiceOn({ debtor: { ...debtor, address } }), step: 'reminder', channel: 'letter' });
    expect(body.messages[0]).toMatchObject({
      letter: { state: 'refused', code: 'address-too-long', pdf: null },
      html: expect.stringContaining('Jansen'),
    });
  });

  it('takes a look along that is not published, and refuses one that cannot be read', async () => {
    const id = await invoiceOn();
    const { body } = await preview({ invoice: id, brand: { footer: 'Nog niet gepubliceerd', accent: '#7a1fa2' } });
    expect(body.messages[0].brand).toBe(1);
    const refused = await preview({ invoice: id, brand: { accent: '#ffd400', onAccent: '#ffffff' } }).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/brand/onAccent', code: 'contrast-too-low' }]);
  });

  it('takes a draft of a text along, which nobody else gets, and another form of address', async () => {
    const id = await invoiceOn();
    const source = 'subject: Over uw factuur {{ invoice_numbers }}\n---\n{% include "greeting" %}\n\nDit is nog een proef.\n';
    const draft = (await post('/v1/texts/nl.reminder/versions', { source }).expect(201)).body;
    const tried = await preview({ invoice: id, step: 'reminder', tone: 'friendly', text: { key: 'nl/reminder', version: draft.version } });
    expect(tried.body.messages[0].text).toContain('Dit is nog een proef.');
    expect(tried.body.messages[0].templateVersion).toMatch(/\+o1$/);
    expect((await preview({ invoice: id, step: 'reminder' })).body.messages[0].text).not.toContain('Dit is nog een proef.');
    expect(tried.body.messages[0].fellBack).toEqual([]);
    const broken = (await post('/v1/texts/nl.reminder/versions', { source: source.replace('een proef', '{{ nobody }}') }).expect(201)).body;
    const { messages } = (await preview({ invoice: id, step: 'reminder', text: { key: 'nl/reminder', version: broken.version } })).body;
    expect(messages[0]).toMatchObject({ fellBack: [{ key: 'nl/reminder', version: broken.version, code: 'cannot-render' }] });
    const unknown = await preview({ invoice: id, text: { key: 'nl/reminder', version: 99 } }).expect(422);
    expect(unknown.body.errors).toMatchObject([{ pointer: '/text', code: 'text-unknown' }]);
    expect((await preview({ invoice: id, step: 'reminder', formality: 'je' })).status).toBe(200);
  });

  it('of three invoices that fall due together is one message about all of them', async () => {
    const first = await invoiceOn();
    const debtorId = (await api.as(tenant.apiKey).get(`/v1/invoices/${first}`)).body.debtor.id;
    const more = { debtor: { id: debtorId }, testClock: undefined };
    for (let n = 0; n < 2; n += 1) {
      count += 1;
      await post('/v1/invoices', {
        number: `P-${count}`,
        issueDate: '2026-01-20',
        dueDate: '2026-02-20',
        total: { amount: 5_000, currency: 'EUR' },
        ...more,
      }).expect(201);
    }
    const { body } = await preview({ invoice: first });
    expect(body).toMatchObject({ complete: true });
    expect(body.invoices).toHaveLength(3);
  });

  it.each([
    [{ step: 'never' }, 422, '/step'],
    [{ step: 'call' }, 422, '/step'],
    [{ channel: 'pigeon' }, 422, '/channel'],
    [{ on: '2026-02-30' }, 422, '/on'],
    [{ invoice: 'inv_00000000000000000000000000' }, 404, undefined],
    [{ html: true }, 400, '/html'],
  ])('refuses %j', async (more, status, pointer) => {
    const refused = await preview({ invoice: await invoiceOn(), ...more });
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([status, pointer]);
  });

  it('of another creditor is as if the invoice never was', async () => {
    const id = await invoiceOn();
    const other = api.as((await api.tenant()).apiKey);
    expect((await other.post('/v1/messages/preview', { invoice: id })).status).toBe(404);
  });
});
