/** The operator's look at the audit, by the command line on a real database. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sealEvents } from '#database/audit/seal-events.js';
import { toPublicId } from '#contracts/ids.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { runCliWith } from '../testing/run-cli.js';

let house: DatabaseHouse;
let creditor = '';
const folder = mkdtempSync(join(tmpdir(), 'maanwerk-audit-'));
const path = (name: string): string => join(folder, name);
const answer = z.object({
  sound: z.boolean(),
  creditors: z.array(z.object({ creditor: z.string(), read: z.number(), position: z.string(), findings: z.number() })),
  findingsCount: z.number(),
  findings: z.array(z.object({ check: z.string(), creditor: z.string(), code: z.string(), position: z.string().nullable() })),
});

const run = (...args: string[]) =>
  runCliWith({ baseUrl: 'http://127.0.0.1:1', key: 'mw_test_spec', environment: { DATABASE_URL: house.url } }, ['audit', ...args]);
const told = async (...args: string[]) => {
  const { code, stdout } = await run('verify', ...args, '-o', 'json');
  return { code, ...answer.parse(JSON.parse(stdout)) };
};
const unguarded = (sql: string) =>
  house.dbs.owner.ofSystem(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(sql);
  });

function keyPair(name: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(path(`${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(path(`${name}.pub.pem`), publicKey.export({ type: 'spki', format: 'pem' }));
}

beforeAll(async () => {
  house = await DatabaseHouse.open();
  creditor = toPublicId('tenant', house.tenantId);
  for (const name of ['operator', 'auditor', 'stranger']) keyPair(name);
  for (let n = 0; n < 3; n++) await house.register();
  await sealEvents(house.dbs.system);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await house.close();
});

describe('maanwerk audit', () => {
  it('verifies all chains, or from where it got to', async () => {
    const whole = await told();
    expect(whole).toMatchObject({ code: 0, sound: true, findings: [] });
    const read = whole.creditors[0]?.read ?? 0;
    expect(read).toBeGreaterThan(2);
    expect(await told('--from', 'last')).toMatchObject({ code: 0, creditors: [{ creditor, read: 0, position: `${read}` }] });
    expect(await told('--from', '1', '--creditor', creditor)).toMatchObject({ code: 0, creditors: [{ creditor, read: read - 1 }] });
    expect((await run('verify', '--from', '999')).code).toBe(2);
    expect((await run('verify', '--from', 'yesterday')).code).toBe(2);
  });

  it('exports heads that several sign, and finds the chain going through them', async () => {
    expect((await run('export-head', '--key', path('operator.pem'), '--out', path('heads.json'))).code).toBe(0);
    expect((await run('sign', path('heads.json'), '--key', path('auditor.pem'))).code).toBe(0);
    const both = ['--trust', path('operator.pub.pem'), '--trust', path('auditor.pub.pem')];
    expect(await told('--against', path('heads.json'), ...both)).toMatchObject({ code: 0, sound: true });
  });

  it('believes no file that was changed, nor one of a stranger', async () => {
    const against = (...more: string[]) => run('verify', '--against', path('heads.json'), ...more);
    expect((await against()).code).toBe(2);
    expect((await against('--trust', path('stranger.pub.pem'))).code).toBe(4);
    expect((await against('--from', 'last', '--trust', path('operator.pub.pem'))).code).toBe(2);
    const forged = readFileSync(path('heads.json'), 'utf8').replace(/"position": "\d+"/, '"position": "1"');
    writeFileSync(path('forged.json'), forged);
    expect((await run('verify', '--against', path('forged.json'), '--trust', path('operator.pub.pem'))).code).toBe(4);
    expect((await run('export-head', '--key', path('heads.json'))).code).toBe(2);
    expect((await run('verify', '--against', path('operator.pem'), '--trust', path('operator.pub.pem'))).code).toBe(2);
  });

  it('names the place where the chain does not hold, and ends with 6', async () => {
    await unguarded(`update event set actor = 'nobody' where id = (select event_id from event_seal where position = 2)`);
    expect(await told('--from', 'last')).toMatchObject({ code: 0 }); // it was verified before: only the whole walk, or the daily one, sees it
    expect(await told()).toMatchObject({
      code: 6,
      sound: false,
      findingsCount: 1,
      findings: [{ check: 'chain', creditor, code: 'event-changed', position: '2' }],
    });
    expect((await run('verify')).stdout).toContain('event-changed');
    expect((await run('verify')).stderr).toContain('1 finding');
    expect(await told('--from', 'last')).toMatchObject({ code: 6 });
  });

  it('sees by the file that everything was made anew', async () => {
    // All links computed again from the second seal on, with the head: nothing inside the database tells of it.
    await unguarded('delete from event_seal where position > 1');
    await unguarded(`update event_chain c set position = 1, hash = (select hash from event_seal s where s.tenant_id = c.tenant_id)`);
    await unguarded(
      'insert into event_unsealed select tenant_id, seq, id from event e where not exists (select 1 from event_seal s where s.event_id = e.id)',
    );
    await sealEvents(house.dbs.system);
    expect(await told()).toMatchObject({ code: 0, sound: true });
    expect(await told('--against', path('heads.json'), '--trust', path('auditor.pub.pem'))).toMatchObject({
      code: 6,
      findings: [{ check: 'anchor', creditor, code: 'anchor-differs' }],
    });
  });
});
