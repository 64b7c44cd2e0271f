/** What a message speaks of, printed: for providers that fill templates of their own. */
import type { MessageVariables } from '#templates/message-variables.js';
import { formatDate, formatIban, formatList, formatMoney } from '#templates/format.js';
import { printable } from '#templates/plain-text.js';

/** See `MessageToCompose.values`. */
export function printedValues(variables: MessageVariables): Readonly<Record<string, string>> {
  const { language, creditor, debtor, invoices, totalOpen, paymentReference, nextStep } = variables;
  const oldest = invoices.reduce((first, { dueDate }) => (first === '' || dueDate < first ? dueDate : first), '');
  return {
    creditor: printable(creditor.name),
    debtor: printable(debtor.name),
    invoices: formatList(
      invoices.map(({ number }) => printable(number)),
      language,
    ),
    dueDate: oldest === '' ? '' : formatDate(oldest, language),
    total: formatMoney(totalOpen, language),
    reference: printable(paymentReference),
    iban: formatIban(creditor.iban),
    nextStep: printable(nextStep),
  };
}
