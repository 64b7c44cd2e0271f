/** The daily look, over days. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import { checkDaily } from './daily-check.js';
import { recall } from './remembered.js';
import { sealEvents } from './seal-events.js';

let house: DatabaseHouse;
let tenantId: string;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  for (const table of ['event_seal', 'event_chain', 'event_unsealed', 'audit_check', 'event']) await house.rows(`delete from ${table}`);
  tenantId = house.tenantId;
  await events(6);
});

async function events(count: number): Promise<void> {
  await house.rows(
    `insert into event (id, tenant_id, type, actor, at, data) select gen_random_uuid(), $1, 'spec.day', 'spec', now(), '{}' from generate_series(1, $2::int)`,
    [tenantId, count],
  );
  await sealEvents(house.dbs.system);
}
const day = (goOn: () => boolean = () => true) => checkDaily(house.dbs.system, { goOn });
const change = (position: number, actor: string) =>
  house.rows('update event set actor = $2 where id = (select event_id from event_seal where position = $1)', [position, actor]);
const counted = async () => (await house.rows<{ n: number }>('select findings_count as n from audit_check'))[0]?.n;

it('reads what is new, and then what was verified before once more', async () => {
  expect(await day()).toEqual({ creditors: 1, read: 6, findings: 0, suspect: [] });
  await events(2);
  expect(await day()).toMatchObject({ read: 2 + 8, findings: 0 });
  expect(await recall(house.dbs.system, tenantId)).toMatchObject({ sound: { position: 8n }, again: { position: 0n } });
});

it('reads at least what is new when there is no time', async () => {
  await day();
  await events(2);
  expect(await day(() => false)).toMatchObject({ read: 2, findings: 0 });
});

it('finds what was changed in what it had verified, and says so every day until it is mended', async () => {
  await day();
  await change(3, 'nobody');
  expect(await day()).toMatchObject({ findings: 1, suspect: [{ tenantId, findings: 1 }] });
  expect(await counted()).toBe(1);
  expect(await recall(house.dbs.system, tenantId)).toMatchObject({ sound: { position: 2n } });
  await events(1);
  expect(await day()).toMatchObject({ findings: 1 });
  expect(await counted()).toBe(1);
  await change(3, 'spec');
  expect(await day()).toMatchObject({ findings: 0 });
  expect(await counted()).toBe(0);
});

it('finds an end that is missing, also one that it had verified', async () => {
  await day();
  await house.rows('delete from event_seal where position > 4');
  expect(await day()).toMatchObject({ suspect: [{ tenantId }] });
  expect((await house.rows<{ findings: unknown }>('select findings from audit_check'))[0]?.findings).toEqual(
    expect.arrayContaining([
      { code: 'verified-changed', position: '6', eventId: null },
      { code: 'end-missing', position: '5', eventId: null },
    ]),
  );
});
