/**
 * Limits on the events of a simulation: the same as for the real facts they stand for. Amounts are compared with the total of the invoice,
 * because the amount open on that day is known only once the simulation runs.
 */
import type { Cents } from '../../money/money.js';
import { aboveOpenFault, type Fault, pastFault, promiseFault, termsFault } from '../facts/fact-limits.js';
import type { InvoiceFacts } from '../facts/facts.js';
import { dueDateFault } from '../facts/invoice-term.js';
import type { SimulationEvent } from './events.js';

const above = (amount: Cents | null, { total }: InvoiceFacts, what: string): Fault | null =>
  aboveOpenFault(amount, total, { argument: 'amount', what });

/** The instalments of a payment plan must not add up to more than its invoices. */
function paymentPlanFault(
  { instalments, on }: Extract<SimulationEvent, { type: 'plan' }>,
  invoices: readonly InvoiceFacts[],
): Fault | null {
  const sum = instalments.reduce((all, { amount }) => all + amount, 0n);
  const total = invoices.reduce((all, invoice) => all + invoice.total, 0n);
  const detail = `The terms add up to ${sum} minor units, the invoices to ${total}.`;
  return sum > total ? { code: 'instalments-do-not-add-up', argument: 'instalments', detail } : termsFault(instalments, on);
}

/** What is wrong with an event about `invoice`; `others` are the further invoices that a plan is over. Null when nothing is. */
export function eventFault(event: SimulationEvent, invoice: InvoiceFacts, others: readonly InvoiceFacts[] = []): Fault | null {
  const { on } = event;
  switch (event.type) {
    case 'promise':
      return promiseFault(event.date, on) ?? above(event.amount, invoice, 'promised');
    case 'plan':
      return paymentPlanFault(event, [invoice, ...others]);
    case 'dispute':
      return above(event.amount, invoice, 'contested');
    case 'credit-note':
      return above(event.amount, invoice, 'credited');
    case 'dispute-resolved': {
      const { creditAmount = null, newDueDate } = event;
      return (
        aboveOpenFault(creditAmount, invoice.total, { argument: 'creditAmount', what: 'credited' }) ??
        (newDueDate === undefined ? null : dueDateFault(invoice.issueDate, newDueDate, 'newDueDate'))
      );
    }
    case 'pause':
      return event.until === null ? null : pastFault(event.until, on, 'until');
    case 'due-date-changed':
      return dueDateFault(invoice.issueDate, event.dueDate);
    case 'payment':
    case 'reversal':
    case 'resume':
    case 'bounce':
    case 'call-outcome':
    case 'write-off':
    case 'write-off-undone':
      return null;
  }
}
