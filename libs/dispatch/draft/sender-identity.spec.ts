import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMailbox } from '#channels/mail-address.js';
import { senderOf } from './sender-identity.js';

const house = { name: 'Maanwerk', address: 'facturen@maanwerk.example' };
const headerOf = (name: string, at = house): string => {
  const { fromName, fromAddress } = senderOf(at, { name, email: 'a@b.example' }, 'email');
  return formatMailbox({ name: fromName, address: fromAddress });
};

describe('the sender of a message', () => {
  it('is the creditor, with the house behind him, and answers go to the creditor', () => {
    expect(senderOf(house, { name: 'Bakker Smit B.V.', email: 'vragen@smit.example' }, 'email')).toEqual({
      fromName: 'Bakker Smit B.V. via Maanwerk',
      fromAddress: 'facturen@maanwerk.example',
      replyTo: 'vragen@smit.example',
    });
  });

  it.each(['sms', 'whatsapp', 'letter'] as const)('is the creditor alone by %s', (channel) => {
    expect(senderOf(house, { name: 'Bakker Smit B.V.', email: 'a@b.example' }, channel).fromName).toBe('Bakker Smit B.V.');
  });

  it.each([
    ['Jansen, Smit & Zn.', '"Jansen, Smit & Zn. via Maanwerk" <facturen@maanwerk.example>'],
    ['Café "Zeezicht"', '"Café \\"Zeezicht\\" via Maanwerk" <facturen@maanwerk.example>'],
    ['Łódź Übersee ☕', '"Łódź Übersee ☕ via Maanwerk" <facturen@maanwerk.example>'],
    ['X\r\nBcc: all@evil.example', '"X Bcc: all at evil.example via Maanwerk" <facturen@maanwerk.example>'],
    ['ING" <klant@ing.example>, "y', '"ING\\" klant at ing.example, \\"y via Maanwerk" <facturen@maanwerk.example>'],
    ['Jan \u202egro.live', '"Jan gro.live via Maanwerk" <facturen@maanwerk.example>'],
    ['a\\', '"a\\\\ via Maanwerk" <facturen@maanwerk.example>'],
  ])('%j cannot break the header', (name, header) => {
    expect(headerOf(name)).toBe(header);
  });

  it('is cut when the name is long, and the house stays in sight', () => {
    const header = headerOf('x'.repeat(5_000));
    expect(header.length).toBeLessThan(160);
    expect(header).toContain('… via Maanwerk');
  });

  it('is the creditor alone when the house has no name or his own', () => {
    expect(headerOf('Smit', { name: '', address: 'a@b.example' })).toBe('"Smit" <a@b.example>');
    expect(headerOf('Smit', { name: 'Smit', address: 'a@b.example' })).toBe('"Smit" <a@b.example>');
  });

  it('has no reply address when the creditor has none that mail can reach', () => {
    for (const email of ['', 'x', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example'])
      expect(senderOf(house, { name: 'Smit', email }, 'email').replyTo).toBeNull();
  });

  it('is one quoted name and one address for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = headerOf(`S${name}`);
        expect(header).toMatch(/^"(?:[^"\\]|\\.)*" <facturen@maanwerk\.example>$/su);
        // eslint-disable-next-line no-control-regex -- control characters are what is looked for
        expect(header).not.toMatch(/[\r\n\u0000\u202e]/);
      }),
    );
  });
});
