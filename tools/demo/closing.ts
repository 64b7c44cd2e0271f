/** The end of the demo: a table of what became of each invoice, the verdicts, and where to look further. */
import { usualZone } from '#domain/calendar/zone.js';
import { showInstant, showMoney } from '../../apps/cli/commands/support/show.js';
import type { Column } from '../../apps/cli/frame/output.js';
import type { Evidence, Verdict } from './checks.js';
import type { DemoInvoice, Execution } from './schemas.js';
import type { Stage } from './stage.js';

export interface SummaryRow {
  readonly invoice: string;
  readonly debtor: string;
  readonly happened: string;
  readonly open: string;
  readonly outcome: string;
}

function outcomeOf({ outcome, status, nextAction }: DemoInvoice): string {
  if (outcome) return outcome;
  const next = nextAction?.step ? `${nextAction.step} ${showInstant(nextAction.at, usualZone).slice(5, 10)}` : (nextAction?.reason ?? '');
  return status === 'open' || status === nextAction?.reason ? next : `${status}; ${next}`;
}

/** A promise is told once, by its end; the same twice in a row is counted. */
function shorten(words: readonly string[]): string {
  const told = words.filter(
    (word, index) => word !== '' && !(word === 'promise' && words.slice(index).some((later) => /^promise (kept|broken)$/.test(later))),
  );
  const counted = told.flatMap((word, index) => {
    if (word === told[index - 1]) return [];
    const times = told.slice(index).findIndex((later) => later !== word);
    const count = times === -1 ? told.length - index : times;
    return [count > 1 ? `${count}x ${word}` : word];
  });
  return counted.join(', ').replace('paid, promise kept', 'paid as promised');
}

export function summaryOf(invoices: readonly DemoInvoice[], happened: (number: string) => readonly string[]): SummaryRow[] {
  return invoices.map((invoice) => ({
    invoice: invoice.number,
    debtor: invoice.debtor.name,
    happened: shorten(happened(invoice.number)),
    open: showMoney(invoice.amounts.open),
    outcome: outcomeOf(invoice),
  }));
}

/** Together with the other columns this fits the width of the timeline. */
const NAME_WIDTH = 20;

export const summaryColumns: readonly Column<SummaryRow>[] = [
  { title: 'Invoice', value: (row) => row.invoice },
  { title: 'Debtor', value: (row) => (row.debtor.length > NAME_WIDTH ? `${row.debtor.slice(0, NAME_WIDTH - 1)}…` : row.debtor) },
  { title: 'What happened', value: (row) => row.happened },
  { title: 'Open', value: (row) => row.open, align: 'right' },
  { title: 'Outcome, or next', value: (row) => row.outcome },
];

/** How many left by each medium, as the simulator counted. */
export function countsOf(executions: readonly Execution[]): string {
  const names: Readonly<Record<string, string>> = {
    email: 'e-mails',
    letter: 'letters',
    whatsapp: 'WhatsApp messages',
    sms: 'text messages',
  };
  return Object.entries(names)
    .map(([channel, name]) => ({ name, count: executions.filter((execution) => execution.channel === channel).length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${count === 1 ? name.replace(/s$/, '') : name}`)
    .join(', ');
}

export function printVerdicts(stage: Stage, verdicts: readonly Verdict[]): void {
  for (const { says, against } of verdicts) {
    stage.line(against.length === 0 ? ` ${stage.paint('✓', 'money')} ${says}` : ` ${stage.paint('✗', 'stop')} NOT TRUE: ${says}`);
    for (const line of against) stage.line(`     ${line}`);
  }
}

/** Where a demo can be looked at. */
export interface Places {
  readonly mailboxUrl: string;
  readonly apiUrl: string;
  readonly temporalUiUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Env file for other terminals, as it is typed. */
  readonly envFile: string;
}

export function printPlaces(stage: Stage, places: Places, { invoices }: Pick<Evidence, 'invoices'>): void {
  const shown = invoices.find(({ outcome }) => outcome === 'handed-over') ?? invoices[0];
  const workflow = encodeURIComponent(shown?.chase.workflowId ?? '');
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Mailbox', places.mailboxUrl],
    ['API', `${places.apiUrl}/docs`],
    [
      'Temporal',
      places.temporalUiUrl && `${places.temporalUiUrl}/namespaces/default/workflows/${workflow}  (the life of ${shown?.number ?? ''})`,
    ],
    ['Database', places.databaseUrl && `psql '${places.databaseUrl}'`],
    ['One file', `set -a; . ${places.envFile}; set +a; npx maanwerk invoice timeline ${shown?.id ?? ''}`],
  ];
  for (const [name, where] of lines) if (where) stage.line(` ${stage.paint(name.padEnd(10), 'strong')} ${where}`);
}
