import { createHash } from 'node:crypto';

/** What can be wrong with a chain, a word for programs. */
export const findingCodes = [
  'event-changed',
  'event-missing',
  'event-moved',
  'event-outside',
  'event-not-sealed',
  'event-number-forged',
  'seal-changed',
  'position-skipped',
  'position-twice',
  'link-broken',
  'version-unknown',
  'version-lowered',
  'end-missing',
  'end-not-counted',
  'head-missing',
  'head-changed',
  'verified-changed',
  'anchor-differs',
  'anchor-missing',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** One thing that is wrong; no text of an event stands in it. */
export interface Finding {
  readonly code: FindingCode;
  /** Where in the chain; null for an event that stands outside. */
  readonly position: bigint | null;
  readonly eventId: string | null;
  /** In a sentence. */
  readonly says: string;
}

/** A seal, with what stands in the event that it names. */
export interface SealRow {
  readonly position: bigint;
  readonly version: number;
  readonly event_id: string;
  readonly event_seq: bigint;
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
  /** Null: there is no such event. */
  readonly event_tenant: string | null;
  readonly seq: bigint | null;
  readonly body: string | null;
}

/** A place in a chain: everything up to it was read. */
export interface Place {
  readonly position: bigint;
  readonly hash: Buffer;
}

/** Where every chain begins. */
export const beginning: Place = { position: 0n, hash: Buffer.alloc(32) };

/** Link of the chain: SHA-256 over the previous hash and the body of the event. */
export const linkOf = (previous: Buffer, body: string): Buffer => createHash('sha256').update(previous).update(body, 'utf8').digest();

type Fault = readonly [FindingCode, string];

function placeFault(before: Place, seal: SealRow): Fault | null {
  if (seal.position <= before.position) return ['position-twice', 'two seals have this position'];
  if (seal.position > before.position + 1n) {
    const first = before.position + 1n;
    const missing = first === seal.position - 1n ? `position ${first} is` : `positions ${first} to ${seal.position - 1n} are`;
    return ['position-skipped', `${missing} missing before this seal`];
  }
  return seal.previous_hash.equals(before.hash) ? null : ['link-broken', 'the seal does not continue from the one before it'];
}

function eventFault(tenantId: string, seal: SealRow): Fault | null {
  if (seal.event_tenant === null) return ['event-missing', 'the event of this seal is gone'];
  if (seal.event_tenant !== tenantId) return ['event-moved', 'the event of this seal belongs to another creditor now'];
  if (seal.body === null) return ['version-unknown', `this release does not know seals of version ${seal.version}`];
  if (!linkOf(seal.previous_hash, seal.body).equals(seal.hash))
    return ['event-changed', 'what stands in the event or its seal is not what was sealed'];
  return seal.seq === seal.event_seq ? null : ['seal-changed', 'the seal names another number of the event'];
}

/** What is checked: the seals of one creditor, in their order. */
export class SealCheck {
  readonly findings: Finding[] = [];
  private lastVersion = 0;

  constructor(
    private readonly tenantId: string,
    public place: Place,
  ) {}

  /** Takes the next seal. After a fault the check goes on from what is stored, so that one fault is told once. */
  take(seal: SealRow): void {
    const faults = [placeFault(this.place, seal), eventFault(this.tenantId, seal)];
    if (seal.version < this.lastVersion) faults.push(['version-lowered', 'an older version of seal follows a newer one']);
    for (const fault of faults)
      if (fault) this.findings.push({ code: fault[0], position: seal.position, eventId: seal.event_id, says: fault[1] });
    this.lastVersion = seal.version;
    this.place = { position: seal.position, hash: seal.hash };
  }
}
