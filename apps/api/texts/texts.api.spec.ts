/** A creditor's own words: drafts that are told what is wrong with them, two people for a notice of the law, and what a version changes. */
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get } = await apiForThisFile();

const path = '/v1/texts/nl.reminder.attent/versions';
const notice = '/v1/texts/nl.formal-notice.fourteen-day-letter/versions';
const houseOf = async (key: string): Promise<string> =>
  (await get('/v1/texts').expect(200)).body.data.find((text: { key: string }) => text.key === key).house;
const own = async (): Promise<string> =>
  (await houseOf('nl/reminder.attent')).replace('Wij werken graag met u samen.', 'Fijn dat u klant bent.');
const textOf = async (key: string) => (await get('/v1/texts')).body.data.find((text: { key: string }) => text.key === key);
const codes = (body: { findings: { code: string }[] }): string[] => body.findings.map(({ code }) => code);

describe('a text in own words', () => {
  it('is a draft, then counts, then the house’s does again', async () => {
    expect(misfit('listTexts', await get('/v1/texts'))).toBe('');
    const draft = await post(path, { source: await own() });
    expect(misfit('draftText', draft)).toBe('');
    expect(draft.body).toMatchObject({ key: 'nl/reminder.attent', version: 1, state: 'draft', findings: [], publishable: true });
    expect(await textOf('nl/reminder.attent')).toMatchObject({ counts: 'house', published: null, newest: 1 });
    const diff = await get(`${path}/1/diff`);
    expect(misfit('diffText', diff)).toBe('');
    expect(diff.body.against).toBe('house');
    expect(diff.body.source).toMatch(/^-.*Wij werken graag met u samen\.[\s\S]*^\+.*Fijn dat u klant bent\./m);
    expect(diff.body.samples).toHaveLength(12);
    expect(diff.body.samples[0].diff).toContain('+Fijn dat u klant bent.');
    const published = await post(`${path}/1/publish`);
    expect(misfit('publishText', published)).toBe('');
    expect(published.body).toMatchObject({ version: 1, state: 'published' });
    expect(await textOf('nl/reminder.attent')).toMatchObject({ counts: 'own', published: 1, pathKey: 'nl.reminder.attent' });
    expect((await get(`${path}/1/diff`)).body).toMatchObject({ against: 'version 1', source: '' });
    await post(path, { source: (await own()).replace('klant', 'relatie') }).expect(201);
    await post(`${path}/2/publish`).expect(200);
    expect((await get(path)).body.data.map(({ version, state }: { version: number; state: string }) => [version, state])).toEqual([
      [2, 'published'],
      [1, 'retired'],
    ]);
    expect(misfit('listTextVersions', await get(path))).toBe('');
    const page = await get(`${path}?limit=1`);
    expect((await get(`${path}?limit=1&after=${page.body.nextCursor}`)).body.data).toMatchObject([{ version: 1 }]);
    expect(misfit('retireText', await post(`${path}/2/retire`))).toBe('');
    expect(await textOf('nl/reminder.attent')).toMatchObject({ counts: 'house', published: null });
    const events = await api.database.ofTenant(tenant.tenantId, (tx) =>
      tx.query<{ type: string; data: unknown }>(`select type, data from event where tenant_id = $1 and type like 'text.%' order by seq`, [
        tenant.tenantId,
      ]),
    );
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['text.published', { key: 'nl/reminder.attent', version: 1 }],
      ['text.published', { key: 'nl/reminder.attent', version: 2 }],
      ['text.retired', { key: 'nl/reminder.attent', version: 2 }],
    ]);
  }, 60_000);

  it('is kept with its faults, and not published with them', async () => {
    const draft = await post(path, { source: (await own()).replace("{% include 'next' %}", '') }).expect(201);
    expect(codes(draft.body)).toEqual(['lacks-next-step']);
    expect(draft.body.publishable).toBe(false);
    const refused = await post(`${path}/${draft.body.version}/publish`).expect(422);
    expect(refused.body).toMatchObject({ code: 'text-not-publishable', errors: [{ code: 'lacks-next-step' }] });
    expect(await textOf('nl/reminder.attent')).toMatchObject({ counts: 'house' });
  }, 60_000);

  it.each([
    ['no subject', 'Beste klant', 'cannot-render'],
    ['a tag that is not allowed', "subject: x\n---\n{% render 'about' %}", 'cannot-render'],
    [
      'no end',
      `subject: x\n---\n{% assign x = (1..900) %}{% for a in x %}{% for b in x %}{% for c in x %}${'{% endfor %}'.repeat(3)}`,
      'too-slow',
    ],
  ])(
    'with %s says so',
    async (_, source, code) => {
      const draft = await post(path, { source }).expect(201);
      expect(codes(draft.body)).toContain(code);
    },
    60_000,
  );
});

describe('a formal notice', () => {
  it('is published by another person than its author, and only with the sentence of the law', async () => {
    const source = await houseOf('nl/formal-notice.fourteen-day-letter');
    const draft = await post(notice, {
      source: source.replace("{% include 'before' %}", "Dit is belangrijk. {% include 'before' %}"),
    }).expect(201);
    const alone = await post(`${notice}/${draft.body.version}/publish`).expect(409);
    expect(alone.body.code).toBe('text-needs-another-person');
    const other = api.as(await api.key(tenant.tenantId, ['texts:write']));
    expect((await other.post(`${notice}/${draft.body.version}/publish`)).body).toMatchObject({ state: 'published' });
    const without = await post(notice, { source: source.replace('{{ notice.sentence }}', 'Betaalt u spoedig.') }).expect(201);
    const refused = await other.post(`${notice}/${without.body.version}/publish`);
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ code }: { code: string }) => code)).toContain('lacks-notice-sentence');
  }, 60_000);
});

describe('what there is not', () => {
  it.each([
    ['/v1/texts/nl.nothing/versions', 404],
    ['/v1/texts/nl.reminder.angry/versions', 404],
    ['/v1/texts/nl.formal-notice.demand.je/versions', 404],
    ['/v1/texts/xx.reminder/versions', 404],
    [`${path}/999/diff`, 404],
    [`${path}/0/diff`, 404],
  ])('%s is answered %i', async (where, status) => {
    expect((await get(where)).status).toBe(status);
  });

  it.each([
    [{}],
    [{ source: '' }],
    [{ source: `subject: x\n---\n${'x'.repeat(16 * 1024)}` }],
    [{ source: 'subject: x\n---\n\0' }],
    [{ source: 1 }],
  ])('a draft of %j is not kept', async (body) => {
    const before = (await get(`${path}?limit=1`)).body.data;
    expect((await post(path, body)).status).toBeGreaterThanOrEqual(400);
    expect((await get(`${path}?limit=1`)).body.data).toEqual(before);
  });

  it('of another creditor is as if it never was, and a key may do what it is for', async () => {
    await post(path, { source: await own() }).expect(201);
    const caller = api.as((await api.tenant()).apiKey);
    expect((await caller.get(path)).body.data).toEqual([]);
    expect((await caller.get(`${path}/1/diff`)).status).toBe(404);
    expect((await caller.post(`${path}/1/publish`)).status).toBe(404);
    expect((await caller.post(`${path}/1/retire`)).status).toBe(404);
    const reader = api.as(await api.key(tenant.tenantId, ['texts:read']));
    expect((await reader.get(path)).status).toBe(200);
    expect((await reader.post(path, { source: 'subject: x\n---\ny' })).status).toBe(403);
  }, 60_000);
});
