/** Where the money of one payment goes among all claims of its debtor: 6:43 BW, and what he was asked for. */
import type { IsoDate } from '../calendar/iso-date.js';
import { type Cents, type Currency, minCents } from '../money/money.js';
import { allocate } from './allocation.js';
import { isDue } from './claim-order.js';
import type { OpenClaim } from './open-claim.js';

/** A claim that money may go to; amounts in minor units. */
export interface SpreadClaim {
  readonly id: string;
  readonly dueDate: IsoDate;
  /** Not negative. */
  readonly open: Cents;
  /** The part of `open` that is contested: it is paid only when the payment names the claim, or was asked for it. */
  readonly disputed: Cents;
  /** Another payment is under way for it (direct debit): it is not filled by itself. */
  readonly collected: boolean;
}

/** What one message asked for one claim. */
export interface AskedClaim {
  readonly id: string;
  readonly amount: Cents;
}

/** A payment, and what is known of what it was meant for. All in one currency; ids that are no claim are passed over. */
export interface SpreadInput {
  readonly amount: Cents;
  readonly currency: Currency;
  readonly today: IsoDate;
  readonly claims: readonly SpreadClaim[];
  /** Claims the payment is booked on, in that order: they are filled first, their contested part too (6:43 lid 1 BW). */
  readonly named: readonly string[];
  /** The message it answers: the one whose reference it bears, else the last one that asked for the named claim. */
  readonly asked: readonly AskedClaim[];
  /** It bears the reference of that message: what was asked there is what it is for. */
  readonly byReference: boolean;
  /** The claims of the payment plan that the named claim is in, itself among them. */
  readonly planned: readonly string[];
}

/** Why a claim is paid: the payment names it, a message asked for it, it shares a payment plan, or it is simply due. */
export const spreadBases = ['named', 'asked', 'plan', 'due'] as const;
/** One of {@link spreadBases}. */
export type SpreadBasis = (typeof spreadBases)[number];

/** What one claim gets. */
export interface SpreadPart {
  readonly id: string;
  readonly amount: Cents;
  readonly basis: SpreadBasis;
}

/** Parts in the order they were filled, each claim once, and what is left for nobody. They add up to the payment. */
export interface Spread {
  readonly parts: readonly SpreadPart[];
  readonly credit: Cents;
}

/** What is left to place, and what was placed. */
class Purse {
  readonly parts = new Map<string, SpreadPart>();

  constructor(
    private readonly input: SpreadInput,
    public rest: Cents = input.amount,
  ) {}

  /** What a claim got so far. */
  placed({ id }: SpreadClaim): Cents {
    return this.parts.get(id)?.amount ?? 0n;
  }

  /** What a claim can still take, of its open amount less `spared`. */
  room(claim: SpreadClaim, spared: Cents = 0n): Cents {
    const room = claim.open - this.placed(claim) - spared;
    return room > 0n ? room : 0n;
  }

  /** Fills claims up to what each may take, in the order of 6:43 lid 2 BW. */
  fill(claims: readonly SpreadClaim[], basis: SpreadBasis, upTo: (claim: SpreadClaim) => Cents): void {
    const takers = claims.map((claim) => ({ claim, room: upTo(claim) })).filter(({ room }) => room > 0n);
    if (this.rest <= 0n || takers.length === 0) return;
    const { currency, today: on } = this.input;
    const open = takers.map(({ claim, room }) => asOpenClaim(claim, { room, currency }));
    const { allocated, credit } = allocate({ claims: open, payment: { amount: { amount: this.rest, currency }, on } });
    for (const { id, principal } of allocated) this.place(id, basis, principal);
    this.rest = credit;
  }

  private place(id: string, basis: SpreadBasis, amount: Cents): void {
    if (amount === 0n) return;
    const earlier = this.parts.get(id);
    this.parts.set(id, { id, basis: earlier?.basis ?? basis, amount: (earlier?.amount ?? 0n) + amount });
  }
}

const asOpenClaim = ({ id, dueDate }: SpreadClaim, { room, currency }: { room: Cents; currency: Currency }): OpenClaim => ({
  id,
  dueDate,
  currency,
  costs: 0n,
  interest: 0n,
  principal: room,
  interestRate: { numerator: 0n, denominator: 1n },
});

/**
 * Spreads a payment over the claims of a debtor:
 *
 * 1. a payment with the reference of a message, or of exactly the sum that the message asked for several claims: what was asked of each;
 * 2. the claims it is booked on, in full;
 * 3. the claims of their payment plan;
 * 4. the other claims of the message it answers;
 * 5. all other claims that are due.
 *
 * From 3 on only what is not contested (6:43 lid 1 BW: a contested claim is paid by who names it); inside each of them the order of 6:43
 * lid 2 BW. What is then left is credit: never income (6:203 BW).
 */
export function spread(input: SpreadInput): Spread {
  const { claims, named, asked, planned, today } = input;
  const purse = new Purse(input);
  const askedOf = new Map(asked.map(({ id, amount }) => [id, amount]));
  const undisputed = (claim: SpreadClaim): Cents => purse.room(claim, claim.disputed);
  const of = (ids: readonly string[]): SpreadClaim[] => claims.filter(({ id }) => ids.includes(id));
  if (input.byReference || isWhatWasAsked(input)) {
    const upTo = (claim: SpreadClaim): Cents => minCents(purse.room(claim), (askedOf.get(claim.id) ?? 0n) - purse.placed(claim));
    purse.fill(of(named.filter((id) => askedOf.has(id))), 'named', upTo);
    purse.fill(claims, 'asked', upTo);
  }
  for (const id of named) purse.fill(of([id]), 'named', (claim) => purse.room(claim));
  purse.fill(of(planned), 'plan', undisputed);
  purse.fill(of([...askedOf.keys()]), 'asked', undisputed);
  const due = claims.filter((claim) => !claim.collected && isDue(asOpenClaim(claim, { room: 0n, currency: input.currency }), today));
  purse.fill(due, 'due', undisputed);
  return { parts: [...purse.parts.values()], credit: purse.rest };
}

/** Who pays the sum of a message to the cent pays each claim what it asked. */
function isWhatWasAsked({ amount, asked }: SpreadInput): boolean {
  return asked.length > 1 && asked.reduce((sum, claim) => sum + claim.amount, 0n) === amount;
}

/** What is known of a claim that has nothing open when money comes for it. */
export interface PaidClaim {
  readonly open: Cents;
  /** What came in for it before and did not go back: sums of whole payments that named it, and of the parts it got. */
  readonly earlier: readonly Cents[];
}

/**
 * Whether a payment looks paid twice: everything it names is paid in full, and each got the same amount before. Such money is credit and
 * pays no other claim by itself: most likely the debtor wants it back (6:203 BW).
 */
export const looksPaidTwice = (amount: Cents, named: readonly PaidClaim[]): boolean =>
  named.length > 0 && named.every(({ open, earlier }) => open === 0n && earlier.includes(amount));
