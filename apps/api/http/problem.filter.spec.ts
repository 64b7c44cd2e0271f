import { expect, it } from 'vitest';
import { toProblem } from './problem.filter.js';

it.each([
  ['a server that vanished', new Error('Query read timeout')],
  ['a full pool', new Error('timeout exceeded when trying to connect')],
  ['a server that shuts down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
  ['the same, wrapped', Object.assign(new Error('failed'), { driverError: { code: '57P01' } })],
])('%s is "not now"', (_name, error) => {
  expect(toProblem(error)).toMatchObject({ code: 'unavailable', status: 503, more: { headers: { 'Retry-After': '2' } } });
});

it('what is not known says nothing of itself', () => {
  const problem = toProblem(new Error('Query failed: select secret'));
  expect([problem.code, problem.status, problem.message.includes('secret')]).toEqual(['internal-error', 500, false]);
});
