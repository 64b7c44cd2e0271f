/**
 * What becomes of a message: one table says which news moves it from where to where. News comes late, twice and out of order; what the table
 * does not name changes nothing. `libs/database` applies it by compare-and-set; docs/reference/message-states.md shows it.
 */

/**
 * How far a message has come. `unknown`: nobody can tell whether it left. `withdrawn`: it surely did not, or a person says it never came.
 */
export const messageStates = ['claimed', 'unknown', 'withdrawn', 'sent', 'delivered', 'rejected', 'bounced', 'complained'] as const;
/** One of {@link messageStates}. */
export type MessageState = (typeof messageStates)[number];

/**
 * Who brings the news: the attempt that is under way; an earlier one, after another has begun; a report of the provider; a person who
 * settles a doubt or has the letter back on his desk; the engine itself, which takes a claim back or gives a doubt up.
 */
export type NewsSource = 'attempt' | 'former-attempt' | 'report' | 'person' | 'engine';

/**
 * From which states to which. A state that stays the same is listed too: then the details that come with the report (a number, a reason)
 * are kept, and an event is recorded.
 */
export type Moves = Readonly<Partial<Record<MessageState, MessageState>>>;

/** From the states in which nobody has said yet whether it left, or it was said that it did not arrive. */
const fromUnsettled = (to: MessageState): Moves => ({ claimed: to, unknown: to, withdrawn: to });

/** It did not arrive after all, whatever was known of it. */
const toBounced: Moves = { ...fromUnsettled('bounced'), sent: 'bounced', delivered: 'bounced', rejected: 'bounced' };

/** A provider's report may overtake its own answer: the report stays. */
const overtaken: Moves = { delivered: 'delivered', bounced: 'bounced', complained: 'complained' };

/** The table: by who says it and what is said. */
export const messageMoves: Readonly<Record<NewsSource, Readonly<Partial<Record<MessageState, Moves>>>>> = {
  attempt: {
    // Not from `sent`: the event is recorded once.
    sent: { ...fromUnsettled('sent'), rejected: 'sent', ...overtaken },
    rejected: fromUnsettled('rejected'),
    unknown: fromUnsettled('unknown'),
  },
  // The attempt that took the message over says what became of it. That this one sent it after all stays true.
  'former-attempt': { sent: fromUnsettled('sent') },
  report: {
    sent: fromUnsettled('sent'),
    delivered: { ...fromUnsettled('delivered'), sent: 'delivered' },
    bounced: toBounced,
    complained: {
      ...fromUnsettled('complained'),
      sent: 'complained',
      delivered: 'complained',
      rejected: 'complained',
      bounced: 'complained',
    },
  },
  person: {
    sent: { unknown: 'sent' },
    withdrawn: { unknown: 'withdrawn' },
    bounced: { ...toBounced, complained: 'complained' },
  },
  engine: { claimed: { withdrawn: 'claimed' }, withdrawn: { claimed: 'withdrawn' }, unknown: { claimed: 'unknown' } },
};

/** The moves that a piece of news makes; none when that source cannot say it. */
export const movesOf = (source: NewsSource, news: MessageState): Moves => messageMoves[source][news] ?? {};

/** What the send ledger says of a step whose message came to a state. */
export const ledgerResults = {
  claimed: 'claimed',
  unknown: 'unknown',
  withdrawn: 'withdrawn',
  sent: 'sent',
  delivered: 'delivered',
  rejected: 'failed',
  bounced: 'failed',
  complained: 'failed',
} as const satisfies Readonly<Record<MessageState, string>>;

/** What a formal notice is whose message came to a state. */
export interface NoticeFate {
  readonly state: 'claimed' | 'unknown' | 'sent' | 'withdrawn' | 'void';
  /** Why it has ended; null: it has not. */
  readonly reason: 'bounced' | 'complained' | 'not-sent' | null;
  /** Whether this is said also of a notice that ended before for another reason: that it never arrived says more than any of them. */
  readonly overrides: boolean;
}

const stands = (state: 'claimed' | 'unknown' | 'sent'): NoticeFate => ({ state, reason: null, overrides: false });
const notSent: NoticeFate = { state: 'withdrawn', reason: 'not-sent', overrides: false };

/** The fate of a formal notice by the state of its message. */
export const noticeFates: Readonly<Record<MessageState, NoticeFate>> = {
  claimed: stands('claimed'),
  unknown: stands('unknown'),
  sent: stands('sent'),
  delivered: stands('sent'),
  withdrawn: notSent,
  rejected: notSent,
  bounced: { state: 'void', reason: 'bounced', overrides: true },
  complained: { state: 'void', reason: 'complained', overrides: true },
};
