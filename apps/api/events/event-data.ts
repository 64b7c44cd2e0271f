/** Event data holds our own UUIDs; outside they have a prefix. */
import { type IdKind, toPublicId } from '#contracts/ids.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Which kind of thing a field of an event names. */
const kinds: Readonly<Record<string, IdKind>> = {
  invoices: 'invoice',
  invoiceId: 'invoice',
  invoiceIds: 'invoice',
  bookedOn: 'invoice',
  debtorId: 'debtor',
  messageId: 'message',
  taskId: 'task',
  paymentId: 'payment',
  policyVersionId: 'policy',
  clockId: 'clock',
  planId: 'paymentPlan',
  promiseId: 'promise',
  disputeId: 'dispute',
};

function present(value: unknown, kind: IdKind | undefined): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => present(item, kind));
  if (typeof value === 'object' && value !== null) return presentEventData(value);
  return kind && typeof value === 'string' && uuid.test(value) ? toPublicId(kind, value) : value;
}

/** The data of an event with public ids. */
export const presentEventData = (data: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).map(([name, value]: [string, unknown]) => [name, present(value, kinds[name])]));
