import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { seedTenant } from '../testing/seed-tenant.js';

const { api, tenant, get } = await apiForThisFile();
const ids = await seedTenant(api, tenant);
const message = `/v1/messages/${ids.byNoun['messages']}`;
const frozen = (name: string | null, address: string | null, replyTo: string | null): Promise<unknown> =>
  api.owner.ofSystem((tx) => tx.query('update message set from_name = $1, from_address = $2, reply_to = $3', [name, address, replyTo]));

describe('GET /v1/messages/{id}', () => {
  it('says who it is from and where an answer goes, as both were frozen', async () => {
    await frozen('Garage Vos via Huis', 'facturen@huis.example', 'balie@vos.example');
    expect((await get(message).expect(200)).body).toMatchObject({
      from: { name: 'Garage Vos via Huis', address: 'facturen@huis.example' },
      replyTo: 'balie@vos.example',
    });
  });

  it('is honest about a message from before senders were kept', async () => {
    await frozen(null, null, null);
    expect((await get(message).expect(200)).body).toMatchObject({ from: null, replyTo: null });
  });

  it('keeps both out of the list, where no bodies are either', async () => {
    await frozen('Garage Vos via Huis', 'facturen@huis.example', 'balie@vos.example');
    const [first] = (await get('/v1/messages').expect(200)).body.data;
    expect(first).not.toHaveProperty('from');
    expect(first).not.toHaveProperty('html');
  });
});
