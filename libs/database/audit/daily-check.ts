/** The daily look at all chains: what is new first, then what was verified before once more, as far as the time goes. */
import type { Database } from '../database.js';
import { creditorsWithEvents } from './chain-ends.js';
import { beginning } from './check-seals.js';
import { recall, remember } from './remembered.js';
import { verifyChain } from './verify-chain.js';
import { walkChain } from './walk-chain.js';

/** Seals of one creditor between two looks at the clock: his turn. */
const sealsATurn = 50_000;

/** What a look came to. */
export interface DailyCheck {
  readonly creditors: number;
  readonly read: number;
  readonly findings: number;
  /** Creditors whose findings there are, and how many. */
  readonly suspect: readonly { readonly tenantId: string; readonly findings: number }[];
}

/** What a look may take. */
export interface Allowed {
  /** Whether there is time left; asked between turns. */
  readonly goOn: () => boolean;
  /** Hears that there was progress. */
  readonly heard?: () => void;
}

/** What came to a chain since the last look. Where something is wrong the next look begins before it, so that it is found every day until it is mended. */
async function readNew(db: Database, tenantId: string, { goOn, heard }: Allowed) {
  let read = 0;
  let fromStart = false;
  for (;;) {
    const before = await recall(db, tenantId);
    const verified = await verifyChain(db, { tenantId, from: before.sound, atMost: sealsATurn, heard: () => heard?.() });
    read += verified.read;
    fromStart ||= before.sound.position === 0n;
    const whole = fromStart && verified.ended && verified.findingsCount === 0;
    const again = verified.sound.position < before.again.position ? beginning : before.again;
    await remember(db, { ...verified, again, wholeAt: whole ? new Date() : before.wholeAt });
    if (verified.ended || verified.findingsCount > 0 || !goOn()) return { read, findings: verified.findingsCount, whole };
  }
}

/** A turn of reading once more what was seen to hold. @returns how much was read and found, and whether the chain has been read through */
async function readAgain(db: Database, tenantId: string, heard: () => void) {
  const before = await recall(db, tenantId);
  const walked = await walkChain(db, { tenantId, from: before.again, upTo: before.sound.position, atMost: sealsATurn, heard });
  const through = walked.findingsCount === 0 && walked.place.position >= before.sound.position;
  const again = through ? beginning : walked.sound;
  const wholeAt = through ? new Date() : before.wholeAt;
  // A seal that held and does not any more: the next look is to find it, so nothing counts as verified beyond it.
  const sound = walked.findingsCount === 0 ? before.sound : walked.sound;
  await remember(db, { ...walked, tenantId, sound, again, wholeAt });
  return { read: walked.read, findings: walked.findingsCount, through };
}

const oldestFirst = async (db: Database, tenantIds: readonly string[]): Promise<string[]> => {
  const seen = await Promise.all(
    tenantIds.map(async (tenantId) => ({ tenantId, at: (await recall(db, tenantId)).wholeAt?.getTime() ?? 0 })),
  );
  return seen.sort((one, other) => one.at - other.at).map(({ tenantId }) => tenantId);
};

/** Looks at all chains. */
export async function checkDaily(db: Database, allowed: Allowed): Promise<DailyCheck> {
  const tenantIds = await creditorsWithEvents(db);
  const findings = new Map<string, number>();
  const readOnce: string[] = [];
  let read = 0;
  for (const tenantId of tenantIds) {
    const came = await readNew(db, tenantId, allowed);
    read += came.read;
    findings.set(tenantId, came.findings);
    if (!came.whole) readOnce.push(tenantId);
  }
  for (const tenantId of await oldestFirst(db, readOnce)) {
    while (allowed.goOn() && findings.get(tenantId) === 0) {
      const came = await readAgain(db, tenantId, () => allowed.heard?.());
      read += came.read;
      findings.set(tenantId, came.findings);
      if (came.through) break;
    }
  }
  const suspect = [...findings].filter(([, count]) => count > 0).map(([tenantId, count]) => ({ tenantId, findings: count }));
  return { creditors: tenantIds.length, read, findings: suspect.reduce((sum, { findings: count }) => sum + count, 0), suspect };
}
