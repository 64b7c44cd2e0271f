import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { email, endWorld, startWorld, type World } from './testing/simulated-world.js';

afterEach(endWorld);

const idOf = ({ json }: { readonly json: unknown }): string =>
  typeof json === 'object' && json !== null && 'id' in json && typeof json.id === 'string' ? json.id : expect.fail('no id');
const send = async (world: World, change: Record<string, unknown> = {}): Promise<string> =>
  idOf(await world.post('/emails', email(change)));

describe('the mailbox', () => {
  it('lists messages of every channel with invoice and step, and finds them', async () => {
    const world = await startWorld();
    await send(world);
    const sms = {
      reference: 'r',
      from: 'Voorbeeld',
      to: '+31612345678',
      text: 'Wilt u even kijken?',
      tags: { step: 'call', invoice: 'inv_2' },
    };
    expect((await world.post('/sms/messages', sms)).status).toBe(201);
    const all = await world.get('/mailbox');
    expect(all.text).toContain('Over factuur 1');
    expect(all.text).toContain('+31612345678');
    expect(all.text).toMatch(/invoice inv_1.*step reminder|step reminder.*invoice inv_1/s);
    for (const query of ['to=jan@', 'subject=FACTUUR', 'tag=step%3Dreminder', 'tag=inv_1', 'channel=email']) {
      const { text } = await world.get(`/mailbox?${query}`);
      expect(text, query).toContain('Over factuur 1');
      expect(text, query).not.toContain('+31612345678');
    }
  });

  it('shows the day on a test clock beside the time on the wall, and not as a tag', async () => {
    const world = await startWorld();
    const id = await send(world, {
      tags: [
        { name: 'step', value: 'reminder' },
        { name: 'day', value: '2031-02-14' },
      ],
    });
    for (const path of ['/mailbox', `/mailbox/${id}`]) {
      const { text } = await world.get(path);
      expect(text, path).toMatch(/2031-02-14 \(test clock\)<\/strong>\s*<small>20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/);
      expect(text, path).not.toContain('day 2031-02-14');
    }
    expect((await world.get('/mailbox?tag=day%3D2031-02-14')).text).toContain(id);
    await send(world, { subject: 'On the wall' });
    expect((await world.get('/mailbox?subject=wall')).text).not.toContain('test clock');
  });

  it('shows a delivery that is delayed as a warning, and one that failed as bad', async () => {
    const world = await startWorld();
    const id = await send(world);
    await world.simulator.close();
    const happened = { messageId: id, at: new Date(Date.now() + 60_000).toISOString(), detail: '' };
    const shown: Record<string, string> = {};
    for (const type of ['email.delivery_delayed', 'email.suppressed', 'email.delivered']) {
      await appendFile(join(world.dataDir, 'events.jsonl'), `${JSON.stringify({ event: { id: `msg_${type}`, type, ...happened } })}\n`);
      const again = await startWorld({ dataDir: world.dataDir });
      shown[type] = /<td class="state word">\s*(<span[^<]*)</.exec((await again.get('/mailbox')).text)?.[1] ?? '';
      await again.simulator.close();
    }
    expect(shown).toEqual({
      'email.delivery_delayed': '<span class="warn">delivery delayed',
      'email.suppressed': '<span class="bad">suppressed',
      'email.delivered': '<span class="good">delivered',
    });
  });

  it('shows a long id by its ends, with the whole of it in the link', async () => {
    const world = await startWorld();
    await send(world, { tags: [{ name: 'invoice', value: 'inv_01j5x8k2m4q7r9t1v3w5y7z9b1' }] });
    const { text } = await world.get('/mailbox');
    expect(text).toMatch(/inv_01j5x8k2m4q7r9t1v3w5y7z9b1"[^>]*>invoice inv_…y7z9b1</);
  });

  it('pages back through many messages', async () => {
    const world = await startWorld();
    for (let batch = 0; batch < 2; batch++)
      await world.post(
        '/emails/batch',
        Array.from({ length: 60 }, (_, nr) => email({ subject: `nr ${batch * 60 + nr}.` })),
      );
    let [path, seen]: [string | undefined, number] = ['/mailbox', 0];
    while (path !== undefined) {
      const { text } = await world.get(path);
      seen += text.match(/>nr \d+\.</g)?.length ?? 0;
      path = /href="(\/mailbox\?[^"]*before[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toBe(120);
  });

  it('shows one message as page, text, headers and source', async () => {
    const world = await startWorld();
    const id = await send(world, { reply_to: 'antwoord@creditor.example', headers: { 'X-Own': 'yes' } });
    expect((await world.get(`/mailbox/${id}`)).text).toMatch(/<iframe[^>]*class="html"[^>]*sandbox=""/);
    expect((await world.get(`/mailbox/${id}?tab=text`)).text).toContain('<pre>Beste Jan</pre>');
    expect((await world.get(`/mailbox/${id}?tab=headers`)).text).toMatch(/Reply-To: antwoord@creditor\.example[^<]*X-Own: yes/);
    expect((await world.get(`/mailbox/${id}?tab=source`)).text).toContain('&quot;subject&quot;: &quot;Over factuur 1&quot;');
    expect((await world.get(`/mailbox/${id}/html`)).text).toBe('<p>Beste Jan</p>');
    expect((await world.get('/mailbox/nothing')).status).toBe(404);
  });

  it('shows the pictures that went along, and nothing that only says it is one', async () => {
    const world = await startWorld();
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg==';
    const evil = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').toString('base64');
    const id = await send(world, {
      html: '<img src="cid:qr" alt="QR"><img src="cid:evil" alt=""><img src="cid:quoted" alt=""><img src="cid:none" alt="">',
      attachments: [
        { filename: 'qr.png', content: png, content_type: 'image/png', content_id: 'qr' },
        { filename: 'evil.svg', content: evil, content_type: 'image/png', content_id: 'evil' },
        { filename: 'quoted.png', content: 'iVBORw0KGgo"><script>alert(1)</script>', content_id: 'quoted' },
        { filename: 'factuur.pdf', content: 'JVBERi0=' },
      ],
    });
    const { text, headers } = await world.get(`/mailbox/${id}/html`);
    expect(text).toBe(
      `<img src="data:image/png;base64,${png}" alt="QR"><img src="cid:evil" alt=""><img src="cid:quoted" alt=""><img src="cid:none" alt="">`,
    );
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; .*img-src data:/);
    expect((await world.get(`/mailbox/${id}?tab=headers`)).text).toMatch(
      /qr\.png \(\d+ bytes, shown as cid:qr\)[^<]*factuur\.pdf \(\d+ bytes\)/,
    );
  });

  it('lets no message act in the page', async () => {
    const world = await startWorld();
    const evil = '"><script>alert(1)</script>';
    const id = await send(world, { subject: evil, html: evil, text: evil, from: 'x@y.example', tags: [] });
    for (const path of [
      '/mailbox',
      `/mailbox/${id}`,
      ...['text', 'headers', 'source'].map((tab) => `/mailbox/${id}?tab=${tab}`),
      `/mailbox?to=${encodeURIComponent(evil)}`,
    ]) {
      const { text, headers } = await world.get(path);
      expect(text, path).not.toContain('<script');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    }
    const body = await world.get(`/mailbox/${id}/html`);
    expect(body.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(body.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('bounces and complains at the press of a button, but not from another site', async () => {
    const world = await startWorld();
    const id = await send(world);
    expect((await world.post(`/mailbox/${id}/bounce`, '', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await world.post(`/mailbox/${id}/bounce`, '')).status).toBe(303);
    expect((await world.post(`/mailbox/${id}/complain`, '')).status).toBe(303);
    const { json } = await world.get(`/_sim/messages/${id}`);
    expect(json).toMatchObject({
      events: expect.arrayContaining([
        expect.objectContaining({ type: 'email.bounced', detail: 'Permanent' }),
        expect.objectContaining({ type: 'email.complained' }),
      ]),
    });
  });
});

describe('GET /_sim/messages', () => {
  it('waits until a message is there', async () => {
    const world = await startWorld();
    const waiting = world.get('/_sim/messages?to=jan@&subject=factuur&count=2&timeout=15000');
    await send(world, { to: 'piet@x.example' });
    await send(world);
    await send(world);
    expect((await waiting).json).toMatchObject({ data: [{}, {}], timedOut: false });
  });

  it('says when none came in time, and refuses what it does not understand', async () => {
    const world = await startWorld();
    expect((await world.get('/_sim/messages?to=x&timeout=20')).json).toEqual({ data: [], timedOut: true });
    for (const query of ['timeout=999999', 'count=-1', 'channel=pigeon'])
      expect((await world.get(`/_sim/messages?${query}`)).status).toBe(400);
  });
});

describe('a simulator that was killed', () => {
  it('drops the line that was cut short and keeps the rest', async () => {
    const before = await startWorld();
    await send(before);
    await before.simulator.close();
    for (const file of ['messages', 'ledger', 'events']) await appendFile(join(before.dataDir, `${file}.jsonl`), '{"half":');
    const after = await startWorld({ dataDir: before.dataDir });
    await send(after, { subject: 'Daarna' });
    await after.simulator.close();
    const last = await startWorld({ dataDir: before.dataDir });
    expect((await last.get('/_sim/messages')).json).toMatchObject({
      data: [
        { subject: 'Daarna', seq: 2 },
        { subject: 'Over factuur 1', seq: 1 },
      ],
    });
  });
});

it('survives what is not meant for it', async () => {
  const world = await startWorld();
  expect((await world.get('/nowhere')).status).toBe(404);
  expect((await world.get('/mailbox/%ff%fe')).status).toBe(404);
  expect((await world.post('/emails', 'x'.repeat(9 * 1024 * 1024)).catch(() => ({ status: 413 }))).status).toBe(413);
  expect((await world.get('/livez')).json).toEqual({ status: 'ok' });
});

it('outlives a request whose address is none', async () => {
  const world = await startWorld();
  expect((await world.get('//')).status).toBe(400);
  expect((await world.get('/livez')).status).toBe(200);
});
