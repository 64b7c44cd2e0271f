import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMailDomain, isSmsName, maySendFrom, maySignSms, noSenders } from './allowed-senders.js';

const allowed = { domains: ['smit.example', 'xn--caf-dma.example'], smsNames: ['Bakker Smit', 'SMIT'] };

describe('the senders of a creditor', () => {
  it.each([
    ['facturen@smit.example', true],
    ['Facturen@SMIT.example', true],
    ['a@xn--caf-dma.example', true],
    ['a@mail.smit.example', false],
    ['a@evil-smit.example', false],
    ['a@smit.example.evil.example', false],
    ['a@smit.example.', false],
    ['a@evil.example@smit.example', true], // no address at all: the shape is checked where it is written
    ['smit.example', false],
    ['@smit.example', false],
    ['a@sm\u0456t.example', false],
    ['a@caf\u00e9.example', false],
    ['', false],
  ])('mail from %s: %s', (address, may) => {
    expect(maySendFrom(address, allowed)).toBe(may);
  });

  it.each([
    ['Bakker Smit', true],
    ['bakker smit', false],
    ['SMIT', true],
    ['ING', false],
  ])('sms from %s: %s', (name, may) => {
    expect(maySignSms(name, allowed)).toBe(may);
  });

  it('are none when the operator allowed none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect([maySendFrom(text, noSenders), maySignSms(text, noSenders)]).toEqual([false, false]);
      }),
    );
  });

  it.each([
    ['smit.example', true],
    ['a.b-c.example', true],
    ['xn--caf-dma.example', true],
    ['example', false],
    ['Smit.example', false],
    ['smit.example.', false],
    ['-smit.example', false],
    ['smit..example', false],
    ['smit.example\nx', false],
    ['127.0.0.1', false],
    ['*.example', false],
  ])('%j is a domain: %s', (text, is) => {
    expect(isMailDomain(text)).toBe(is);
  });

  it.each([
    ['ABC', true],
    ['Bakker Smit', true],
    ['AB', false],
    ['Bakkerij Smi', false],
    ['0612345678', false],
    ['Smit&Zn', false],
    [' Smit', false],
    ['Smit ', false],
    ['Caf\u00e9', false],
    ['A\nB', false],
  ])('%j is a name for sms: %s', (text, is) => {
    expect(isSmsName(text)).toBe(is);
  });
});
