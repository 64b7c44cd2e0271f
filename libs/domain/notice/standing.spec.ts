import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, toDay } from '../calendar/iso-date.js';
import {
  type DebtorKind,
  debtorKinds,
  type NamedClaim,
  type NoticeFact,
  noticeEnds,
  noticeKinds,
  noticeStates,
} from '../policy/facts/facts.js';
import { isConsumer } from './default.js';
import { givenTerm } from './given-term.js';
import {
  defaultNoticeOf,
  noticeOfAnotherInvoice,
  lastLetterOf,
  mayBeNamed,
  type ClaimWithNotices,
  standingOfStep,
  standsFor,
  termsEndOn,
  unfitFor,
} from './standing.js';

const named = (over: Partial<NamedClaim> = {}): NamedClaim => ({
  invoiceId: 'a',
  amount: 100_00n,
  dueDate: '2026-03-10',
  termBasis: 'agreed',
  defaultBasis: '6:83a',
  step: 'notice',
  occurrence: 1,
  ...over,
});
const notice = (over: Partial<NoticeFact> = {}): NoticeFact => ({
  id: 'n',
  kind: 'fourteen-day-letter',
  debtorKind: 'consumer',
  state: 'sent',
  endedReason: null,
  at: 0,
  sentOn: '2026-04-10',
  channel: 'letter',
  lastDay: '2026-04-28',
  costsFrom: '2026-05-02',
  announcedCosts: 40_00n,
  claims: [named()],
  ...over,
});
const claim = (notices: readonly NoticeFact[], over: Partial<ClaimWithNotices> = {}): ClaimWithNotices => ({
  id: 'a',
  dueDate: '2026-03-10',
  termBasis: 'agreed',
  notices,
  ...over,
});
const demand = (over: Partial<NoticeFact> = {}) => notice({ kind: 'demand', debtorKind: 'company', ...over });
const ofDefault = (over: Partial<NoticeFact> = {}) =>
  notice({ kind: 'notice-of-default', claims: [named({ termBasis: 'unilateral', defaultBasis: null })], announcedCosts: 0n, ...over });

describe('a notice that does not fit any more', () => {
  it.each<[string, NoticeFact, DebtorKind, NamedClaim['termBasis'], string | null]>([
    ['a demand to who is a consumer', demand(), 'consumer', 'agreed', 'debtor-kind-changed'],
    ['a demand to who is of unknown kind', demand(), 'unknown', 'agreed', 'debtor-kind-changed'],
    ['a demand to another kind of business', demand(), 'government', 'agreed', null],
    ['a business notice of default to a consumer', ofDefault({ debtorKind: 'company' }), 'consumer', 'unilateral', 'debtor-kind-changed'],
    ['a 14-day letter to who is a company', notice(), 'company', 'agreed', null],
    ['a 14-day letter that a company got in time', notice({ debtorKind: 'company' }), 'consumer', 'agreed', null],
    ['a 14-day letter on a term that was not agreed', notice(), 'consumer', 'unilateral', 'term-basis-changed'],
    ['a demand on a term that was not agreed', demand(), 'company', 'none', 'term-basis-changed'],
    ['a notice of default on a term that was agreed after all', ofDefault(), 'consumer', 'agreed', null],
    [
      'a 14-day letter after a notice of default',
      notice({ claims: [named({ termBasis: 'unilateral', defaultBasis: '6:82' })] }),
      'consumer',
      'none',
      null,
    ],
  ])('%s', (_, given, kind, termBasis, expected) => {
    expect(unfitFor(given, kind, [{ id: 'a', dueDate: '2026-03-10', termBasis }])).toBe(expected);
    expect(standsFor(given, claim([given], { termBasis }), kind)).toBe(expected === null);
  });

  it('is void for every claim it names when one of them was not in default', () => {
    const both = notice({ claims: [named(), named({ invoiceId: 'b' })] });
    const now = [
      { id: 'a', dueDate: '2026-03-10', termBasis: 'agreed' as const },
      { id: 'b', dueDate: '2026-03-10', termBasis: 'none' as const },
    ];
    expect(unfitFor(both, 'consumer', now)).toBe('term-basis-changed');
  });
});

describe('what stands for a claim', () => {
  it('is the newest last letter that was sent and whose term is known', () => {
    const newer = notice({ id: 'newer', costsFrom: '2026-06-02', lastDay: '2026-05-29' });
    expect(lastLetterOf(claim([notice(), newer]), 'consumer')?.id).toBe('newer');
    for (const over of [{ state: 'claimed' }, { state: 'unknown' }, { state: 'void' }, { state: 'superseded' }] as const)
      expect(lastLetterOf(claim([notice(), notice({ ...newer, ...over })]), 'consumer')?.id).toBe('n');
    expect(lastLetterOf(claim([notice({ lastDay: null, costsFrom: null })]), 'consumer')).toBeNull();
    expect(lastLetterOf(claim([ofDefault()]), 'consumer')).toBeNull();
    expect(defaultNoticeOf(claim([ofDefault()], { termBasis: 'none' }), 'consumer')?.id).toBe('n');
    expect(defaultNoticeOf(claim([notice()]), 'consumer')).toBeNull();
  });

  it('left after the claim fell due, by its present due date', () => {
    expect(standsFor(notice({ sentOn: '2026-03-10' }), claim([]), 'consumer')).toBe(false);
    expect(standsFor(notice({ sentOn: '2026-03-11' }), claim([]), 'consumer')).toBe(true);
  });

  it('of another invoice is known by the step it is not', () => {
    expect(noticeOfAnotherInvoice(claim([notice()]), 'consumer')).toBeNull();
    const foreign = notice({ claims: [named({ step: null, occurrence: null })] });
    expect(noticeOfAnotherInvoice(claim([foreign]), 'consumer')).toBe(foreign);
    expect(noticeOfAnotherInvoice(claim([{ ...foreign, state: 'void' }]), 'consumer')).toBeNull();
  });

  it('tells a step whose notice fell from one of which none is known', () => {
    const of = { step: 'notice', occurrence: 1 };
    expect(standingOfStep(claim([notice()]), 'consumer', of)).toBe('stands');
    expect(standingOfStep(claim([demand()]), 'consumer', of)).toBe('ended');
    expect(standingOfStep(claim([demand(), notice()]), 'consumer', of)).toBe('stands');
    expect(standingOfStep(claim([notice()]), 'consumer', { ...of, occurrence: 2 })).toBe('none');
    expect(standingOfStep(claim([notice()]), 'consumer', { ...of, step: 'other' })).toBe('none');
  });
});

describe('a claim in a new notice', () => {
  it.each<[string, NoticeFact, boolean]>([
    ['not while a last letter stands', notice(), false],
    ['nor while one is on its way', notice({ state: 'claimed' }), false],
    ['nor while nobody knows whether it left', notice({ state: 'unknown' }), false],
    ['nor long after it ran out', notice({ costsFrom: '2026-05-01' }), false],
    ['but after it came back', notice({ state: 'void', endedReason: 'returned' }), true],
    ['not while the term of a notice of default runs', ofDefault({ costsFrom: '2026-05-21' }), false],
    ['nor while its receipt is not proven', ofDefault({ costsFrom: null, lastDay: null }), false],
    ['but from the day it has run out', ofDefault({ costsFrom: '2026-05-20' }), true],
  ])('%s', (_, given, expected) => {
    expect(mayBeNamed(claim([given]), 'consumer', '2026-05-20')).toBe(expected);
  });
});

describe('the terms that were given for a claim', () => {
  it('count after the notice is void, unless it never reached the debtor', () => {
    expect(termsEndOn({ notices: [] })).toBeNull();
    expect(termsEndOn({ notices: [notice()] })).toBe(toDay('2026-05-02'));
    for (const endedReason of noticeEnds) {
      const reached = endedReason !== 'bounced' && endedReason !== 'returned';
      expect(termsEndOn({ notices: [notice({ state: 'void', endedReason })] })).toBe(reached ? toDay('2026-05-02') : null);
    }
    expect(termsEndOn({ notices: [notice(), notice({ costsFrom: '2026-04-30' }), notice({ costsFrom: null })] })).toBe(toDay('2026-05-02'));
  });
});

describe('the term a notice gives', () => {
  const letter = { on: '2026-11-23', channel: 'letter', receivedOn: null } as const;

  it('is of fourteen days for a consumer, whichever notice, and moved as statutory terms are', () => {
    expect(givenTerm('consumer', 'fourteen-day-letter', letter)).toEqual({
      receipt: '2026-11-25',
      receiptBasis: 'presumed',
      lastDay: '2026-12-09',
      costsFrom: '2026-12-13',
    });
    expect(givenTerm('unknown', 'notice-of-default', letter)).toMatchObject({ lastDay: '2026-12-09' });
    const saturday = { ...letter, receivedOn: '2026-11-28' };
    expect(givenTerm('consumer', 'notice-of-default', saturday)).toMatchObject({ receiptBasis: 'proven', lastDay: '2026-12-14' });
    expect(givenTerm('company', 'demand', saturday)).toMatchObject({ lastDay: '2026-12-12' });
    expect(givenTerm('company', 'fourteen-day-letter', saturday)).toMatchObject({ lastDay: '2026-12-14' });
  });

  it('does not begin by e-mail before its delivery is proven', () => {
    expect(givenTerm('consumer', 'fourteen-day-letter', { ...letter, channel: 'email' })).toBeNull();
  });
});

describe('properties', () => {
  const someNotice = fc.record<NoticeFact>({
    id: fc.constant('n'),
    kind: fc.constantFrom(...noticeKinds),
    debtorKind: fc.constantFrom(...debtorKinds),
    state: fc.constantFrom(...noticeStates),
    endedReason: fc.option(fc.constantFrom(...noticeEnds)),
    at: fc.constant(0),
    sentOn: fc.integer({ min: -40, max: 40 }).map((days) => addDays('2026-04-10', days)),
    channel: fc.constantFrom('letter', 'email'),
    lastDay: fc.constant('2026-04-28'),
    costsFrom: fc.option(fc.integer({ min: 0, max: 60 }).map((days) => addDays('2026-04-20', days))),
    announcedCosts: fc.constant(40_00n),
    claims: fc.constantFrom([named()], [named({ step: null, occurrence: null })], [named({ termBasis: 'none', defaultBasis: '6:82' })]),
  });
  const someClaim = fc
    .tuple(fc.array(someNotice, { maxLength: 4 }), fc.constantFrom('agreed', 'unilateral', 'none'))
    .map(([notices, termBasis]) => claim(notices, { termBasis }));
  const kinds = fc.constantFrom(...debtorKinds);

  it('what opens costs to a consumer is a 14-day letter, and it has a term that was given to him', () => {
    fc.assert(
      fc.property(someClaim, kinds, (given, kind) => {
        const letter = lastLetterOf(given, kind);
        if (!letter) return;
        if (isConsumer(kind)) expect(letter.kind === 'fourteen-day-letter' || isConsumer(letter.debtorKind)).toBe(true);
        expect(
          letter.endedReason === 'bounced' || (termsEndOn(given) ?? 0) >= toDay(letter.costsFrom) || letter.endedReason === 'returned',
        ).toBe(true);
      }),
    );
  });

  it('a claim for which a last letter stands is never named again', () => {
    fc.assert(
      fc.property(someClaim, kinds, (given, kind) => {
        if (lastLetterOf(given, kind)) expect(mayBeNamed(given, kind, '2027-01-01')).toBe(false);
      }),
    );
  });

  it('who becomes a business loses nothing that stood, who becomes a consumer loses what was not for him', () => {
    fc.assert(
      fc.property(someClaim, (given) => {
        for (const one of given.notices) {
          if (standsFor(one, given, 'consumer')) expect(standsFor(one, given, 'company')).toBe(true);
          if (one.kind === 'demand' && !isConsumer(one.debtorKind)) expect(standsFor(one, given, 'consumer')).toBe(false);
        }
      }),
    );
  });
});
