import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import { type OverrideInput, overrideStep } from './manage-invoice.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

describe('an order for one step', () => {
  const give = (invoiceId: string, step: string, act: OverrideInput['act']) =>
    house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
      overrideStep(debtorCase, invoiceId, { step, act, until: null, reason: null }),
    );
  const stored = (invoiceId: string) => house.rows('select step, act from step_override where invoice_id = $1', [invoiceId]);

  it('is refused when the chase is past the step, and leaves nothing behind', async () => {
    const { invoiceId } = await house.register({ adopt: { lastStep: 'call', at: '2026-02-27' } });
    for (const act of ['skip', 'run-now'] as const)
      expect(await give(invoiceId, 'reminder', act)).toMatchObject({ refused: true, code: 'step-behind', argument: 'step' });
    expect(await stored(invoiceId)).toEqual([]);
  });

  it('sends the formal notice of an adopted chase here', async () => {
    const { invoiceId, plan } = await house.register({ adopt: { lastStep: 'notice', at: '2026-02-27' } });
    expect(plan).toMatchObject({ step: null, reasons: ['legal-gate'] });
    expect(await give(invoiceId, 'notice', 'run-now')).toHaveProperty('overrideId');
    expect(await stored(invoiceId)).toEqual([{ step: 'notice', act: 'run-now' }]);
    const [chase] = await house.rows<{ key: string }>(`select plan->'step'->>'key' as key from chase where invoice_id = $1`, [invoiceId]);
    expect(chase).toEqual({ key: 'notice' });
  });
});
