/** An invoice is named by its id, its number, or an id of the creditor's own: in every command that takes one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeApi } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const id = 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc';
const api = new FakeApi();
let url = '';
beforeAll(async () => {
  url = await api.start();
});
afterAll(() => api.close());

/** An API in which one invoice has the number `2026/01 a`. */
const house = (): void =>
  api.answer(({ method, url: asked }) => {
    if (method !== 'GET' || !asked.startsWith('/v1/invoices?number=')) return { body: { object: 'list', data: [], hasMore: false } };
    const known = asked === '/v1/invoices?number=2026%2F01+a';
    return { body: { object: 'list', data: known ? [{ id, number: '2026/01 a' }] : [], hasMore: false } };
  });
const asked = async (...args: string[]) => {
  house();
  const { code, stderr } = await runCli(url, ...args, '-o', 'json');
  return { code, stderr, requests: api.seen.map((request) => `${request.method} ${request.url}`) };
};

const byNumber = 'GET /v1/invoices?number=2026%2F01+a';
const number = '2026/01 a';

describe('an invoice by its number', () => {
  test.each<{ args: string[]; request: string }>([
    { args: ['invoice', 'get', number], request: `GET /v1/invoices/${id}` },
    { args: ['invoice', 'plan', number], request: `GET /v1/invoices/${id}/plan` },
    { args: ['invoice', 'timeline', number], request: `GET /v1/invoices/${id}/timeline` },
    { args: ['invoice', 'pay', number, '5', '--on', '2026-01-28'], request: `POST /v1/invoices/${id}/payments` },
    { args: ['invoice', 'pause', number, '--reason', 'x'], request: `POST /v1/invoices/${id}/pause` },
    { args: ['invoice', 'resume', number], request: `POST /v1/invoices/${id}/resume` },
    { args: ['invoice', 'close', number, '--reason', 'x'], request: `POST /v1/invoices/${id}/close` },
    { args: ['invoice', 'skip', number, 'call'], request: `POST /v1/invoices/${id}/steps/call/skip` },
    { args: ['invoice', 'run-now', number, 'call'], request: `POST /v1/invoices/${id}/steps/call/run-now` },
    { args: ['invoice', 'postpone', number, 'call', '--until', '2026-03-02'], request: `POST /v1/invoices/${id}/steps/call/postpone` },
    { args: ['task', 'list', '--invoice', number], request: `GET /v1/tasks?status=open&invoice=${id}` },
    { args: ['message', 'list', '--invoice', number], request: `GET /v1/messages?invoice=${id}` },
    { args: ['notice', 'list', '--invoice', number], request: `GET /v1/notices?invoice=${id}` },
    { args: ['events', 'list', '--invoice', number], request: `GET /v1/events?invoice=${id}` },
    { args: ['events', 'list', '--invoice', number, '--all'], request: `GET /v1/events?limit=100&invoice=${id}` },
  ])('$args', async ({ args, request }) => {
    const { requests } = await asked(...args);
    expect(requests).toEqual([byNumber, request]);
  });
});

test('an id and an id of his own are asked for as they are', async () => {
  expect((await asked('invoice', 'timeline', id)).requests).toEqual([`GET /v1/invoices/${id}/timeline`]);
  expect((await asked('invoice', 'timeline', 'ext:F/1')).requests).toEqual(['GET /v1/invoices/ext%3AF%2F1/timeline']);
});

test('a number that no invoice has is said clearly, and nothing is changed', async () => {
  const { code, stderr, requests } = await asked('invoice', 'close', '2026-9999', '--reason', 'x');
  expect(code).toBe(4);
  expect(stderr).toContain('No invoice has the number 2026-9999');
  expect(stderr).toContain('maanwerk invoice list');
  expect(requests).toEqual(['GET /v1/invoices?number=2026-9999']);
});

test('an id that is not whole is looked up as a number, and then named as what it seems to be', async () => {
  const { code, stderr } = await asked('invoice', 'get', 'inv_01kf2q6w');
  expect(code).toBe(4);
  expect(stderr).toContain('26 characters');
});
