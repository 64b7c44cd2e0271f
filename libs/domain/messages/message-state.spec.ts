import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerResults, messageMoves, type MessageState, messageStates, movesOf, type NewsSource, noticeFates } from './message-state.js';

interface News {
  readonly by: NewsSource;
  readonly says: MessageState;
}
const after = (state: MessageState, { by, says }: News): MessageState => movesOf(by, says)[state] ?? state;
const play = (news: readonly News[], from: MessageState = 'claimed'): MessageState => news.reduce(after, from);

const sources: readonly NewsSource[] = ['attempt', 'former-attempt', 'report', 'person', 'engine'];
const anyNews = fc.record({ by: fc.constantFrom(...sources), says: fc.constantFrom(...messageStates) });
const reported: readonly MessageState[] = ['sent', 'delivered', 'bounced', 'complained'];
const report = (says: MessageState): News => ({ by: 'report', says });
const someReports = fc.array(fc.constantFrom(...reported.map(report)), { minLength: 1, maxLength: 8 });

describe('the states of a message', () => {
  it('do not depend on the order of the reports, nor on how often each comes', () => {
    const shuffled = someReports.chain((news) =>
      fc.tuple(fc.constant(news), fc.shuffledSubarray([...news, ...news], { minLength: news.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([news, again]) => {
        const last = reported.findLast((state) => news.some(({ says }) => says === state));
        expect(play(again)).toBe(last);
      }),
    );
  });

  it.each(['sent', 'unknown'] as const)('do not depend on whether a report overtakes the answer of the attempt, which is %s', (says) => {
    const answer: News = { by: 'attempt', says };
    fc.assert(
      fc.property(someReports, fc.nat(), (news, at) => {
        const place = at % (news.length + 1);
        expect(play([...news.slice(0, place), answer, ...news.slice(place)])).toBe(play([answer, ...news]));
      }),
    );
  });

  it('never say again that nobody knows, or that nothing left, once it is known that it left', () => {
    const left: readonly MessageState[] = ['sent', 'delivered', 'bounced', 'complained'];
    const unsaid = (state: MessageState): boolean => ['claimed', 'unknown', 'withdrawn', 'rejected'].includes(state);
    fc.assert(
      fc.property(fc.constantFrom(...left), fc.array(anyNews, { maxLength: 12 }), (from, news) => {
        expect(unsaid(play(news, from))).toBe(false);
      }),
    );
  });

  it('never say less of what was reported, whatever comes after', () => {
    const rank = (state: MessageState): number => ['sent', 'delivered', 'bounced', 'complained'].indexOf(state);
    fc.assert(
      fc.property(fc.array(anyNews, { maxLength: 12 }), anyNews, (news, next) => {
        const before = play(news);
        expect(rank(after(before, next))).toBeGreaterThanOrEqual(rank(before));
      }),
    );
  });

  it('tell once that it was sent', () => {
    for (const by of sources) expect(movesOf(by, 'sent').sent, by).toBeUndefined();
  });

  it('let an earlier attempt say only that it was sent after all', () => {
    expect(Object.keys(messageMoves['former-attempt'])).toEqual(['sent']);
    expect(messageStates.map((state) => after(state, { by: 'former-attempt', says: 'sent' }))).toEqual([
      'sent',
      'sent',
      'sent',
      'sent',
      'delivered',
      'rejected',
      'bounced',
      'complained',
    ]);
  });

  it('let a person settle nothing but a doubt, and bring a letter back from any state in which it may have left', () => {
    for (const says of ['sent', 'withdrawn'] as const) expect(movesOf('person', says)).toEqual({ unknown: says });
    expect(play([{ by: 'attempt', says: 'sent' }, report('delivered'), { by: 'person', says: 'bounced' }])).toBe('bounced');
  });

  it('let a claim that surely never left be taken back and made again', () => {
    const back: News = { by: 'engine', says: 'withdrawn' };
    expect(play([back, { by: 'engine', says: 'claimed' }])).toBe('claimed');
    expect(play([back], 'unknown')).toBe('unknown');
  });

  it('fail the step and the notice just when the message did not arrive or was complained of', () => {
    for (const state of messageStates) {
      const failed = ledgerResults[state] === 'failed';
      expect(failed, state).toBe(['rejected', 'bounced', 'complained'].includes(state));
      expect(noticeFates[state].overrides, state).toBe(['bounced', 'complained'].includes(state));
      expect(noticeFates[state].reason !== null, state).toBe(failed || state === 'withdrawn');
    }
  });
});
