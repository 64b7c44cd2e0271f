import { describe, expect, it } from 'vitest';
import { formatMailbox, isMailAddress, parseMailbox } from './mail-address.js';

describe('mail addresses', () => {
  it.each([
    ['jan@example.nl', true],
    ['jan+factuur@sub.example.nl', true],
    ['jan@exämple.nl', true],
    ['jan', false],
    ['jan@', false],
    ['@example.nl', false],
    ['jan@a@b', false],
    ['jan @example.nl', false],
    ['a@b.nl,c@d.nl', false],
    ['a@b.nl\nBcc: c@d.nl', false],
    ['<a@b.nl>', false],
  ])('%j is one bare address: %s', (text, bare) => {
    expect(isMailAddress(text)).toBe(bare);
  });

  it.each([
    [{ address: 'a@b.nl' }, 'a@b.nl'],
    [{ name: '', address: 'a@b.nl' }, 'a@b.nl'],
    [{ name: 'Jan, Piet & Co', address: 'a@b.nl' }, '"Jan, Piet & Co" <a@b.nl>'],
    [{ name: 'x" <evil@x.nl>, "y', address: 'a@b.nl' }, '"x\\" evil@x.nl, \\"y" <a@b.nl>'],
    [{ name: 'a\\', address: 'a@b.nl' }, '"a\\\\" <a@b.nl>'],
  ])('writes %j as %s', (mailbox, text) => {
    expect(formatMailbox(mailbox)).toBe(text);
  });

  it.each([
    ['a@b.nl', { address: 'a@b.nl' }],
    ['Facturen <a@b.nl>', { name: 'Facturen', address: 'a@b.nl' }],
    ['"Facturen" <a@b.nl>', { name: 'Facturen', address: 'a@b.nl' }],
    ['<a@b.nl>', { address: 'a@b.nl' }],
    ['Facturen', null],
    ['a@b.nl <c@d.nl', null],
  ])('reads %j as %j', (text, mailbox) => {
    expect(parseMailbox(text)).toEqual(mailbox);
  });
});
