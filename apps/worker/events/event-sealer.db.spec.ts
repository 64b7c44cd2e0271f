import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import { firstBrokenSeal, sealEvents } from './event-sealer.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

const broken = () => house.dbs.owner.ofTenant(house.tenantId, (tx) => firstBrokenSeal(tx, house.tenantId));

describe('the hash chain of events', () => {
  it('grows by every event once, also with two sealers', async () => {
    for (let n = 0; n < 5; n++) await house.register();
    await Promise.all([sealEvents(house.dbs.system), sealEvents(house.dbs.system)]);
    const [events] = await house.rows<{ n: number }>('select count(*)::int as n from event');
    const positions = await house.rows<{ position: bigint }>('select position from event_seal order by position');
    expect(positions.map((row) => row.position)).toEqual(Array.from({ length: events?.n ?? 0 }, (_, index) => BigInt(index + 1)));
    expect(await broken()).toBeNull();
    expect(await sealEvents(house.dbs.system)).toBe(0);
  });

  it('takes an event that committed after later ones were sealed', async () => {
    let commit: () => void = () => undefined;
    let written: () => void = () => undefined;
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    const late = house.dbs.app.ofTenant(house.tenantId, async (tx) => {
      await tx.query(
        `insert into event (id, tenant_id, type, actor, at, data) values (gen_random_uuid(), $1, 'spec.late', 'spec', now(), '{}')`,
        [house.tenantId],
      );
      written();
      await new Promise<void>((resolve) => (commit = resolve));
    });
    await isWritten;
    await house.register();
    expect(await sealEvents(house.dbs.system)).toBeGreaterThan(0);
    commit();
    await late;
    expect(await sealEvents(house.dbs.system)).toBe(1);
    expect(await broken()).toBeNull();
  });

  it('shows where somebody with the rights of the owner changed an event', async () => {
    await house.rows(
      `update event set data = data || '{"language": "en"}' where id = (select event_id from event_seal where position = 3)`,
    );
    expect(await broken()).toBe(3n);
  });

  it('shows an event that was taken out', async () => {
    await house.rows('delete from event_seal where position = 2');
    expect(await broken()).toBe(3n);
  });
});
