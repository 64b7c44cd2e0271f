/** A debtor with formal notices and facts that change, walked to the day. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities } from '#contracts/activities.js';
import { changeDebtor } from '#casebook/commands/manage-debtor.js';
import { changeInvoice, overrideStep } from '#casebook/commands/manage-invoice.js';
import { proveReceipt, recordPosting, returnNotice } from '#casebook/commands/return-notice.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import type { Registered } from '#casebook/commands/registration.js';
import { walkTo } from '#testing/chase-walk.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let letter: ScriptedChannel;
let mail: ScriptedChannel;

beforeEach(async () => {
  house = await DatabaseHouse.open();
  house.now = at('2026-03-02T09:00:00Z');
  const channels = scriptedChannels('lookup');
  ({ letter, email: mail } = channels);
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});
afterEach(() => house.close());

const walk = (until: string, approves = true) => walkTo({ house, activities, approves }, at(`${until}T22:00:00Z`));
/** Only steps from the notice on. */
const notable = (lines: readonly string[]) => lines.filter((line) => /notice|handover/.test(line));
const consumer = { inline: aDebtor({ kind: 'consumer' }) };
const notices = () =>
  house.rows<Record<'kind' | 'state' | 'reason' | 'numbers', string>>(
    `select n.kind, n.state, n.ended_reason as reason, string_agg(i.number, ' ' order by i.number) as numbers
     from notice n join notice_claim c on c.notice_id = n.id join invoice i on i.id = c.invoice_id group by n.id order by n.claimed_at, n.id`,
  );
const eventsOf = async (invoice: Registered, type: string): Promise<object[]> =>
  (
    await house.rows<{ data: object }>('select data from event where invoice_id = $1 and type = $2 order by seq', [invoice.invoiceId, type])
  ).map(({ data }) => data);
const becomes = (invoice: Registered, kind: 'consumer' | 'company') =>
  house.act(invoice, (debtorCase) => changeDebtor(debtorCase, { kind }));
const openTasks = ({ invoiceId }: Registered) =>
  house.rows('select step from task where invoice_id = $1 and status = $2', [invoiceId, 'open']);

describe('a debtor with two claims', () => {
  it('gets one last letter for both, and both go over after its term', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    await house.register({ debtor: { id: x1.debtorId }, number: 'X2', issueDate: '2026-03-02', dueDate: '2026-04-01', total: 200_00n });
    expect(notable(await walk('2026-06-30')).sort()).toEqual([
      '2026-04-10 notice#1 sent X1',
      '2026-05-04 handover#1 opened X1',
      '2026-05-04 handover#1 opened X2',
      '2026-05-04 handover#1 submitted X1',
      '2026-05-04 handover#1 submitted X2',
    ]);
    expect(await notices()).toEqual([{ kind: 'fourteen-day-letter', state: 'sent', reason: null, numbers: 'X1 X2' }]);
    expect(letter.sent).toHaveLength(1);
    expect(letter.sent[0]?.text).toContain('€ 500,00 binnen vijftien dagen');
  });

  it('gets a second letter only for the claim that is new', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    await house.register({ debtor: { id: x1.debtorId }, number: 'X3', issueDate: '2026-03-02', dueDate: '2026-04-20', total: 200_00n });
    const lines = notable(await walk('2026-05-20', false));
    expect(lines).toEqual(['2026-04-09 notice#1 sent X1', '2026-05-04 handover#1 opened X1', '2026-05-20 notice#1 sent X3']);
    expect((await notices()).map(({ numbers }) => numbers)).toEqual(['X1', 'X3']);
    expect(letter.sent[1]?.text).toContain('€ 200,00 binnen vijftien dagen');
    // The scale over 500.00 is 75.00, of which the first letter announced 45.00.
    expect(letter.sent.map(({ text }) => /€ (\d+,\d\d) aan buitengerechtelijke/.exec(text)?.[1])).toEqual(['45,00', '30,00']);
    expect(letter.sent[1]?.text).toContain('Daarnaast staat nog open: X1 (€ 300,00).');
    expect(letter.sent[0]?.text).not.toContain('Daarnaast');
  });
});

describe('a fact that makes a notice unfit', () => {
  it('a company that turns out to be a consumer gets his 14-day letter; what was approved falls', async () => {
    const invoice = await house.register({ number: 'C1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    expect(notable(await walk('2026-05-20', false))).toEqual(['2026-04-09 notice#1 sent C1', '2026-04-29 handover#1 opened C1']);
    await becomes(invoice, 'consumer');
    expect(await notices()).toEqual([{ kind: 'demand', state: 'void', reason: 'debtor-kind-changed', numbers: 'C1' }]);
    expect(await eventsOf(invoice, 'notice.voided')).toEqual([{ kind: 'demand', reason: 'debtor-kind-changed' }]);
    expect(await openTasks(invoice)).toEqual([]);
    expect(notable(await walk('2026-07-31'))).toEqual([
      '2026-05-21 notice#2 sent C1',
      '2026-06-12 handover#1 opened C1',
      '2026-06-12 handover#1 submitted C1',
    ]);
    expect(letter.sent[1]?.text).toContain('vijftien dagen nadat deze brief bij u is bezorgd');
  });

  it('an approval that was given falls with the notice it rests on', async () => {
    const invoice = await house.register({ number: 'C2', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    await walk('2026-04-30', false);
    const [task] = await house.rows<{ id: string }>(`select id from task where kind = 'approval' and status = 'open'`);
    const yes = { code: 'approved', note: null, promise: null, plan: null, dispute: null } as const;
    await house.act(invoice, (debtorCase) => recordTaskOutcome(debtorCase, task?.id ?? '', yes));
    expect(await activities.planNext(house.chaseOf(invoice))).toMatchObject({ step: { key: 'handover' } });
    await becomes(invoice, 'consumer');
    expect(await eventsOf(invoice, 'approval.lapsed')).toHaveLength(1);
    expect(notable(await walk('2026-05-20'))).toEqual(['2026-05-01 notice#2 sent C2']);
  });

  it('a consumer that turns out to be a company keeps the letter he had', async () => {
    const invoice = await house.register({
      debtor: consumer,
      number: 'C3',
      issueDate: '2026-02-24',
      dueDate: '2026-03-10',
      total: 300_00n,
    });
    expect(notable(await walk('2026-04-12'))).toEqual(['2026-04-09 notice#1 sent C3']);
    await becomes(invoice, 'company');
    expect(notable(await walk('2026-07-31'))).toEqual(['2026-05-04 handover#1 opened C3', '2026-05-04 handover#1 submitted C3']);
    expect(await notices()).toEqual([{ kind: 'fourteen-day-letter', state: 'sent', reason: null, numbers: 'C3' }]);
  });

  it('a term that was not agreed voids the letter for every claim it names', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    const x2 = await house.register({
      debtor: { id: x1.debtorId },
      number: 'X2',
      issueDate: '2026-03-02',
      dueDate: '2026-04-01',
      total: 200_00n,
    });
    await walk('2026-04-12');
    await house.act(x1, (debtorCase) => changeInvoice(debtorCase, x1.invoiceId, { termBasis: 'unilateral' }));
    expect(await eventsOf(x2, 'notice.voided')).toEqual([{ kind: 'fourteen-day-letter', reason: 'term-basis-changed' }]);
    const lines = notable(await walk('2026-08-31'));
    expect((await notices()).map(({ kind, state, numbers }) => `${kind} ${state} ${numbers}`)).toEqual([
      'fourteen-day-letter void X1 X2',
      'notice-of-default sent X1',
      'fourteen-day-letter sent X2',
      'fourteen-day-letter sent X1',
    ]);
    expect(lines.filter((line) => line.includes('handover') && line.includes('submitted'))).toHaveLength(2);
  });

  it('flips that come back do not bring a void letter back', async () => {
    const invoice = await house.register({ number: 'C4', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    await walk('2026-04-12');
    await becomes(invoice, 'consumer');
    await becomes(invoice, 'company');
    expect((await notices()).map(({ state }) => state)).toEqual(['void']);
    expect(notable(await walk('2026-05-02'))).toEqual(['2026-04-13 notice#2 sent C4']);
  });
});

describe('a term that was never agreed', () => {
  const unagreed = { issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n, termBasis: 'unilateral' } as const;

  it('of a consumer: notice of default, 14-day letter, handover, each after the term of the one before', async () => {
    await house.register({ ...unagreed, debtor: consumer, number: 'U1' });
    expect(notable(await walk('2026-08-31'))).toEqual([
      '2026-04-09 notice#1 opened U1',
      '2026-04-09 notice#1 sent U1',
      '2026-05-02 notice#2 sent U1',
      '2026-05-26 handover#1 opened U1',
      '2026-05-26 handover#1 submitted U1',
    ]);
    expect((await notices()).map(({ kind }) => kind)).toEqual(['notice-of-default', 'fourteen-day-letter']);
    // The copy of the first one leaves too, although a person approved it.
    expect(mail.sent.filter(({ text }) => text.includes('stellen u in gebreke'))).toHaveLength(1);
  });

  it('run-now sends no second notice of default while one stands', async () => {
    const invoice = await house.register({ ...unagreed, debtor: consumer, number: 'U2' });
    await walk('2026-04-12');
    await house.act(invoice, (debtorCase) =>
      overrideStep(debtorCase, invoice.invoiceId, { step: 'notice', act: 'run-now', until: null, reason: null }),
    );
    expect(notable(await walk('2026-05-03'))).toEqual(['2026-05-02 notice#2 sent U2']);
    expect((await notices()).map(({ kind }) => kind)).toEqual(['notice-of-default', 'fourteen-day-letter']);
  });

  it('of a business: a demand with costs comes before the handover', async () => {
    await house.register({ ...unagreed, number: 'U3' });
    const lines = notable(await walk('2026-08-31'));
    expect((await notices()).map(({ kind }) => kind)).toEqual(['notice-of-default', 'demand']);
    expect(lines.at(-1)).toContain('submitted');
    expect(letter.sent[1]?.text).toContain('€ 45,00 aan buitengerechtelijke incassokosten');
  });
});

describe('a claim whose due date is moved beyond its last letter', () => {
  const moved = (invoice: Registered, dueDate: string) =>
    house.act(invoice, (debtorCase) => changeInvoice(debtorCase, invoice.invoiceId, { dueDate }));

  it('gets a new letter, which takes the place of the one that stands for nothing any more', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    expect(notable(await walk('2026-04-12'))).toEqual(['2026-04-09 notice#1 sent X1']);
    await moved(x1, '2026-05-11');
    expect((await notices()).map(({ state }) => state)).toEqual(['sent']);
    expect(notable(await walk('2026-06-12', false))).toEqual(['2026-06-10 notice#2 sent X1']);
    expect((await notices()).map(({ state, reason, numbers }) => `${state} ${reason ?? '-'} ${numbers}`)).toEqual([
      'superseded - X1',
      'sent - X1',
    ]);
    const [, second] = await house.rows<{ id: string }>('select id from notice order by claimed_at');
    expect(await eventsOf(x1, 'notice.superseded')).toEqual([{ kind: 'fourteen-day-letter', by: second?.id }]);
    // Two letters, one of them for nothing: costs over the claim once.
    expect(letter.sent.map(({ text }) => /€ (\d+,\d\d) aan buitengerechtelijke/.exec(text)?.[1])).toEqual(['45,00', '45,00']);
    expect(notable(await walk('2026-07-31')).at(-1)).toBe('2026-06-30 handover#1 submitted X1');
  });

  it('is not superseded while it stands for another claim', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    const rest = { debtor: { id: x1.debtorId }, number: 'X2', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 200_00n };
    await house.register(rest);
    await walk('2026-04-12');
    await moved(x1, '2026-05-11');
    await walk('2026-06-12', false);
    expect((await notices()).map(({ state, numbers }) => `${state} ${numbers}`)).toEqual(['sent X1 X2', 'sent X1']);
    expect(await eventsOf(x1, 'notice.superseded')).toEqual([]);
  });
});

describe('a letter that was posted later than it was handed in', () => {
  it('gives its term from the day of posting: nothing goes over before it', async () => {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    // Sent on Thursday 9 April: received 11 April, last day Monday 27 April with Saturday and Sunday moved, costs from 1 May.
    await walk('2026-04-14');
    const dates = () => house.rows('select posted_on, receipt_on, last_day, costs_from from notice');
    expect(await dates()).toEqual([{ posted_on: null, receipt_on: '2026-04-11', last_day: '2026-04-28', costs_from: '2026-05-02' }]);
    const [notice] = await house.rows<{ id: string }>('select id from notice');
    await house.act(x1, (debtorCase) => recordPosting(debtorCase, notice?.id ?? '', { on: '2026-04-14' }));
    expect(await dates()).toEqual([
      { posted_on: '2026-04-14', receipt_on: '2026-04-16', last_day: '2026-04-30', costs_from: '2026-05-04' },
    ]);
    expect(notable(await walk('2026-05-31'))).toEqual(['2026-05-04 handover#1 opened X1', '2026-05-04 handover#1 submitted X1']);
    expect(await eventsOf(x1, 'notice.posted')).toEqual([
      { kind: 'fourteen-day-letter', on: '2026-04-14', lastDay: '2026-04-30', costsFrom: '2026-05-04' },
    ]);
  });
});

describe('a letter that comes back', () => {
  const newest = async (): Promise<string> =>
    (await house.rows<{ id: string }>('select id from notice order by claimed_at desc, id desc limit 1'))[0]?.id ?? '';
  const comesBack = async (invoice: Registered, on: string, reason = 'moved') => {
    const id = await newest();
    return house.book.ofInvoice({ actor: house.actor, invoiceId: invoice.invoiceId }, (debtorCase) =>
      returnNotice(debtorCase, id, { on, reason }),
    );
  };
  const planOf = ({ invoiceId }: Registered) =>
    house.rows('select next_step as step, reason from chase where invoice_id = $1', [invoiceId]);

  async function handedIn(): Promise<{ x1: Registered; x2: Registered }> {
    const x1 = await house.register({ debtor: consumer, number: 'X1', issueDate: '2026-02-24', dueDate: '2026-03-10', total: 300_00n });
    const x2 = await house.register({
      debtor: { id: x1.debtorId },
      number: 'X2',
      issueDate: '2026-03-02',
      dueDate: '2026-04-01',
      total: 200_00n,
    });
    await walk('2026-05-05', false);
    return { x1, x2 };
  }

  it('voids the notice, stops what rests on it, and leaves anew with a new term after the address was mended', async () => {
    const { x1 } = await handedIn();
    expect(await openTasks(x1)).toEqual([{ step: 'handover' }]);
    expect(await comesBack(x1, '2026-05-05')).toEqual({ done: true });
    expect(await notices()).toEqual([{ kind: 'fourteen-day-letter', state: 'void', reason: 'returned', numbers: 'X1 X2' }]);
    // What is open now asks for an address, and for nothing that rested on the letter.
    const asked = await house.rows(`select kind, step, reason, remedies from task where status = 'open'`);
    expect(asked).toEqual([{ kind: 'attention', step: 'notice', reason: 'no-channel', remedies: expect.arrayContaining(['address']) }]);
    expect(await planOf(x1)).toEqual([{ step: null, reason: 'no-channel' }]);
    expect(await house.rows('select failed_channels from debtor')).toEqual([{ failed_channels: ['letter'] }]);
    expect(notable(await walk('2026-06-01', false))).toEqual([]);
    const address = { street: 'Nieuwstraat', houseNumber: '2', postcode: '1234 AC', city: 'Ons Dorp', country: 'NL' };
    await house.act(x1, (debtorCase) => changeDebtor(debtorCase, { address }));
    const lines = notable(await walk('2026-07-31'));
    expect(lines.filter((line) => line.includes('notice'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('submitted'))).toHaveLength(2);
    const [, anew] = await house.rows<{ sent_on: string; costs_from: string; numbers: string }>(
      `select n.sent_on, n.costs_from, string_agg(i.number, ' ' order by i.number) as numbers from notice n join notice_claim c on c.notice_id = n.id join invoice i on i.id = c.invoice_id
       group by n.id order by n.claimed_at`,
    );
    expect(anew?.numbers).toBe('X1 X2');
    expect((lines.find((line) => line.includes('submitted')) ?? '') >= (anew?.costs_from ?? 'x')).toBe(true);
    expect(letter.sent.at(-1)?.to).toContain('Nieuwstraat');
  });

  it('is told twice the same, and otherwise refused; a day that cannot be is refused too', async () => {
    const { x1 } = await handedIn();
    expect(await comesBack(x1, '2026-04-01')).toMatchObject({ code: 'returned-before-sent' });
    expect(await comesBack(x1, '2026-05-07')).toMatchObject({ code: 'date-in-the-future' });
    expect((await notices()).map(({ state }) => state)).toEqual(['sent']);
    expect(await comesBack(x1, '2026-05-01')).toEqual({ done: true });
    const events = await eventsOf(x1, 'notice.voided');
    expect(await comesBack(x1, '2026-05-01')).toEqual({ done: true });
    expect(await eventsOf(x1, 'notice.voided')).toEqual(events);
    expect(await comesBack(x1, '2026-05-02')).toMatchObject({ code: 'notice-ended' });
  });

  it('the day on which it was surely received takes the place of the presumed one', async () => {
    const { x1 } = await handedIn();
    const id = await newest();
    const prove = (on: string, proof = 'signed') =>
      house.book.ofInvoice({ actor: house.actor, invoiceId: x1.invoiceId }, (debtorCase) => proveReceipt(debtorCase, id, { on, proof }));
    expect(await prove('2026-04-01')).toMatchObject({ code: 'received-before-sent' });
    expect(await prove('2026-04-20')).toEqual({ done: true });
    expect(await prove('2026-04-20')).toEqual({ done: true });
    expect(await prove('2026-04-21')).toMatchObject({ code: 'receipt-proven' });
    const [row] = await house.rows('select receipt_on, receipt_basis, proof, last_day, costs_from from notice');
    expect(row).toEqual({
      receipt_on: '2026-04-20',
      receipt_basis: 'proven',
      proof: 'signed',
      last_day: '2026-05-04',
      costs_from: '2026-05-08',
    });
    expect(await eventsOf(x1, 'notice.received')).toHaveLength(1);
    // What was asked of a person stands; whatever he says, nothing goes over before the term that holds now.
    expect(
      notable(await walk('2026-05-31'))
        .filter((line) => line.includes('submitted'))
        .map((line) => line.slice(0, 10)),
    ).toEqual(['2026-05-08', '2026-05-08']);
  });
});
