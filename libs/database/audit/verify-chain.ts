/** One creditor's chain, verified from a place on: the seals, the end, and what stands outside. */
import type { Database } from '../database.js';
import { checkEnd, checkOutside, sealAt } from './chain-ends.js';
import { beginning, type Finding, type Place } from './check-seals.js';
import { namedAtMost, type WalkOrder, type Walked, walkChain } from './walk-chain.js';

/** What verifying a chain came to. */
export interface Verified extends Walked {
  readonly tenantId: string;
}

/** Whether what was verified before still stands at its place. */
async function startFinding(db: Database, { tenantId, from }: WalkOrder): Promise<Finding | null> {
  if (from.position === 0n) return null;
  const seal = await sealAt(db, tenantId, from.position);
  if (seal?.hash.equals(from.hash) === true) return null;
  return {
    code: 'verified-changed',
    position: from.position,
    eventId: null,
    says: 'the seal that was verified before is not there any more',
  };
}

/** Walks to the end that holds, also when the chain grows meanwhile. */
async function walkToEnd(db: Database, order: WalkOrder): Promise<{ readonly walked: Walked; readonly end: Finding | null }> {
  let walked = await walkChain(db, order);
  for (;;) {
    const { finding, last } = await checkEnd(db, order.tenantId);
    const limited = !walked.ended || (order.upTo !== undefined && last > order.upTo);
    if (limited || last <= walked.place.position) return { walked, end: finding };
    const on = await walkChain(db, { ...order, from: walked.place, heard: (read) => order.heard?.(walked.read + read) });
    walked = {
      ...on,
      read: walked.read + on.read,
      sound: walked.findingsCount === 0 ? on.sound : walked.sound,
      findings: [...walked.findings, ...on.findings].slice(0, namedAtMost),
      findingsCount: walked.findingsCount + on.findingsCount,
    };
  }
}

/** Verifies. When the chain did not hold where it was verified before, it is read from its beginning. */
export async function verifyChain(db: Database, order: WalkOrder): Promise<Verified> {
  const start = await startFinding(db, order);
  const { walked, end } = await walkToEnd(db, start ? { ...order, from: beginning } : order);
  const outside = walked.ended ? await checkOutside(db, order.tenantId, walked.findingsCount > 0) : [];
  const more = [...(start ? [start] : []), ...(end ? [end] : []), ...outside];
  return {
    ...walked,
    tenantId: order.tenantId,
    findings: [...more, ...walked.findings].slice(0, namedAtMost),
    findingsCount: walked.findingsCount + more.length,
  };
}

/** Whether a chain went through a place that was written down elsewhere, such as in an exported file. */
export async function anchorFinding(db: Database, tenantId: string, anchor: Place): Promise<Finding | null> {
  if (anchor.position === 0n) return null;
  const seal = await sealAt(db, tenantId, anchor.position);
  const about = { position: anchor.position, eventId: null };
  if (!seal) return { code: 'anchor-missing', ...about, says: 'the chain does not reach to what was written down of it' };
  return seal.hash.equals(anchor.hash)
    ? null
    : {
        code: 'anchor-differs',
        ...about,
        says: 'the chain was another one when it was written down: something before this position was changed',
      };
}
