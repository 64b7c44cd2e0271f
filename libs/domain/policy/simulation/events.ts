/** What can happen to a chase in a simulation. Amounts in minor units of the invoice's currency; `on` is a local day of the policy's zone. */
import type { IsoDate } from '../../calendar/iso-date.js';
import type { Cents } from '../../money/money.js';

interface Happening<Type extends string> {
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
  | (Happening<'payment' | 'credit-note' | 'reversal'> & { readonly amount: Cents })
  | (Happening<'promise'> & { readonly date: IsoDate; readonly amount: Cents | null } & Confirmable)
  | (Happening<'plan'> & {
      readonly instalments: readonly { readonly dueDate: IsoDate; readonly amount: Cents }[];
      /** The other invoices of the debtor that the plan is over, besides `invoice`. */
      readonly with?: readonly string[];
      /** Its name, on which the minutes hang at which its messages leave. Absent: one of its own. */
      readonly id?: string;
    } & Confirmable)
  | (Happening<'dispute'> & { readonly amount: Cents | null })
  | (Happening<'dispute-resolved'> & { readonly creditAmount?: Cents; readonly newDueDate?: IsoDate })
  | (Happening<'pause'> & { readonly until: IsoDate | null })
  | Happening<'bounce'>
  | Happening<'write-off' | 'write-off-undone'>
  | Happening<'resume'>
  | (Happening<'call-outcome'> & { readonly code: string })
  | (Happening<'due-date-changed'> & { readonly dueDate: IsoDate });
