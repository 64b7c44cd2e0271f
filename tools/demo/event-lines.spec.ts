import { describe, expect, it } from 'vitest';
import { tell, type Thread } from './event-lines.js';
import { eventSchema, invoiceSchema } from './schemas.js';
import { story } from './story.js';

const thread = (kind: string): Thread => ({
  invoice: invoiceSchema.parse({
    id: 'inv_1',
    number: '2026-0101',
    debtor: { id: 'deb_1', name: 'Mevr. S. Bakker', kind },
    status: 'open',
    amounts: { open: { amount: 14520, currency: 'EUR' }, paid: { amount: 0, currency: 'EUR' } },
    chase: { workflowId: 'chase/1', cycle: 1 },
  }),
  claim: null,
  promised: null,
});

const event = (type: string, data: object = {}) => eventSchema.parse({ type, at: '2026-02-18T07:00:00.000Z', invoice: 'inv_1', data });

describe('what an event means', () => {
  it.each([
    ['unknown', '14-dagenbrief'],
    ['consumer', '14-dagenbrief'],
    ['company', 'aanmaning'],
    ['natural_business', 'aanmaning'],
  ])('names the formal notice of a debtor of kind %s', (kind, name) => {
    const chase = thread(kind);
    expect(tell(event('message.claimed', { step: 'notice', amount: 14520, channel: 'letter' }), chase)).toBeNull();
    expect(tell(event('message.sent', { channel: 'letter' }), chase)).toMatchObject({ kind: 'letter', short: name });
    expect(tell(event('message.sent', { channel: 'email' }), chase)).toMatchObject({ kind: 'e-mail', text: `copy of the ${name}` });
  });

  it('says that a promise was kept only when one stood', () => {
    const chase = thread('company');
    expect(tell(event('invoice.closed', { outcome: 'paid' }), chase)?.text).not.toContain('promise kept');
    tell(event('promise.made', { date: '2026-02-20' }), chase);
    expect(tell(event('invoice.closed', { outcome: 'paid' }), chase)?.text).toContain('promise kept');
    tell(event('promise.made', { date: '2026-02-20' }), chase);
    tell(event('promise.broken', { date: '2026-02-20' }), chase);
    expect(tell(event('invoice.closed', { outcome: 'paid' }), chase)?.text).not.toContain('promise kept');
  });

  it('tells of the mail before an instalment, and leaves it out of the summary', () => {
    const chase = thread('company');
    tell(event('message.claimed', { step: 'instalment-due', amount: 5000, channel: 'email' }), chase);
    expect(tell(event('message.sent', { channel: 'email' }), chase)).toMatchObject({
      text: 'reminds of an instalment, EUR 50.00',
      short: '',
    });
  });

  it('is silent about bookkeeping', () => {
    for (const type of ['message.delivered', 'chase.replanned', 'debtor.changed', 'clock.advancing'])
      expect(tell(event(type), thread('company'))).toBeNull();
  });
});

describe('the story', () => {
  it('has one act at a time, so that every run is the same', () => {
    const times = story.map((act) => act.at);
    const sameTime = times.filter((at, index) => times.indexOf(at) !== index);
    expect(sameTime).toEqual([]);
    for (const at of times) expect(at).toMatch(/^2026-0[1-3]-\d\d \d\d:\d\d$/);
  });
});
