/** What a person who approves a handover looks at: each check with its article. */
import type { Cents } from '../money/money.js';
import type { NoticeKind } from '../policy/facts/facts.js';

/** What can be checked of a handover. Stable codes. */
export const handoverCheckCodes = ['notice-stands', 'receipt-known', 'term-run-out', 'something-undisputed'] as const;
/** One of {@link handoverCheckCodes}. */
export type HandoverCheckCode = (typeof handoverCheckCodes)[number];

/** A check with its outcome and the rule it comes from. */
export interface HandoverCheck {
  readonly code: HandoverCheckCode;
  readonly article: string;
  readonly passed: boolean;
}

/** The notice under a handover and what would be handed over, in minor units. `notice` null: none names the claim. */
export interface HandoverCase {
  readonly notice: { readonly kind: NoticeKind; readonly stands: boolean; readonly receiptKnown: boolean; readonly runOut: boolean } | null;
  readonly undisputed: Cents;
}

/** The checks of a handover. A notice of default opens none: the last letter does (6:96 lid 6 BW). */
export function handoverChecks({ notice, undisputed }: HandoverCase): readonly HandoverCheck[] {
  const lastLetter = notice !== null && notice.kind !== 'notice-of-default';
  return [
    { code: 'notice-stands', article: notice?.kind === 'demand' ? '6:82 lid 1 BW' : '6:96 lid 6 BW', passed: lastLetter && notice.stands },
    { code: 'receipt-known', article: '3:37 lid 3 BW', passed: lastLetter && notice.receiptKnown },
    { code: 'term-run-out', article: 'HR 25-11-2016, ECLI:NL:HR:2016:2704', passed: lastLetter && notice.runOut },
    { code: 'something-undisputed', article: '6:52 BW', passed: undisputed > 0n },
  ];
}
