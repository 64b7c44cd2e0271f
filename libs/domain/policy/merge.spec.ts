import { describe, expect, it } from 'vitest';
import { type NoticedStep, amsterdam, someDebtor, someInvoice, took } from '#testing/builders/facts.builder.js';
import type { DebtorFacts, InvoiceFacts, TakenStep } from './facts/facts.js';
import { type MergeCandidate, stepsToMerge } from './merge.js';
import { standaard, strak } from './language/policies.js';
import type { Policy, Step, Tone } from './language/policy.js';

const plain: Policy = { ...standaard, jitterMinutes: 0 };
const now = amsterdam('08:00');
const chase = (invoice: InvoiceFacts, policy: Policy = plain, debtor: Partial<DebtorFacts> = {}): MergeCandidate => ({
  policy,
  facts: { debtor: someDebtor(debtor), invoice, siblings: [] },
});
const own = chase(someInvoice(5, { id: 'own' }));
const merged = (others: readonly MergeCandidate[], first = own, at = now) => {
  const message = stepsToMerge(first, others, at);
  return message && [message.text.step.key, ...message.steps.map(({ chase: { facts }, step }) => `${facts.invoice.id} ${step.key}`)];
};

describe('one message for a debtor', () => {
  it('holds the own step first', () => {
    expect(merged([])).toEqual(['reminder', 'own reminder']);
  });

  it.each<[string, MergeCandidate, readonly string[]]>([
    ['the same step of another invoice', chase(someInvoice(5, { id: 'b' })), ['reminder', 'own reminder', 'b reminder']],
    [
      'one that falls due later today',
      chase(someInvoice(5, { id: 'b' }), { ...plain, jitterMinutes: 500 }),
      ['reminder', 'own reminder', 'b reminder'],
    ],
    ['a friendlier one', chase(someInvoice(-3, { id: 'b' })), ['reminder', 'own reminder', 'b pre-due']],
    [
      'a more formal one, which gives the text',
      chase(someInvoice(1, { id: 'b' }), { ...strak, jitterMinutes: 0 }),
      ['reminder', 'own reminder', 'b reminder'],
    ],
  ])('takes in %s', (_, other, expected) => {
    expect(merged([other])).toEqual(expected);
  });

  it('keeps its own words where another is as formal', () => {
    const other = chase(someInvoice(5, { id: 'b' }));
    expect(stepsToMerge(own, [other], now)?.text.chase).toBe(own);
    expect(stepsToMerge(other, [own], now)?.text.chase).toBe(other);
  });

  it('gets its words from the most formal step: formal notice, then tone, then the higher rung', () => {
    const urgent = chase(someInvoice(14, { id: 'u', taken: [took('call', '2026-09-09T09:00', { channel: 'call', result: 'done' })] }), {
      ...strak,
      jitterMinutes: 0,
    });
    expect(merged([urgent])?.[0]).toBe('urgent');
    expect(merged([own], urgent)?.[0]).toBe('urgent');
    expect(merged([chase(someInvoice(-3, { id: 'p' }))])?.[0]).toBe('reminder');
    expect(merged([own], chase(someInvoice(-3, { id: 'p' })))?.[0]).toBe('reminder');
    const step = plain.steps.find(({ key }) => key === 'notice') ?? plain.steps[0];
    if (!step) throw new Error('no notice');
    const mild: Policy = { ...plain, steps: [{ ...step, trigger: { anchor: 'dueDate', days: 5 }, channels: ['email'], tone: 'attent' }] };
    expect(merged([chase(someInvoice(5, { id: 'n' }), mild), urgent])?.[0]).toBe('notice');
  });

  describe('a formal notice', () => {
    const step = plain.steps.find(({ key }) => key === 'notice') ?? plain.steps[0];
    if (!step) throw new Error('no notice');
    const noticing: Policy = { ...plain, steps: [{ ...step, trigger: { anchor: 'dueDate', days: 5 }, channels: ['email'], alsoVia: [] }] };
    const consumer = { kind: 'consumer' } as const;
    const notice = chase(someInvoice(5, { id: 'n' }), noticing, consumer);
    const early = chase(someInvoice(-3, { id: 'early' }), plain, consumer);
    const unagreed = chase(someInvoice(5, { id: 'unagreed', termBasis: 'unilateral' }), plain, consumer);
    const late = chase(someInvoice(5, { id: 'late' }), plain, consumer);

    it('takes in what may stand in it only', () => {
      expect(merged([late, early, unagreed], notice)).toEqual(['notice', 'n notice', 'late reminder']);
    });

    it('is not taken in by a message about a claim that may not stand in it', () => {
      expect(merged([notice, late], early)).toEqual(['reminder', 'early pre-due', 'late reminder']);
      expect(merged([notice, early], late)).toEqual(['notice', 'late reminder', 'n notice']);
    });

    it('of one kind never speaks for a consumer where another kind is due', () => {
      const approved = chase(
        someInvoice(5, {
          id: 'default',
          termBasis: 'none',
          taken: [took('notice', '2026-09-16T07:00', { channel: null, result: 'done', outcome: 'approved' })],
        }),
        noticing,
        consumer,
      );
      expect(merged([notice], approved)).toEqual(['notice', 'default notice']);
      expect(merged([approved], notice)).toEqual(['notice', 'n notice']);
    });

    it('to a business takes in all that is due', () => {
      const business = (id: string, invoice: Partial<InvoiceFacts>, policy = plain) => chase(someInvoice(5, { id, ...invoice }), policy);
      const own = business('n', {}, noticing);
      expect(merged([business('b', { termBasis: 'none' }, noticing), business('c', { termBasis: 'none' })], own)).toEqual([
        'notice',
        'n notice',
        'b notice',
        'c reminder',
      ]);
      expect(stepsToMerge(own, [business('b', { termBasis: 'none' }, noticing)], now)?.text.chase.facts.invoice.id).toBe('n');
    });

    it('gets its words from a last letter before a notice of default, which cannot speak for who is in default', () => {
      const first = chase(someInvoice(5, { id: 'default', termBasis: 'none' }), noticing);
      const last = chase(someInvoice(5, { id: 'demand' }), noticing);
      for (const [asks, other] of [
        [first, last],
        [last, first],
      ] as const)
        expect(stepsToMerge(asks, [other], now)?.text.chase).toBe(last);
    });
  });

  it('weighs the tone before the rung, and a step without a tone as the softest', () => {
    const of = (tones: readonly (Tone | null)[], due: number): MergeCandidate => {
      const steps = tones.map((tone, index): Step => ({
        key: `${tone ?? 'plain'}-${index}`,
        kind: 'message',
        trigger: { anchor: 'dueDate', days: index === due ? 5 : 90 },
        channels: ['email'],
        lapses: false,
        ...(tone && { tone }),
        ...(index < due && { only: { segments: ['nobody'] } }),
      }));
      return chase(someInvoice(5, { id: tones.join() }), { ...plain, steps });
    };
    expect(merged([of(['friendly', 'friendly', 'attent'], 2)], of(['urgent'], 0))?.[0]).toBe('urgent-0');
    expect(merged([of(['urgent'], 0)], of(['friendly', 'friendly', 'attent'], 2))?.[0]).toBe('urgent-0');
    expect(merged([of([null, null, null], 2)], of(['attent'], 0))?.[0]).toBe('attent-0');
    expect(merged([of(['friendly', 'friendly'], 1)], of(['friendly'], 0))?.[0]).toBe('friendly-1');
  });

  it.each<[string, MergeCandidate]>([
    ['a step of tomorrow', chase(someInvoice(4, { id: 'b' }))],
    ['another channel', chase(someInvoice(5, { id: 'b' }), plain, { preferredChannel: 'sms' })],
    ['another currency', chase(someInvoice(5, { id: 'b', currency: 'USD' }))],
    ['a call', chase(someInvoice(14, { id: 'b', taken: [took('reminder', '2026-09-07T08:00')] }))],
    ['a stopped chase', chase(someInvoice(5, { id: 'b', dispute: { since: '2026-09-01', amount: null } }))],
    ['a closed one', chase(someInvoice(5, { id: 'b', outcome: 'paid' }))],
    ['one whose policy does not merge', chase(someInvoice(5, { id: 'b' }), { ...plain, merge: 'none' })],
    ['one that a person has to agree to', chase(someInvoice(5, { id: 'b' }), { ...plain, sending: 'by-hand' })],
  ])('leaves out %s', (_, other) => {
    expect(merged([other])).toEqual(['reminder', 'own reminder']);
  });

  it('leaves out a call also where a policy sends a message by the channel of calls', () => {
    const spoken: Policy = {
      ...plain,
      steps: [{ key: 'spoken', kind: 'message', trigger: { anchor: 'dueDate', days: 5 }, channels: ['call'] }],
    };
    const phone: Policy = { ...plain, steps: [{ key: 'phone', kind: 'call', trigger: { anchor: 'dueDate', days: 5 } }] };
    const at = amsterdam('09:00');
    expect(merged([chase(someInvoice(5, { id: 'b' }), phone)], chase(someInvoice(5, { id: 'own' }), spoken), at)).toEqual([
      'spoken',
      'own spoken',
    ]);
    expect(merged([chase(someInvoice(5, { id: 'b' }), spoken)], chase(someInvoice(5, { id: 'own' }), spoken), at)).toHaveLength(3);
  });

  it('takes nothing in when its own policy does not merge', () => {
    expect(merged([chase(someInvoice(5, { id: 'b' }))], chase(someInvoice(5, { id: 'own' }), { ...plain, merge: 'none' }))).toEqual([
      'reminder',
      'own reminder',
    ]);
  });

  it.each<[string, MergeCandidate, number]>([
    ['not due yet', own, now - 1],
    ['no message', chase(someInvoice(14, { taken: [took('reminder', '2026-09-07T08:00')] })), amsterdam('09:00')],
    ['to be agreed to first', chase(someInvoice(5), { ...plain, sending: 'by-hand' }), now],
    ['stopped', chase(someInvoice(5, { pause: { reason: 'x', until: null } })), now],
  ])('is none when its step is %s', (_, first, at) => {
    expect(stepsToMerge(first, [], at)).toBeNull();
  });

  it('covers in debtor scope all invoices that follow the oldest, each with its own amount', () => {
    const policy: Policy = { ...plain, scope: 'debtor' };
    const oldest = someInvoice(5, { id: 'a' });
    const younger = someInvoice(-20, { id: 'b', open: 700n });
    const dollars = someInvoice(-20, { id: 'c', currency: 'USD' });
    const of = (invoice: InvoiceFacts, siblings: readonly InvoiceFacts[]): MergeCandidate => ({
      policy,
      facts: { debtor: someDebtor(), invoice, siblings },
    });
    const message = stepsToMerge(of(oldest, [younger, dollars]), [of(younger, [oldest, dollars]), of(dollars, [oldest, younger])], now);
    expect(message?.steps.map(({ chase: { facts }, step }) => [facts.invoice.id, step.key, step.amount])).toEqual([
      ['a', 'reminder', 121_700n],
      ['b', 'reminder', 700n],
    ]);
    const paused = of({ ...younger, pause: { reason: 'x', until: null } }, [oldest]);
    expect(stepsToMerge(of(oldest, [younger]), [paused], now)?.steps).toHaveLength(1);
  });

  it('gives up in debtor scope no invoice but the one whose step it is', () => {
    const steps = plain.steps.map((step): Step => (step.key === 'reminder' ? { ...step, effect: 'write-off' } : step));
    const policy: Policy = { ...plain, scope: 'debtor', steps };
    const [oldest, later] = [someInvoice(5, { id: 'own' }), someInvoice(2, { id: 'b' })];
    const follows = { policy, facts: { debtor: someDebtor(), invoice: later, siblings: [oldest] } };
    const carries = { policy, facts: { debtor: someDebtor(), invoice: oldest, siblings: [later] } };
    expect(merged([follows], carries)).toEqual(['reminder', 'own reminder']);
    expect(merged([{ ...follows, policy: { ...plain, scope: 'debtor' } }], { ...carries, policy: { ...plain, scope: 'debtor' } })).toEqual([
      'reminder',
      'own reminder',
      'b reminder',
    ]);
  });

  describe('what the oldest invoice says in debtor scope', () => {
    const first: Step = { key: 'first', kind: 'message', trigger: { anchor: 'dueDate', days: 5 }, channels: ['email'] };
    const notice: Step = { ...first, key: 'notice', trigger: { anchor: 'dueDate', days: 10 }, legal: 'formal-notice' };
    const costs: Step = { ...first, key: 'costs', trigger: { anchor: 'dueDate', days: 20 }, charges: { collectionCosts: 'charge' } };
    const policy: Policy = { ...plain, scope: 'debtor', steps: [first, notice, costs] };
    const row = took('first', '2026-09-09T08:00');
    const served = (at: string, rest: Partial<NoticedStep> = {}) =>
      took('notice', at, { notice: { lastDay: '2026-09-10', costsFrom: '2026-09-14', announcedCosts: 0n }, ...rest });
    const oldest = (...taken: readonly TakenStep[]) => someInvoice(30, { id: 'a', taken: [row, ...taken] });
    const covered = (elder: InvoiceFacts, younger: InvoiceFacts, kind: DebtorFacts['kind'] = 'consumer') => {
      const of = (invoice: InvoiceFacts, siblings: readonly InvoiceFacts[]): MergeCandidate => ({
        policy,
        facts: { debtor: someDebtor({ kind }), invoice, siblings },
      });
      const steps = stepsToMerge(of(elder, [younger]), [of(younger, [elder])], now)?.steps ?? [];
      return steps.map(({ chase: { facts }, step }) => `${facts.invoice.id} ${step.key}#${step.occurrence}`);
    };
    const b = (daysLate: number, changes: Partial<InvoiceFacts> = {}) => someInvoice(daysLate, { id: 'b', ...changes });

    it.each<[string, readonly TakenStep[], InvoiceFacts, readonly string[]]>([
      ['its notice names a claim that is due', [], b(1), ['a notice#1', 'b notice#1']],
      ['not one that is due today', [], b(0), ['a notice#1']],
      ['nor one that a person has to look at first', [], b(5, { termBasis: 'unilateral' }), ['a notice#1']],
      ['one whose notice left too early is named anew', [], b(5, { taken: [served('2026-09-11T08:00')] }), ['a notice#1', 'b notice#2']],
      ['one that has its notice is not named again', [], b(5, { taken: [served('2026-09-12T08:00')] }), ['a notice#1']],
      [
        'one whose notice came back goes another way',
        [],
        b(5, { taken: [served('2026-09-12T08:00', { result: 'failed', channel: 'letter' })] }),
        ['a notice#1', 'b notice#1'],
      ],
      ['not by the way that failed', [], b(5, { taken: [served('2026-09-12T08:00', { result: 'failed' })] }), ['a notice#1']],
      ['its costs are not asked for a claim without a notice', [served('2026-08-20T08:00')], b(5), ['a costs#1']],
      [
        'but for one with a notice that has run out',
        [served('2026-08-20T08:00')],
        b(25, { taken: [row, served('2026-08-25T08:00')] }),
        ['a costs#1', 'b costs#1'],
      ],
      [
        'not while the term of its notice runs',
        [served('2026-08-20T08:00')],
        b(25, {
          taken: [row, served('2026-09-08T08:00', { notice: { lastDay: '2026-09-22', costsFrom: '2026-09-26', announcedCosts: 0n } })],
        }),
        ['a costs#1'],
      ],
      [
        'its last day included: from the day after',
        [served('2026-08-20T08:00')],
        b(25, {
          taken: [row, served('2026-09-01T08:00', { notice: { lastDay: '2026-09-15', costsFrom: '2026-09-16', announcedCosts: 0n } })],
        }),
        ['a costs#1', 'b costs#1'],
      ],
    ])('%s', (_, taken, younger, expected) => {
      expect(covered(oldest(...taken), younger)).toEqual(expected);
    });

    describe('is entered in the ledger of who follows as his own next time of that step', () => {
      // Done for the younger before the elder was late: its own affair.
      const younger = (...taken: readonly TakenStep[]) => b(5, { taken });
      const mine = (changes: Partial<TakenStep>) => took('first', '2026-08-15T08:00', changes);
      const repeated: Policy = { ...policy, steps: [{ ...first, repeat: { everyDays: 7 } }] };
      const bySms: Policy = { ...policy, steps: [{ ...first, channels: ['email', 'sms'] }] };
      const of = (by: Policy, invoice: InvoiceFacts, siblings: readonly InvoiceFacts[]): MergeCandidate => ({
        policy: by,
        facts: { debtor: someDebtor(), invoice, siblings },
      });
      const entered = (elder: InvoiceFacts, follower: InvoiceFacts, [by, his]: readonly [Policy, Policy] = [policy, policy]) =>
        stepsToMerge(of(by, elder, [follower]), [of(his, follower, [elder])], now)?.steps.map(
          ({ chase: { facts }, step }) => `${facts.invoice.id} ${step.key}#${step.occurrence}`,
        );
      const elder = someInvoice(30, { id: 'a' });

      it.each<[string, InvoiceFacts, readonly string[]]>([
        ['for the first time', younger(), ['a first#1', 'b first#1']],
        ['once it was approved', younger(mine({ channel: null, result: 'done', outcome: 'approved' })), ['a first#1', 'b first#1']],
        [
          'again where it failed at an address that is his no more',
          younger(mine({ result: 'failed', toFormerAddress: true })),
          ['a first#1', 'b first#1'],
        ],
        ['again where it failed on another channel', younger(mine({ result: 'failed', channel: 'sms' })), ['a first#1', 'b first#1']],
        ['not where it failed on this one', younger(mine({ result: 'failed' })), ['a first#1']],
        [
          'not where it failed on this one and on another',
          younger(mine({ result: 'failed' }), mine({ result: 'failed', channel: 'sms' })),
          ['a first#1'],
        ],
        ['not where he had it', younger(mine({})), ['a first#1']],
        ['not where a later time of it failed', younger(mine({ occurrence: 2, result: 'failed', channel: 'sms' })), ['a first#1']],
      ])('%s', (_, follower, expected) => {
        expect(entered(elder, follower, [bySms, bySms])).toEqual(expected);
      });

      it('for the time that the oldest is at', () => {
        const second = someInvoice(30, { id: 'a', taken: [took('first', '2026-09-07T08:00')] });
        expect(entered(second, younger(took('first', '2026-09-07T08:00')), [repeated, repeated])).toEqual(['a first#2', 'b first#2']);
      });

      it('also where his own policy has no such step', () => {
        const his: Policy = {
          ...policy,
          steps: [
            { ...first, key: 'one' },
            { ...first, key: 'two' },
          ],
        };
        expect(entered(elder, younger(took('two', '2026-08-15T08:00')), [policy, his])).toEqual(['a first#1', 'b first#1']);
      });

      it('not in another currency, where he follows another', () => {
        const dollars = { currency: 'USD' } as const;
        const [leads, follows] = [someInvoice(4, { id: 'c', ...dollars }), someInvoice(-20, { id: 'd', ...dollars })];
        const message = stepsToMerge(
          of(policy, elder, [leads, follows]),
          [of(policy, leads, [elder, follows]), of(policy, follows, [elder, leads])],
          now,
        );
        expect(message?.steps.map(({ chase: { facts } }) => facts.invoice.id)).toEqual(['a']);
      });
    });

    it('a step that the other one has in its own ledger is not taken for it twice', () => {
      const elder = someInvoice(30, { id: 'a' });
      expect(covered(elder, b(5, { taken: [took('first', '2026-08-10T08:00')] }), 'company')).toEqual(['a first#1']);
      expect(covered(elder, b(5), 'company')).toEqual(['a first#1', 'b first#1']);
    });
  });

  it('lets the merged invoices go on as after one contact', () => {
    const contacts = [{ at: now, channel: 'email' as const }];
    const covered = someInvoice(5, { id: 'b', taken: [took('reminder', '08:00')] });
    expect(merged([chase(covered, plain, { contacts })], chase(someInvoice(5, { id: 'own' }), plain, { contacts }))).toBeNull();
  });
});
