/** Kinds of claim as the API calls them. */
import type { ClaimKind } from '#domain/limitation/limitation.js';

/** Kinds of claim that an invoice can have; a judgment is no longer chased by reminders. */
export const contractClaims = ['contract', 'consumer-purchase', 'periodic'] as const;
/** One of {@link contractClaims}. */
export type ContractClaim = (typeof contractClaims)[number];

/** The domain's name of a claim. */
export const claimKindNamed: Readonly<Record<ContractClaim, ClaimKind>> = {
  contract: 'contract',
  'consumer-purchase': 'consumer-goods',
  periodic: 'periodic',
};

/** The API's name of a claim. */
export const claimName = (kind: ClaimKind): ContractClaim => contractClaims.find((name) => claimKindNamed[name] === kind) ?? 'contract';
