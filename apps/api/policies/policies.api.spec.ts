import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { readyMadePolicies, standaard } from '#domain/policy/language/policies.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant } = await apiForThisFile();

const lint = (key: string, body: unknown, apiKey = tenant.apiKey) =>
  request(api.server)
    .post(`/v1/policies/${key}/lint`)
    .set('Authorization', `Bearer ${apiKey}`)
    .set('Content-Type', 'application/json')
    .send(JSON.stringify(body));
const document = { ...Object(policyToJson(standaard)) };
const withSteps = (change: (steps: Record<string, unknown>[]) => void): object => {
  const copy: { steps: Record<string, unknown>[] } = structuredClone(document);
  change(copy.steps);
  return copy;
};
const found = (answer: { body: { findings: Record<string, string>[] } }): string[] =>
  answer.body.findings.map(({ pointer, code, severity }) => `${severity} ${pointer} ${code}`);

describe('linting a policy', () => {
  it.each(readyMadePolicies.map(({ policy }) => policy))('has nothing to say about $key', async (policy) => {
    const answer = await lint(policy.key, policyToJson(policy));
    expect(misfit('lintPolicy', answer)).toBe('');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ object: 'policyLint', key: policy.key, publishable: true, findings: [] });
  });

  it('names every fault by pointer, code, severity and reason', async () => {
    const body = withSteps((steps) => {
      steps[1] = { ...steps[1], template: 'remindr' };
      steps[2] = { ...steps[2], key: 'pre-due' };
      steps.splice(4, 1);
    });
    const answer = await lint('standaard', body);
    expect(misfit('lintPolicy', answer)).toBe('');
    expect(answer.body.publishable).toBe(false);
    expect(found(answer)).toEqual([
      'error /steps/1/template template-missing',
      'error /steps/1/template template-missing',
      'error /steps/2/key duplicate-key',
      'error /steps/4/trigger/anchor notice-missing',
      'error /steps/4/kind handover-before-notice',
    ]);
    expect(answer.body.findings[2].detail).toContain('"pre-due" is used twice');
  });

  it('warns of what is allowed and unusual, and lets it be published', async () => {
    const answer = await lint('standaard', {
      ...document,
      calendar: 'none',
      weekdays: { email: 'sun' },
      contactCap: { perDay: 1, perWeek: 9 },
    });
    expect(misfit('lintPolicy', answer)).toBe('');
    expect(answer.body.publishable).toBe(true);
    expect(found(answer)).toEqual([
      'warning /calendar holiday-contact',
      'warning /weekdays/email sunday-contact',
      'warning /contactCap/perWeek frequent-contact',
    ]);
  });

  it('wants the key of the path, known or new', async () => {
    expect(found(await lint('strak', document))).toEqual(['error /key key-mismatch']);
    expect(found(await lint('new-one', { ...document, key: 'new-one' }))).toEqual([]);
  });

  it('refuses one ladder over several currencies, which there is not', async () => {
    expect(found(await lint('standaard', { ...document, perCurrency: true }))).toEqual([]);
    expect(found(await lint('standaard', { ...document, perCurrency: false }))).toEqual(['error /perCurrency per-currency-always']);
  });

  it('refuses what cannot be read, with a pointer for every problem', async () => {
    const body = { ...document, jitterMinutes: -1, colour: 'red', steps: [{ key: 'a', kind: 'pigeon', trigger: { anchor: 'dueDate' } }] };
    const answer = await lint('standaard', body);
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid-value' });
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/colour',
      '/jitterMinutes',
      '/steps/0/kind',
    ]);
    expect((await lint('standaard', {})).body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/key',
      '/name',
      '/steps',
    ]);
    expect((await lint('standaard', [document])).body).toMatchObject({ status: 400, code: 'invalid-request' });
  });

  it('stores nothing, and needs policies:read only', async () => {
    const rows = await api.rowCount();
    const versions = async () => (await api.owner.ofSystem((tx) => tx.one<{ n: bigint }>('select count(*) as n from policy_version')))?.n;
    const before = await versions();
    const reader = await api.key(tenant.tenantId, ['policies:read']);
    expect((await lint('new-one', { ...document, key: 'new-one' }, reader)).status).toBe(200);
    expect(await versions()).toBe(before);
    expect(await api.rowCount()).toBe(rows);
    const other = await api.key(tenant.tenantId, ['tasks:read']);
    expect((await lint('standaard', document, other)).body).toMatchObject({ status: 403, requiredScope: 'policies:read' });
  });
});
