import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get } = await apiForThisFile();

const rows = (sql: string, values: readonly string[] = []) => api.owner.ofTenant(tenant.tenantId, (tx) => tx.query(sql, values));

/** A clock on its way. */
async function advancing(): Promise<{ readonly id: string }> {
  const { body: clock } = await post('/v1/test-clocks', { frozenTime: '2026-01-05' }).expect(201);
  return (await post(`/v1/test-clocks/${clock.id}/advance`, { by: 'P30D' }).expect(202)).body;
}
const end = (status: string): Promise<unknown> => rows(`update job set status = $1`, [status]);

describe('a job', () => {
  it('is asked to stop, once, and says so while its worker has not heard', async () => {
    const job = await advancing();
    const first = await post(`/v1/jobs/${job.id}/cancel`);
    expect(misfit('cancelJob', first)).toBe('');
    expect(first.body).toMatchObject({ id: job.id, status: 'queued', cancelRequestedAt: expect.any(String) });
    const second = await post(`/v1/jobs/${job.id}/cancel`).expect(202);
    expect(second.body.cancelRequestedAt).toBe(first.body.cancelRequestedAt);
    expect(await rows(`select data, actor from event where type = 'job.cancel_requested'`)).toMatchObject([
      { data: { kind: 'clock.advance' }, actor: expect.stringMatching(/^key:/) },
    ]);
  });

  it('that was cancelled stays so', async () => {
    const job = await advancing();
    await end('cancelled');
    expect((await post(`/v1/jobs/${job.id}/cancel`).expect(202)).body).toMatchObject({ status: 'cancelled', cancelRequestedAt: null });
    expect(misfit('getJob', await get(`/v1/jobs/${job.id}`))).toBe('');
  });

  it.each(['done', 'failed'])('that is %s cannot be cancelled any more', async (status) => {
    const job = await advancing();
    await end(status);
    expect((await post(`/v1/jobs/${job.id}/cancel`)).body).toMatchObject({ status: 409, code: 'job-ended' });
    expect((await get(`/v1/jobs/${job.id}`)).body).toMatchObject({ status, cancelRequestedAt: null });
  });

  it('is cancelled with the scope that orders it, and no other', async () => {
    const job = await advancing();
    for (const scope of ['imports:write', 'policies:read'])
      expect((await api.as(await api.key(tenant.tenantId, [scope])).post(`/v1/jobs/${job.id}/cancel`)).body).toMatchObject({
        status: 403,
        requiredScope: 'clocks:write',
      });
    await api
      .as(await api.key(tenant.tenantId, ['clocks:write']))
      .post(`/v1/jobs/${job.id}/cancel`)
      .expect(202);
  });

  it('of another creditor is not there', async () => {
    const job = await advancing();
    const other = await api.tenant();
    await api.as(other.apiKey).post(`/v1/jobs/${job.id}/cancel`).expect(404);
    expect((await get(`/v1/jobs/${job.id}`)).body.cancelRequestedAt).toBeNull();
  });
});
