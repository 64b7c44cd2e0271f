/** How the messages of a creditor look: versions, colours that can be read, and logos that are pictures. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get } = await apiForThisFile();

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background: '#1f4e79' } })
    .withExif({ IFD0: { Copyright: 'Geheim' } })
    .png()
    .toBuffer();
const putLogo = (bytes: Buffer, { type = 'image/png', apiKey = tenant.apiKey } = {}) => api.as(apiKey).put('/v1/brands/logo', bytes, type);
const versions = async (): Promise<number[]> =>
  (await get('/v1/brands').expect(200)).body.data.map(({ version }: { version: number }) => version);
const filesOf = (tenantId: string) =>
  api.database.ofTenant(tenantId, (tx) => tx.query<{ size: number; bytes: Buffer }>('select size, bytes from file order by size'));

describe('a brand', () => {
  it('is the look of the house until something is chosen; what is not named stays', async () => {
    expect((await get('/v1/brands').expect(200)).body.data).toEqual([]);
    const first = await post('/v1/brands', { accent: '#7A1FA2', hours: 'werkdagen 9:00 tot 17:00' });
    expect(misfit('publishBrand', first)).toBe('');
    expect(first.body).toMatchObject({ version: 1, accent: '#7a1fa2', onAccent: '#ffffff', logo: null, personNames: false });
    const second = await post('/v1/brands', { footer: 'Onderdeel van Groep X', personNames: true });
    expect(second.body).toMatchObject({
      version: 2,
      accent: '#7a1fa2',
      hours: 'werkdagen 9:00 tot 17:00',
      footer: 'Onderdeel van Groep X',
    });
    const read = await get('/v1/brands');
    expect(misfit('listBrands', read)).toBe('');
    expect(await versions()).toEqual([2, 1]);
    const page = await get('/v1/brands?limit=1');
    expect((await get(`/v1/brands?limit=1&after=${page.body.nextCursor}`)).body.data).toMatchObject([{ version: 1 }]);
  });

  it('gets no version where nothing is other than before, and says in the audit which fields are', async () => {
    const before = await versions();
    await post('/v1/brands', { footer: 'Onderdeel van Groep X' }).expect(201);
    expect(await versions()).toEqual(before);
    const events = await api.database.ofTenant(tenant.tenantId, (tx) =>
      tx.query<{ data: unknown }>(`select data from event where tenant_id = $1 and type = 'brand.published' order by seq`, [
        tenant.tenantId,
      ]),
    );
    expect(events.map(({ data }) => data)).toEqual([
      { version: 1, fields: ['accent', 'hours'] },
      { version: 2, fields: ['footer', 'personNames'] },
    ]);
  });

  it('takes words on the accent that can be read, and names the nearest accent where they cannot', async () => {
    expect((await post('/v1/brands', { accent: '#ffd400' })).body).toMatchObject({ onAccent: '#000000' });
    const refused = await post('/v1/brands', { accent: '#ffd400', onAccent: '#ffffff' }).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/onAccent', code: 'contrast-too-low' }]);
    const [nearest] = /#[0-9a-f]{6}(?=\.$)/.exec(refused.body.errors[0].detail) ?? [];
    expect((await post('/v1/brands', { accent: nearest, onAccent: '#ffffff' })).status).toBe(201);
  });

  it.each([
    [{}, 422],
    [{ accent: 'red' }, 422],
    [{ accent: '#12345' }, 422],
    [{ website: 'http://plain.example' }, 422],
    [{ website: 'javascript:alert(1)' }, 422],
    [{ website: 'https://user:pass@x.example' }, 422],
    [{ hours: '9\n17' }, 422],
    [{ footer: 'x'.repeat(201) }, 422],
    [{ logo: 'https://x.example/logo.png' }, 400],
    [{ css: 'body{}' }, 400],
  ])('refuses %j', async (body, status) => {
    const before = await versions();
    expect((await post('/v1/brands', body)).status).toBe(status);
    expect(await versions()).toEqual(before);
  });
});

describe('a logo', () => {
  it('is written anew in two sizes, without what the file said besides, and shown half as large as it is', async () => {
    const put = await putLogo(await picture(1_600, 400));
    expect(misfit('putLogo', put)).toBe('');
    expect(put.body.logo).toEqual({ width: 180, height: 45 });
    const read = await get('/v1/brands/logo').expect(200);
    expect(read.headers['content-type']).toBe('image/png');
    expect(await sharp(read.body).metadata()).toMatchObject({ format: 'png', width: 360, height: 90 });
    const files = await filesOf(tenant.tenantId);
    expect(await Promise.all(files.map(async ({ bytes }) => (await sharp(bytes).metadata()).width))).toEqual([360, 852]);
    expect(Buffer.concat(files.map(({ bytes }) => bytes)).includes('Geheim')).toBe(false);
  });

  it('is kept once, and goes when it is taken away', async () => {
    const before = [await versions(), (await filesOf(tenant.tenantId)).length];
    await putLogo(await picture(1_600, 400)).expect(200);
    expect([await versions(), (await filesOf(tenant.tenantId)).length]).toEqual(before);
    expect((await post('/v1/brands', { logo: null })).body.logo).toBeNull();
    await get('/v1/brands/logo').expect(404);
  });

  it('of another creditor is as if it never was', async () => {
    await putLogo(await picture(100, 100)).expect(200);
    const other = await api.tenant();
    const caller = api.as(other.apiKey);
    expect((await caller.get('/v1/brands')).body.data).toEqual([]);
    expect((await caller.get('/v1/brands/logo')).status).toBe(404);
    expect(await filesOf(other.tenantId)).toEqual([]);
  });

  it.each([
    ['a text', () => Buffer.from('hello'), 422],
    ['nothing', () => Buffer.alloc(0), 422],
    ['a drawing with a script', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 422],
    ['an archive', () => Buffer.from('PK\u0003\u0004'), 422],
    ['half a picture', async () => (await picture(400, 400)).subarray(0, 120), 422],
    ['a head that promises 30,000 pixels', async () => withWidth(await picture(40, 40), 30_000), 422],
    ['2,001 pixels', () => picture(2_001, 40), 422],
    ['a dot', () => picture(2, 2), 422],
    ['20 MB', () => Buffer.alloc(20 * 1024 * 1024, 1), 413],
  ] as const)('is refused when it is %s', async (_, bytes, status) => {
    const before = await versions();
    const refused = await putLogo(await bytes());
    expect([refused.status, refused.body.code]).toEqual([status, status === 413 ? 'body-too-large' : 'logo-not-usable']);
    expect(await versions()).toEqual(before);
  });

  it('is no JSON, needs the scope, and a key before a byte is read', async () => {
    expect((await putLogo(Buffer.from('{}'), { type: 'application/json' })).status).toBe(415);
    expect((await putLogo(await picture(40, 40), { apiKey: 'mw_test_nobody' })).status).toBe(401);
  });
});

/** A PNG that says another width in its head than it has. */
function withWidth(png: Buffer, width: number): Buffer {
  const changed = Buffer.from(png);
  changed.writeUInt32BE(width, 16);
  return changed;
}
