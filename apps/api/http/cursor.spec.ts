import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursors } from './cursor.js';
import { Problem } from './problems.js';

const cursors = new Cursors('secret');
const key = { tenantId: 't1', list: '/v1/invoices?{}' };

describe('cursors', () => {
  it('come back as they were given, for the same tenant and list', () => {
    fc.assert(
      fc.property(fc.string(), fc.uuid(), (value, id) => {
        expect(cursors.read(key, cursors.write(key, [value, id]))).toEqual([value, id]);
      }),
    );
  });

  it('are refused for another tenant, another list, another secret, and with any character changed', () => {
    const cursor = cursors.write(key, ['2026-01-01', 'x']);
    const refused = (read: () => unknown): void => expect(read).toThrow(Problem);
    refused(() => cursors.read({ ...key, tenantId: 't2' }, cursor));
    refused(() => cursors.read({ ...key, list: '/v1/invoices?{"status":"paid"}' }, cursor));
    refused(() => new Cursors('other').read(key, cursor));
    for (let at = 0; at < cursor.length - 1; at++) {
      const other = cursor.charAt(at) === 'A' ? 'B' : 'A';
      refused(() => cursors.read(key, cursor.slice(0, at) + other + cursor.slice(at + 1)));
    }
    for (const garbage of ['', 'AA', '%%%', 'x'.repeat(500)]) refused(() => cursors.read(key, garbage));
  });
});
