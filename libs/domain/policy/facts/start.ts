/** The facts of a debtor and an invoice to which nothing has happened yet. */
import { type Channel, channels, type DebtorFacts, type InvoiceFacts, type LimitationFacts, type Reach } from './facts.js';

/** What is known of an invoice from the start. */
export type InvoiceStart = Pick<
  InvoiceFacts,
  'id' | 'issueDate' | 'dueDate' | 'currency' | 'total' | 'termBasis' | 'registeredAt' | 'adopted' | 'directDebitPending'
> &
  Partial<Pick<InvoiceFacts, 'limitation'>>;

/** Nobody has said what kind of claim it is, and nothing but the notices sent from here interrupted its limitation. */
export const limitationUnknown: LimitationFacts = { claim: null, interruptions: [] };

/** An invoice to which nothing has happened yet: all of it is open, nothing was agreed and no step was taken. */
export const untouchedInvoice = (start: InvoiceStart): InvoiceFacts => ({
  limitation: limitationUnknown,
  ...start,
  open: start.total,
  outcome: null,
  pause: null,
  dispute: null,
  promise: null,
  promisesBroken: [],
  paymentPlan: null,
  paymentPlanBrokenOn: null,
  taken: [],
  notices: [],
  overrides: [],
});

/** What a channel needs of a debtor: it leads to him only when we have it. */
export const addressOf = {
  email: 'email',
  sms: 'phone',
  whatsapp: 'phone',
  letter: 'address',
  call: 'phone',
} as const satisfies Readonly<Record<Channel, string>>;

/** What is known of the ways to a debtor: which addresses we have, and the channels that he refused or that failed for good. */
export interface Addresses {
  readonly has: Readonly<Record<'email' | 'phone' | 'address', boolean>>;
  readonly refused?: ChannelNames | null;
  readonly failed?: ChannelNames | null;
}

/** A list of channels, or the text in which the open book packs one. */
interface ChannelNames {
  includes(channel: Channel): boolean;
}

/** Which channels lead to the debtor: those with an address. What he refused stays refused, also when it failed as well. */
export function reachOf({ has, refused, failed }: Addresses): DebtorFacts['reach'] {
  const reach: Partial<Record<Channel, Reach>> = {};
  for (const channel of channels)
    if (has[addressOf[channel]]) reach[channel] = refused?.includes(channel) ? 'refused' : failed?.includes(channel) ? 'failed' : 'usable';
  return reach;
}

/** What is known of a debtor from the start. */
export type DebtorStart = Pick<DebtorFacts, 'id' | 'kind' | 'language' | 'segment' | 'reach' | 'preferredChannel'> &
  Partial<Pick<DebtorFacts, 'paymentScore'>>;

/** A debtor to whom nothing has happened yet: nobody has written to him, and nothing holds us back. */
export const untouchedDebtor = (start: DebtorStart): DebtorFacts => ({
  paymentScore: null,
  ...start,
  doNotContact: false,
  holds: [],
  contacts: [],
  unmatchedMoney: false,
});
