/** Plays a play and lists every difference with what it expects. */
import type { Policy } from '#domain/policy/language/policy.js';
import { openOf } from './book.js';
import { Player } from './player.js';
import type { Look, Play, PlayContact } from './playbook.js';

type Report = (message: string) => void;

/** Whether a made contact shows everything that the expected one names. */
function same({ draft: _, ...expected }: PlayContact, made: PlayContact): boolean {
  return Object.entries(expected).every(([field, value]) => JSON.stringify(value) === JSON.stringify(made[field as keyof PlayContact]));
}

function checkContacts(expected: readonly PlayContact[], made: readonly PlayContact[], report: Report): void {
  const left = [...made];
  for (const contact of expected) {
    const found = left.findIndex((each) => same(contact, each));
    if (found < 0) report(`missing contact ${JSON.stringify(contact)}`);
    else left.splice(found, 1);
  }
  for (const contact of left) report(`unexpected contact ${JSON.stringify(contact)}`);
}

function checkOpen(player: Player, look: Look, report: Report): void {
  const invoice = player.book.invoice(look.invoice);
  const terms = invoice.terms.filter((term) => look.term === undefined || term.number === look.term);
  const open = terms.reduce((sum, term) => sum + openOf(term), 0);
  if (look.open !== undefined && open !== look.open) report(`open ${open} instead of ${look.open}: ${JSON.stringify(look)}`);
  const status = player.book.status(invoice);
  if (look.status !== undefined && status !== look.status) report(`status ${status} instead of ${look.status}: ${JSON.stringify(look)}`);
}

function checkState(player: Player, look: Look, report: Report): void {
  const state = player.stateOf(look.debtor ?? '');
  const wanted = look.oneOf ?? [look.state];
  if (!wanted.includes(state)) report(`state ${state} instead of ${wanted.join(' or ')}: ${JSON.stringify(look)}`);
}

function checkCount(found: number, look: Look, what: string, report: Report): void {
  if (found !== look.count) report(`${what} ${found} instead of ${look.count}: ${JSON.stringify(look)}`);
}

/** Whether the states were entered in this order, others in between allowed. */
function inOrder(expected: readonly string[], entered: readonly string[]): boolean {
  let at = 0;
  for (const state of entered) if (state === expected[at]) at += 1;
  return at === expected.length;
}

/** All differences between a play and its expectations; none when they are equal. Counts how many looks were taken, so that none is lost. */
export function checkPlay(play: Play, policies: ReadonlyMap<string, Policy>): readonly string[] {
  const faults: string[] = [];
  const report: Report = (message) => faults.push(`${play.name}: ${message}`);
  const { expect: wanted } = play;
  let looks = 0;
  const player = new Player(play, policies, (running, at) => {
    const due = (look: Look): boolean => (at.day === undefined ? look.after === at.after : look.on === at.day);
    const each = (list: readonly Look[] | undefined, check: (look: Look) => void): void => {
      for (const look of list ?? []) {
        if (!due(look)) continue;
        looks += 1;
        check(look);
      }
    };
    each(wanted.open, (look) => checkOpen(running, look, report));
    each(wanted.states, (look) => checkState(running, look, report));
    each(wanted.contactCounts, (look) =>
      checkCount(running.contacts.filter(({ key }) => key === look.invoice).length, look, 'contacts', report),
    );
    each(wanted.openTasks, (look) => checkCount(running.openTasks(), look, 'open tasks', report));
    each(wanted.attempts, (look) => checkCount(running.attempts(look.debtor ?? '', look.currency ?? ''), look, 'attempts', report));
    for (const next of wanted.next ?? []) {
      if (next.on !== at.day) continue;
      looks += 1;
      const found = running.next(next.invoice);
      if (found.step !== next.step || found.date !== next.date)
        report(`next is ${JSON.stringify(found)} instead of ${JSON.stringify(next)}`);
    }
  });
  player.run();
  const limited = wanted.contactsOf;
  if (wanted.contacts)
    checkContacts(
      wanted.contacts,
      player.contacts.filter(({ key }) => !limited || limited.includes(key)).map(({ key: _, ...contact }) => contact),
      report,
    );
  if (wanted.refused && JSON.stringify(wanted.refused) !== JSON.stringify(player.refused)) report(`refused ${player.refused.join()}`);
  if (wanted.finished && JSON.stringify(wanted.finished) !== JSON.stringify(player.finished))
    report(`finished ${JSON.stringify(player.finished)}`);
  if (wanted.order && !inOrder(wanted.order, player.order)) report(`states entered: ${player.order.join()}`);
  const lists = [wanted.open, wanted.states, wanted.contactCounts, wanted.openTasks, wanted.attempts, wanted.next];
  const expectedLooks = lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  if (looks !== expectedLooks) report(`${looks} of ${expectedLooks} looks were taken`);
  return faults;
}
