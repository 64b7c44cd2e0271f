import { expect, it } from 'vitest';
import { ledgerResults, messageStates, movesOf, type NewsSource, noticeFates } from './message-state.js';

const sources: readonly NewsSource[] = ['attempt', 'former-attempt', 'report', 'person', 'engine'];

it('the states of a message are what the reference says; update it with `npx vitest run --project unit libs/domain/messages -u`', async () => {
  await expect(page()).toMatchFileSnapshot('../../../docs/reference/message-states.md');
});

/** The table as a page of the reference. */
function page(): string {
  const rows = sources.flatMap((by) =>
    messageStates.flatMap((says) => {
      const moves = movesOf(by, says);
      const cells = messageStates.map((state) => moves[state] ?? '');
      return Object.keys(moves).length === 0 ? [] : [`| ${by} | ${says} | ${cells.join(' | ')} |`];
    }),
  );
  const ends = messageStates.map((state) => {
    const { state: notice, reason, overrides } = noticeFates[state];
    const why = reason === null ? '' : ` (${reason})`;
    return `| ${state} | ${ledgerResults[state]} | ${notice}${why}${overrides ? ', also when it had ended before' : ''} |`;
  });
  const line = (cells: number): string => `|${'---|'.repeat(cells)}`;
  return [
    '# The states of a message',
    '',
    'Generated from `libs/domain/messages/message-state.ts`; do not edit. News comes late, twice and out of order: what this table does not',
    'name changes nothing, and is not told. It is applied by compare-and-set: the state is read and written in one statement.',
    '',
    'Who says what, and what becomes of a message that is:',
    '',
    `| who | says | ${messageStates.join(' | ')} |`,
    line(messageStates.length + 2),
    ...rows,
    '',
    'A state that stays is named where something that comes with the news is kept: the number of the provider, a detail.',
    '',
    'What the ledger says of its step then, and what its formal notice is:',
    '',
    '| message | step | formal notice |',
    line(3),
    ...ends,
    '',
  ].join('\n');
}
