/** Uploads of every size and end: nothing left on disk, nothing in memory, others are served meanwhile. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '#testing/test-database.js';
import { ublWith } from '#testing/ubl-text.js';
import { ApiUnderTest } from '../../testing/api-under-test.js';
import { rawClient } from '../../testing/raw-socket.js';
import { specConfig } from '../../testing/spec-config.js';

const patience = { timeout: 20_000 };
const folder = mkdtempSync(join(tmpdir(), 'uploads-spec-'));
const database = await createTestDatabase();
const settings = { UPLOAD_DIR: folder, UPLOAD_MAX_BYTES: '3000000', UPLOAD_MAX_ELEMENTS: '200000', HTTP_BODY_IDLE_MS: '1500' };
const api = await ApiUnderTest.start(database.url, specConfig(settings));
const tenant = await api.tenant();
afterAll(async () => {
  await api.stop();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
  await database.drop();
});

type Files = readonly (readonly [name: string, text: string])[];
const upload = (files: Files, query = '') => {
  const call = request(api.server).post(`/v1/imports/ubl${query}`).set('Authorization', `Bearer ${tenant.apiKey}`);
  for (const [name, text] of files) call.attach('file', Buffer.from(text), name);
  return call;
};
/** Of this API: the files and folders that lie in its folder. */
const left = (): string[] => readdirSync(folder).flatMap((own) => readdirSync(join(folder, own)));
const elements = (count: number): string => ublWith('</Invoice>', `${'<x/>'.repeat(count)}</Invoice>`);
const errors = () => api.lines.filter((line) => line.includes('request failed'));

describe('the folder', () => {
  it('is of this process, and of nobody else', () => {
    const [own] = readdirSync(folder);
    expect(own).toMatch(new RegExp(`^maanwerk-uploads-${process.pid}-`));
    expect(statSync(join(folder, String(own))).mode & 0o777).toBe(0o700);
  });

  it('of a process that was killed goes at the next start; others stay', async () => {
    const names = ['maanwerk-uploads-999999999-dead', `maanwerk-uploads-${process.ppid}-alive`, 'maanwerk-uploads-x', 'something'];
    for (const name of names) mkdirSync(join(folder, name, '1'), { recursive: true });
    const other = await ApiUnderTest.start(database.url, specConfig(settings));
    expect(names.filter((name) => readdirSync(folder).includes(name))).toEqual(names.slice(1));
    expect(readdirSync(folder).filter((name) => name.startsWith(`maanwerk-uploads-${process.pid}-`))).toHaveLength(2);
    await other.stop();
    for (const name of names.slice(1)) rmSync(join(folder, name), { recursive: true });
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe('an upload leaves nothing behind', () => {
  it('when it was imported, refused, tried, repeated or asked wrongly', async () => {
    await upload([['a.xml', ublWith('F-1', 'UP-1')]]).expect(202);
    await upload([['b.xml', 'no xml']]).expect(202);
    await upload([['a.xml', ublWith('F-1', 'UP-2')]], '?dryRun=true').expect(202);
    await upload([['a.xml', ublWith('F-1', 'UP-3')]], '?nonsense=1').expect(400);
    await upload([['a.xml', ublWith('F-1', 'UP-4')]])
      .attach('other', Buffer.from('x'), 'b.xml')
      .expect(400);
    await expect.poll(left, patience).toEqual([]);
    expect(errors()).toEqual([]);
  });

  it('when its connection ends halfway, at any byte', async () => {
    const part = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n${'x'.repeat(200_000)}`;
    const lines = [
      'POST /v1/imports/ubl HTTP/1.1',
      'Host: spec',
      `Authorization: Bearer ${tenant.apiKey}`,
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Length: 900000',
    ];
    const before = await api.rowCount();
    for (const bytes of [0, 20, 90, 5_000, part.length]) {
      const client = rawClient(api.server, `${lines.join('\r\n')}\r\n\r\n${part.slice(0, bytes)}`);
      if (bytes === part.length) await expect.poll(() => left().length, patience).toBe(1);
      else await new Promise((done) => setImmediate(done));
      client.socket.resetAndDestroy();
      await client.ended;
      await expect.poll(left, patience).toEqual([]);
    }
    await expect.poll(() => api.lines.filter((line) => line.includes('request abandoned')).length, patience).toBeGreaterThanOrEqual(1);
    expect(errors()).toEqual([]);
    expect(await api.rowCount()).toBe(before);
    await request(api.server).get('/livez').expect(200);
  });

  it('when it stands still: 408 after the idle time', async () => {
    const head = `POST /v1/imports/ubl HTTP/1.1\r\nHost: spec\r\nAuthorization: Bearer ${tenant.apiKey}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000\r\n\r\n`;
    const client = rawClient(api.server, `${head}--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<Inv`);
    await expect.poll(client.heard, patience).toContain('HTTP/1.1 408');
    await client.ended;
    await expect.poll(left, patience).toEqual([]);
    expect(errors()).toEqual([]);
  });
});

describe('too much', () => {
  it('by the length that is told is refused before a byte of it', async () => {
    const head = `POST /v1/imports/ubl HTTP/1.1\r\nHost: spec\r\nAuthorization: Bearer ${tenant.apiKey}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000000\r\n\r\n`;
    const client = rawClient(api.server, head);
    await expect.poll(client.heard, patience).toContain('HTTP/1.1 413');
    expect(client.heard()).toContain('"code":"body-too-large"');
    client.socket.destroy();
  });

  it('in all is refused where no length is told, though each file is small', async () => {
    const head = `POST /v1/imports/ubl HTTP/1.1\r\nHost: spec\r\nAuthorization: Bearer ${tenant.apiKey}\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const client = rawClient(api.server, head);
    const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
    for (let n = 0; n < 8; n++)
      client.socket.write(
        chunk(
          `${n === 0 ? '' : '\r\n'}--b\r\nContent-Disposition: form-data; name="file"; filename="${n}.xml"\r\n\r\n${'x'.repeat(500_000)}`,
        ),
      );
    await expect.poll(client.heard, patience).toContain('HTTP/1.1 413');
    client.socket.destroy();
    await expect.poll(left, patience).toEqual([]);
  });

  it('in elements of all files together is refused as a whole, and nothing is imported', async () => {
    const before = await api.rowCount();
    const answer = await upload([
      ['a.xml', ublWith('F-1', 'EL-1')],
      ['b.xml', elements(120_000)],
      ['c.xml', elements(120_000)],
    ]);
    expect(answer.body).toMatchObject({ status: 413, code: 'body-too-large', detail: 'The files have more than 200000 elements in all.' });
    expect(await api.rowCount()).toBe(before);
    await upload([['b.xml', elements(120_000)]], '?dryRun=true').expect(202);
  });

  it.each([
    ['entities', `<!DOCTYPE i [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${ublWith('F-1', '&b;')}`, 'doctype-refused'],
    ['nesting', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`, 'too-deep'],
    ['attributes', `<a ${Array.from({ length: 20_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`, 'too-many-attributes'],
    ['an attribute of 2 MB', `<a b="${'x'.repeat(2_000_000)}"/>`, 'not-ubl'],
    ['references', ublWith('F-1', '&amp;'.repeat(30_000)), 'too-many-references'],
    ['a zip', 'PK\u0003\u0004', 'zip-not-xml'],
  ])('of %s in one file is refused by itself', async (_what, text, code) => {
    const answer = await upload([['bomb.xml', text]], '?dryRun=true').expect(202);
    expect(answer.body.result.rows[0]).toMatchObject({ result: 'refused', findings: [{ code }] });
  });

  it('of small files is refused at a hundred and one', async () => {
    const some = (count: number): Files => Array.from({ length: count }, (_, n) => [`${n}.xml`, '<a/>']);
    await upload(some(100), '?dryRun=true').expect(202);
    await upload(some(101), '?dryRun=true').expect(400);
    await expect.poll(left, patience).toEqual([]);
  });
});
