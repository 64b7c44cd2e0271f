/** Ids: UUIDv7 inside, prefixed base32 at the edge, and the one place that knows what a workflow is called. */

/** Prefix of every public id, by kind of thing. */
export const idPrefixes = {
  tenant: 'ten',
  debtor: 'deb',
  invoice: 'inv',
  payment: 'pay',
  message: 'msg',
  task: 'tsk',
  event: 'evt',
  policy: 'pol',
  clock: 'clk',
  job: 'job',
  hold: 'hld',
  promise: 'prm',
  paymentPlan: 'ppl',
  dispute: 'dsp',
  apiKey: 'key',
  handover: 'hnd',
  notice: 'ntc',
  note: 'nte',
} as const;
/** Kind of thing that has a public id. */
export type IdKind = keyof typeof idPrefixes;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base32: no i, l, o, u; sorts like the number
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `inv_` + 26 characters; sorts like the UUID. @throws TypeError when the second argument is no UUID */
export function toPublicId(kind: IdKind, uuid: string): string {
  if (!uuidShape.test(uuid)) throw new TypeError(`uuid: "${uuid}" is not a UUID`);
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (alphabet[Number(rest & 31n)] ?? '') + text;
    rest >>= 5n;
  }
  return `${idPrefixes[kind]}_${text}`;
}

/** The UUID of a public id of that kind; `null` when it is not one. */
export function fromPublicId(kind: IdKind, id: string): string | null {
  const prefix = `${idPrefixes[kind]}_`;
  if (!id.startsWith(prefix) || id.length !== prefix.length + 26) return null;
  let number = 0n;
  for (const character of id.slice(prefix.length)) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return null;
    number = (number << 5n) | BigInt(digit);
  }
  if (number >> 128n !== 0n) return null;
  const hex = number.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * Workflow id of an invoice's chase: what people know it by, and nothing personal. Invoice ids are UUIDs, so two creditors never share one.
 * A new cycle has the same id. Which id a chase was started with stands in its row: chases of the first release have another.
 */
export const chaseWorkflowId = (invoiceId: string): string => `chase/${toPublicId('invoice', invoiceId)}`;

/** Workflow id of a chase whose row names none: the first release started it, or is running beside this one. */
export const firstChaseWorkflowId = (tenantId: string, invoiceId: string): string => `chase/${tenantId}/${invoiceId}`;

/** Invoice of a workflow id, and its tenant where the id tells; `null` when it is not a chase. */
export function parseChaseWorkflowId(workflowId: string): { tenantId: string | null; invoiceId: string } | null {
  const [kind, first = '', second, ...more] = workflowId.split('/');
  if (kind !== 'chase' || more.length > 0) return null;
  if (second !== undefined) return uuidShape.test(first) && uuidShape.test(second) ? { tenantId: first, invoiceId: second } : null;
  const invoiceId = fromPublicId('invoice', first);
  return invoiceId === null ? null : { tenantId: null, invoiceId };
}

/** Workflow id of a job: what the API knows it by. */
export const jobWorkflowId = (jobId: string): string => `job/${toPublicId('job', jobId)}`;
