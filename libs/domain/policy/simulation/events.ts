/**
 * What can happen to a chase in a simulation. Amounts in minor units of the invoice's currency; `on` is a local day of the policy's zone.
 */
import type { IsoDate } from '../../calendar/iso-date.js';
import type { Cents } from '../../money/money.js';

interface EventBase<Type extends string> {
  readonly type: Type;
  /** It happens at the start of the day, before anything is sent. */
  readonly on: IsoDate;
  readonly invoice: string;
}

/** An agreement; whether it is confirmed to the debtor in writing. Absent: no. */
interface Confirmable {
  readonly confirm?: boolean;
}

/** An event, by type. */
export type SimulationEvent =
  | (EventBase<'payment' | 'credit-note' | 'reversal'> & { readonly amount: Cents })
  | (EventBase<'promise'> & { readonly date: IsoDate; readonly amount: Cents | null } & Confirmable)
  | (EventBase<'plan'> & {
      readonly instalments: readonly { readonly dueDate: IsoDate; readonly amount: Cents }[];
      /** The other invoices of the debtor that the plan is over, besides `invoice`. */
      readonly with?: readonly string[];
      /** Its id, which seeds the minutes at which its messages leave. Absent: one is made up. */
      readonly id?: string;
    } & Confirmable)
  | (EventBase<'dispute'> & { readonly amount: Cents | null })
  | (EventBase<'dispute-resolved'> & { readonly creditAmount?: Cents; readonly newDueDate?: IsoDate })
  | (EventBase<'pause'> & { readonly until: IsoDate | null })
  | EventBase<'bounce'>
  | EventBase<'write-off' | 'write-off-undone'>
  | EventBase<'resume'>
  | (EventBase<'call-outcome'> & { readonly code: string })
  | (EventBase<'due-date-changed'> & { readonly dueDate: IsoDate });
