import { describe, expect, it } from 'vitest';
import { createLog, errorFields } from './logger.js';

const collect = (): { lines: string[]; log: ReturnType<typeof createLog> } => {
  const lines: string[] = [];
  return { lines, log: createLog('spec', 'debug', { write: (line: string) => void lines.push(line) }) };
};

describe('the log', () => {
  it('drops every field that is not on its list, also from callers without types', () => {
    const { lines, log } = collect();
    log.info('said', Object.assign({ invoiceId: 'inv_1' }, { email: 'jansen@example.com', name: 'Jansen' }));
    log.with(Object.assign({ tenantId: 't' }, { phone: '0612345678' })).warn('said again', { status: 200 });
    expect(lines.join('')).not.toMatch(/jansen|0612345678/i);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'said', invoiceId: 'inv_1', process: 'spec' });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ tenantId: 't', status: 200 });
  });

  it('drops objects, which could hold anything', () => {
    const { lines, log } = collect();
    log.info('said', Object.assign({}, { code: Object('x') }));
    expect(lines.join('')).not.toContain('"code"');
  });

  it('tells of an error its class, its code and its place, never its message', () => {
    const { lines, log } = collect();
    const error = Object.assign(new TypeError('Key (email)=(jansen@example.com) already exists'), { code: '23505' });
    log.error('failed', error);
    expect(lines.join('')).not.toContain('jansen');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      errorName: 'TypeError',
      errorCode: '23505',
      where: expect.stringContaining('logger.spec.ts'),
    });
    expect(errorFields('thrown text with jansen@example.com')).toEqual({ errorName: 'string' });
  });
});
