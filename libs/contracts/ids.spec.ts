import { describe, expect, it } from 'vitest';
import { chaseWorkflowId, firstChaseWorkflowId, parseChaseWorkflowId, toPublicId } from './ids.js';

const tenantId = '01920000-0000-7000-8000-000000000001';
const invoiceId = '01920000-0000-7000-8000-0000000000ff';

describe('the id of a workflow', () => {
  it('reads as the invoice it chases, and gives it back', () => {
    expect(chaseWorkflowId(invoiceId)).toBe(`chase/${toPublicId('invoice', invoiceId)}`);
    expect(parseChaseWorkflowId(chaseWorkflowId(invoiceId))).toEqual({ tenantId: null, invoiceId });
  });

  it('of the first release is still understood', () => {
    expect(firstChaseWorkflowId(tenantId, invoiceId)).toBe(`chase/${tenantId}/${invoiceId}`);
    expect(parseChaseWorkflowId(firstChaseWorkflowId(tenantId, invoiceId))).toEqual({ tenantId, invoiceId });
  });

  it.each([
    'chase/',
    'chase',
    `other/${toPublicId('invoice', invoiceId)}`,
    `chase/${toPublicId('debtor', invoiceId)}`,
    `chase/${tenantId}`,
    `chase/${tenantId}/${invoiceId}/1`,
    `chase/${toPublicId('invoice', invoiceId)}/${invoiceId}`,
  ])('%s is none', (id) => {
    expect(parseChaseWorkflowId(id)).toBeNull();
  });
});
