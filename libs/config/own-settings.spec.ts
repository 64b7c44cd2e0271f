import { describe, expect, it } from 'vitest';
import { markOwn, ownMark, withoutOwn } from './own-settings.js';

const own = { DATABASE_URL: 'postgres://maanwerk:x@127.0.0.1:41000/maanwerk', API_PORT: '3000' };
const mark = markOwn(own);

describe('settings of a house', () => {
  it('are told from those of a person by their value, not by their name', () => {
    const shell = { ...own, PATH: '/bin', LOG_LEVEL: 'warn', [ownMark]: mark };
    expect(withoutOwn(shell, [mark])).toEqual({ PATH: '/bin', LOG_LEVEL: 'warn' });
    const mine = { ...shell, DATABASE_URL: 'postgres://me@db.internal/maanwerk' };
    expect(withoutOwn(mine, [mark])).toEqual({ PATH: '/bin', LOG_LEVEL: 'warn', DATABASE_URL: 'postgres://me@db.internal/maanwerk' });
  });

  it('are known by the mark of any start: of the shell, or of the file that was written since', () => {
    const later = markOwn({ DATABASE_URL: 'postgres://maanwerk:x@127.0.0.1:42000/maanwerk' });
    expect(withoutOwn(own, [later, mark])).toEqual({});
    expect(withoutOwn(own, [later])).toEqual(own);
    expect(withoutOwn(own, [undefined, ''])).toEqual(own);
  });

  it('do not lend their digest to another name', () => {
    expect(withoutOwn({ TEMPORAL_ADDRESS: own.DATABASE_URL }, [mark])).toEqual({ TEMPORAL_ADDRESS: own.DATABASE_URL });
  });

  it('leave no value in the mark', () => {
    expect(mark).not.toContain('postgres');
  });
});
