/** A creditor far from Amsterdam: his days are days on his own clock, from the plan to the date in a letter. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities } from '#contracts/activities.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { findInvoiceView } from '#database/queries/invoice-views.js';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { standaard } from '#domain/policy/language/policies.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;

/** On Curaçao it is Monday evening, in Amsterdam Tuesday. */
const mondayEvening = at('2026-11-24T01:30:00Z');
const evening = '20:00-23:30';

beforeAll(async () => {
  house = await DatabaseHouse.open();
  await house.rows(`update tenant set creditor = creditor || '{"timeZone": "America/Curacao"}'`);
  const sendingWindows = { email: evening, sms: evening, whatsapp: evening, letter: evening };
  const body = JSON.stringify(policyToJson({ ...standaard, key: 'avond', sendingWindows }));
  await house.rows(
    `insert into policy_version (id, tenant_id, key, version, name, body) values (gen_random_uuid(), $1, 'avond', 1, 'Avond', $2)`,
    [house.tenantId, body],
  );
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = mondayEvening;
  channels = scriptedChannels('lookup');
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const consumer = { inline: aDebtor({ kind: 'consumer', name: 'Jan Jansen' }) };
const today = (invoice: Registered): Promise<string> => house.act(invoice, async (debtorCase) => debtorCase.today);
const viewOf = ({ invoiceId }: Registered) =>
  house.dbs.app.ofTenant(house.tenantId, (tx) => findInvoiceView(tx, { uuid: invoiceId }, house.now));

describe('a creditor on Curaçao', () => {
  it('has his own today, of which an invoice is late', async () => {
    const invoice = await house.register({ dueDate: '2026-11-22', issueDate: '2026-11-01' });
    expect(await today(invoice)).toBe('2026-11-23');
    expect(await viewOf(invoice)).toMatchObject({ overdue_days: 1 });
  });

  it('sends in windows on his clock, whatever zone a policy was written for', async () => {
    // Midday in Amsterdam is early morning on the island: the reminder of Monday leaves from eight o'clock there.
    house.now = at('2026-11-23T11:00:00Z');
    const { plan } = await house.register({ dueDate: '2026-11-17', issueDate: '2026-11-01' });
    const planned = at(plan.at ?? '');
    expect(planned).toBeGreaterThanOrEqual(at('2026-11-23T12:00:00Z'));
    expect(planned).toBeLessThan(at('2026-11-23T22:00:00Z'));
  });

  it('dates a letter, the notice that it is and its term by his clock', async () => {
    const adopt = { lastStep: 'call', at: '2026-11-02' };
    const invoice = await house.due({ debtor: consumer, issueDate: '2026-09-01', dueDate: '2026-10-01', adopt, policy: 'avond' });
    expect(house.now).toBeGreaterThanOrEqual(mondayEvening);
    expect(house.now).toBeLessThan(at('2026-11-24T03:30:00Z'));
    const step = { key: 'notice', occurrence: 1, action: 'message' as const };
    expect(await activities.sendMessage({ chase: house.chaseOf(invoice), step })).toMatchObject({ result: 'sent' });
    expect(channels.letter.sent[0]?.text).toContain('23 november 2026');
    const [notice] = await house.rows(`select sent_on::text, receipt_on::text from notice where debtor_id = $1`, [invoice.debtorId]);
    expect(notice).toEqual({ sent_on: '2026-11-23', receipt_on: '2026-11-25' });
  });

  it('books money on his day: what is received on his today is not in the future, and the day after tomorrow is', async () => {
    const invoice = await house.register({ dueDate: '2026-11-16', issueDate: '2026-11-01', total: 100_00n });
    const pay = (paidOn: string) =>
      house.act(invoice, (debtorCase) =>
        recordPayment(debtorCase, {
          invoiceId: invoice.invoiceId,
          amount: 10_00n,
          currency: 'EUR',
          paidOn,
          reference: null,
          method: null,
          sourceKey: null,
        }),
      );
    await pay('2026-11-23');
    await expect(pay('2026-11-25')).rejects.toThrow('future');
  });
});
