/**
 * README ("Use it") and tutorial, word by word: every console command is run in its order against a fresh house, every answer that the text
 * shows is compared with the real one, and every promise listed here stands in the text and comes true.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostEnvironment } from '#config/host.js';
import { projectRoot } from '#embedded/project.js';
import { commandsIn, missingIn, Reader, type Said, type Written } from '../support/documented-commands.js';
import { ReadingHouse } from '../support/reading-house.js';
import { eventually } from '../support/test-house.js';

/** What a text promises behind a command, and how it is seen. */
interface Promised {
  /** Words of the text, so that neither changes without the other. */
  readonly words: string;
  /** Part of the command behind which it is looked at. */
  readonly after: string;
  readonly holds: (said: Said) => Promise<void> | void;
}

/** Where the texts are: a copy with a planted lie shows that this spec sees it. */
const textsIn = hostEnvironment()['MAANWERK_DOCS_ROOT'] ?? projectRoot;
const textOf = (name: string): string => readFileSync(join(textsIn, name), 'utf8');
const start = 'npx maanwerk dev';
/** The house that is read about. */
let house: ReadingHouse;
const houses: Promise<ReadingHouse>[] = [];
const freshHouse = (): Promise<ReadingHouse> => {
  const started = ReadingHouse.start(start);
  houses.push(started);
  return started;
};
afterAll(async () => {
  for (const one of await Promise.allSettled(houses)) if (one.status === 'fulfilled') await one.value.stop();
});

/** Invoices that are open on the last day of the tutorial: one between reminder and call, one that is a day late. */
const stillChased = '2026-0109';
const notYetReminded = '2026-0106';
const invoices = (number: string) => house.rows(`/v1/invoices?number=${number}`);
const messages = () => house.rows('/v1/messages?limit=100');

/** Runs a text from its first command to its last; every command must succeed. */
async function read(text: string, { reader, promises }: { reader: Reader; promises: readonly Promised[] }) {
  const written: readonly Written[] = commandsIn(text).filter(({ command }) => command !== start);
  const words = text.replace(/\s+/g, ' ');
  expect(promises.filter((promise) => !words.includes(promise.words)).map((promise) => promise.words)).toEqual([]);
  const open = new Set(promises);
  for (const one of written) {
    const said = await reader.run(one);
    const told = `$ ${said.command}\n${said.text}`;
    expect(said.code, told).toBe(0);
    expect(missingIn(said.text, one.answer), told).toEqual([]);
    for (const promise of [...open].filter(({ after }) => said.command.includes(after))) {
      open.delete(promise);
      await promise.holds(said);
    }
  }
  expect(
    [...open].map((promise) => promise.words),
    'promises whose command is not in the text',
  ).toEqual([]);
}

const tutorial = (reader: Reader): Promised[] => {
  let before: string[] = [];
  return [
    {
      words: 'First look, then do it',
      after: '--dry-run',
      holds: async ({ text }) => {
        expect(text).toContain('Dry run');
        expect(await house.rows('/v1/invoices')).toEqual([]);
      },
    },
    {
      words: 'A file that cannot be chased does not stop the others.',
      after: 'import ubl demo/invoices/*.xml --clock',
      holds: async () => expect(await house.rows('/v1/invoices?limit=100')).toHaveLength(13),
    },
    {
      words: 'The table says which element is wrong, on which line; the exit code is 3 when only some went in.',
      after: '--dry-run',
      holds: async () => {
        const good = readFileSync(join(projectRoot, 'demo/invoices/2026-0101-consument.xml'), 'utf8');
        writeFileSync(join(house.folder, 'wrong.xml'), good.replace(/(<cbc:PayableAmount[^>]*>)[^<]*/, '$1a lot'));
        const command = 'npx maanwerk import ubl wrong.xml demo/invoices/2026-0102-eenmanszaak.xml --dry-run';
        const said = await reader.run({ command, answer: '' });
        expect(said.code, said.text).toBe(3);
        expect(said.text).toMatch(/^wrong\.xml .*PayableAmount: line \d+: /m);
      },
    },
    {
      words: '`invoice plan` shows the steps to come, each with its day, its channel and the reason. Nothing was sent yet.',
      after: 'invoice plan',
      holds: async ({ text }) => {
        expect(text).toMatch(/^planned +2026-\d\d-\d\d \d\d:\d\d +reminder +message +email .*\S$/m);
        expect(text).toMatch(/^planned +2026-\d\d-\d\d \d\d:\d\d +handover /m);
        expect(await messages()).toEqual([]);
      },
    },
    {
      words: 'The bar counts days; above it stand the events as they happen. The mailbox fills.',
      after: '--by 25d',
      holds: async ({ text }) => {
        expect(text).toMatch(/message\.sent/);
        expect((await messages()).length).toBeGreaterThan(0);
      },
    },
    {
      words: 'an invoice that is due soon is announced, one that is a week late is asked for',
      after: '--by 25d',
      holds: async () => {
        const [invoice] = await invoices('2026-0103');
        const steps = (await messages()).filter((message) => JSON.stringify(message['steps']).includes(String(invoice?.id)));
        expect(new Set(steps.map((message) => message['template']))).toEqual(new Set(['pre-due', 'reminder']));
      },
    },
    {
      words: 'What is asked of one debtor on the same day leaves in one message; these invoices have days of their own.',
      after: '--by 25d',
      holds: async () => {
        const sent = (await messages()).map((message) => `${String(message['debtor'])} ${String(message['sentAt']).slice(0, 10)}`);
        expect(new Set(sent).size).toBe(sent.length);
      },
    },
    {
      words: 'Take the task of invoice 2026-0101 (Mevr. S. Bakker)',
      after: 'task list',
      holds: ({ text }) => expect(text).toMatch(/^tsk_\w+ +call +call +Mevr\. S\. Bakker .*2026-0101/m),
    },
    {
      words: 'The chase waits for the promise.',
      after: 'task outcome',
      holds: async () => {
        expect(await invoices('2026-0101')).toMatchObject([{ status: 'promised' }]);
        before = (await messages()).map(({ id }) => id);
      },
    },
    {
      words: 'It is confirmed by mail in the next sending window',
      after: '--by 1d',
      holds: async () => {
        const fresh = (await messages()).filter(({ id }) => !before.includes(id));
        const confirmation = { channel: 'email', recipient: 'sanne.bakker@example.org', steps: [{ step: 'confirm-promise' }] };
        expect(fresh).toMatchObject([{ ...confirmation, sentAt: expect.stringContaining('2026-02-05') }]);
      },
    },
    {
      words: 'A payment stops everything',
      after: 'invoice pay',
      holds: async () => expect(await invoices('2026-0101')).toMatchObject([{ status: 'paid', nextAction: null }]),
    },
    {
      words: 'The timeline reads from the first event to the last.',
      after: 'invoice timeline',
      holds: ({ text }) => {
        const at = [...text.matchAll(/^\d{4}-\d\d-\d\d \d\d:\d\d/gm)].map(([moment]) => moment);
        expect(at.length).toBeGreaterThan(5);
        expect(at).toEqual([...at].sort());
      },
    },
  ];
};

describe('a reader of the tutorial', () => {
  const text = textOf('docs/tutorial/first-chase.md');
  let reader: Reader;
  beforeAll(async () => {
    house = await freshHouse();
    reader = new Reader(house);
  });

  it('starts with its first command, and sees every address', () => {
    expect(commandsIn(text)[0]?.command).toBe(start);
    for (const name of ['API ', 'Mailbox ', 'Temporal web UI ']) expect(house.output).toMatch(new RegExp(`${name}.*http://127`));
  });

  it('sees happen what it promises', async () => {
    await read(text, { reader, promises: tutorial(reader) });
  });

  it('goes on by himself, with each command of the last table', async () => {
    const rows = text
      .slice(text.indexOf('## 8.'))
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('`'));
    const commands = rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`([a-z][^`]*)`/g)].map(([, command]) => command ?? ''));
    expect(commands.length).toBeGreaterThanOrEqual(6);
    await reader.run({ command: 'npx maanwerk debtor list', answer: '' });
    for (const command of commands) {
      const follows = command === 'events tail';
      const about = command.includes('run-now') ? notYetReminded : stillChased;
      const said = await reader.run({ command: `npx maanwerk ${command}`, answer: '', about }, follows ? 'Waiting for events' : undefined);
      if (!follows) expect(said.code, `$ ${said.command}\n${said.text}`).toBe(0);
    }
    expect(await invoices(stillChased)).toMatchObject([{ status: 'on-hold', pause: { reason: 'asked for a copy' } }]);
    expect(await invoices(notYetReminded)).toMatchObject([{ nextAction: { step: 'reminder', at: expect.stringContaining('2026-02-06') } }]);
    expect(await house.get('/v1/debtors?limit=100')).toContain('"reason":"illness"');
    expect(await house.get(`/v1/events?type=step.skipped`)).toContain('"call"');
  });

  it('ends all of it with Ctrl-C', async () => {
    expect(text).toContain('Ctrl-C in the first terminal stops all of it.');
    expect(await house.interrupt()).toBe(0);
    expect(house.output).toContain('Stopped in');
  });
});

const readme = (reader: Reader, written: readonly Written[]): Promised[] => [
  {
    words: 'the request gets the same answer (with `Idempotent-Replayed: true`) and nothing happens twice',
    after: '/v1/invoices" ',
    holds: async ({ text }) => {
      const create = written.find(({ command }) => command.includes('order-7001'));
      const again = await reader.run({ command: `${create?.command ?? ''} -i`, answer: '' });
      expect(again.text).toMatch(/idempotent-replayed: true/i);
      expect(JSON.parse(again.text.split('\n').findLast((line) => line.startsWith('{')) ?? '')).toEqual(JSON.parse(text));
      expect(await invoices('2026-7001')).toHaveLength(1);
    },
  },
  {
    words: 'After this answer no new message asks for what was paid',
    after: '/payments" ',
    holds: async () => expect(await invoices('2026-7001')).toMatchObject([{ amounts: { open: { amount: 10_000 } } }]),
  },
  {
    words: 'The promise is confirmed by mail in the next sending window, and the chase waits for the money.',
    after: 'task outcome',
    holds: async () =>
      expect(await invoices('2026-0101')).toMatchObject([
        { status: 'promised', nextAction: { step: 'confirm-promise', channel: 'email' } },
      ]),
  },
  {
    words: 'A signal sent straight to Temporal is first recorded as a fact, then acted upon',
    after: 'temporal workflow signal',
    holds: async () => {
      await eventually('the pause is recorded', async () => (await house.get('/v1/events?type=chase.paused')).includes('asked for a copy'));
    },
  },
];

describe('a reader of the README', () => {
  const whole = textOf('README.md');
  const text = whole.slice(whole.indexOf('## Use it'), whole.indexOf('## How the code is laid out'));
  const preparation = /`(set -a; [^`]*)`/.exec(text)?.[1] ?? '';
  beforeAll(async () => {
    expect(text).toContain(`\`${start}\` starts PostgreSQL, Temporal with its web UI`);
    house = await freshHouse();
  });

  it('uses it as it says', async () => {
    expect(preparation).toContain('.maanwerk/env');
    const reader = new Reader({ folder: house.folder, env: house.env, preparation });
    await read(text, { reader, promises: readme(reader, commandsIn(text)) });
  });

  it('finds the addresses and the commands that stand between the lines', async () => {
    const reader = new Reader({ folder: house.folder, env: house.env, preparation });
    expect(JSON.parse(await house.get('/openapi.json'))).toMatchObject({ openapi: expect.stringContaining('3.') });
    expect(await house.get('/docs')).toContain('html');
    for (const name of ['doctor', 'status']) {
      expect(text).toContain(`\`npx maanwerk ${name}\``);
      const said = await reader.run({ command: `npx maanwerk ${name}`, answer: '' });
      expect(said.code, said.text).toBe(0);
    }
    const [invoice] = await invoices('2026-0101');
    const command = 'npx maanwerk invoice get 2026-0101';
    expect(text).toContain(`\`${command}\` says where a chase stands, what comes next, why it waits, and names its workflow.`);
    expect((await reader.run({ command, answer: '' })).text).toContain(`chase/${invoice?.id}`);
  });
});
