import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMailbox } from '#channels/mail-address.js';
import type { MailAddress, MessageChannel } from '#channels/channel.port.js';
import { noSenders } from '#domain/messages/allowed-senders.js';
import { type OwnSender, senderOf } from './sender-identity.js';

const house = { name: 'Maanwerk', address: 'facturen@maanwerk.example' };
const of = (creditor: OwnSender, channel: MessageChannel = 'email', at: MailAddress = house) =>
  senderOf({ installation: at, creditor, allowed: noSenders }, channel);
const headerOf = (name: string, at = house): string => {
  const { fromName, fromAddress } = of({ name, email: 'a@b.example' }, 'email', at);
  return formatMailbox({ name: fromName, address: fromAddress });
};

describe('the sender of a message', () => {
  it('is the creditor, with the house behind him, and answers go to the creditor', () => {
    expect(of({ name: 'Bakker Smit B.V.', email: 'vragen@smit.example' })).toEqual({
      fromName: 'Bakker Smit B.V. via Maanwerk',
      fromAddress: 'facturen@maanwerk.example',
      replyTo: 'vragen@smit.example',
    });
  });

  it.each(['sms', 'whatsapp', 'letter'] as const)('is the creditor alone by %s', (channel) => {
    expect(of({ name: 'Bakker Smit B.V.', email: 'a@b.example' }, channel).fromName).toBe('Bakker Smit B.V.');
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
      expect(of({ name: 'Smit', email }).replyTo).toBeNull();
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

  describe('with a sender of his own', () => {
    const allowed = { domains: ['smit.example'], smsNames: ['BakkerSmit'] };
    const smit = { name: 'Bakker Smit B.V.', email: 'vragen@smit.example' };
    const as = (over: Partial<OwnSender>, channel: MessageChannel = 'email', may = allowed) =>
      senderOf({ installation: house, creditor: { ...smit, ...over }, allowed: may }, channel);

    it('mails as himself, the house out of sight', () => {
      expect(as({ senderName: 'Bakker Smit', senderAddress: 'facturen@smit.example', replyTo: 'balie@smit.example' })).toEqual({
        fromName: 'Bakker Smit',
        fromAddress: 'facturen@smit.example',
        replyTo: 'balie@smit.example',
      });
    });

    it.each([['klant@ing.example'], ['a@mail.smit.example'], ['a@smit.example, b@smit.example'], ['x\r\nBcc: a@smit.example'], ['']])(
      'mails from the house when the address is %j, whoever wrote that',
      (senderAddress) => {
        expect(as({ senderAddress })).toMatchObject({ fromName: 'Bakker Smit B.V. via Maanwerk', fromAddress: house.address });
      },
    );

    it('mails from the house once his domain is not allowed any more', () => {
      expect(as({ senderAddress: 'facturen@smit.example' }, 'email', { domains: [], smsNames: [] }).fromAddress).toBe(house.address);
    });

    it('signs an sms with the name he may use, and nothing else', () => {
      expect(as({ smsSender: 'BakkerSmit' }, 'sms').fromName).toBe('BakkerSmit');
      expect(as({ smsSender: 'ING' }, 'sms').fromName).toBe('Bakker Smit B.V.');
      expect(as({ smsSender: 'BakkerSmit', senderName: 'x' }, 'letter').fromName).toBe('Bakker Smit B.V.');
    });

    it('is answered where mail can reach him', () => {
      expect(as({ replyTo: 'x\r\nBcc: y@z.example' }).replyTo).toBe('vragen@smit.example');
      expect(as({ replyTo: null }).replyTo).toBe('vragen@smit.example');
    });
  });
});
