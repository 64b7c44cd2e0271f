/** The demo from the first file to the last tick. */
import type { Sink } from '../../apps/cli/frame/output.js';
import type { CliContext } from '../../apps/cli/frame/context.js';
import { type Evidence, judge, type Verdict } from './checks.js';
import { countsOf, printPlaces, printVerdicts, summaryColumns, summaryOf } from './closing.js';
import type { DemoHouse } from './demo-house.js';
import { demoFiles, DemoWorld } from './demo-world.js';
import { Player } from './play.js';
import { Stage } from './stage.js';
import { FIRST_DAY, LAST_DAY, prepare, story } from './story.js';
import { Timeline } from './timeline.js';

/** How and where it is shown. */
export interface Screen {
  readonly context: CliContext;
  readonly out: Sink;
  readonly color: boolean;
  readonly stopped: () => boolean;
}

async function gather(world: DemoWorld, player: Player): Promise<Evidence> {
  const invoices = await world.refresh();
  const messages = await world.messages();
  const ids = new Set(messages.map((message) => message.providerMessageId));
  const executions = (await world.executions()).filter((execution) => ids.has(execution.messageId));
  return { invoices, messages, executions, events: player.events };
}

/** Plays everything in a house and shows it. @returns the verdicts on it */
export async function runDemo(house: DemoHouse, { context, out, color, stopped }: Screen): Promise<readonly Verdict[]> {
  const stage = new Stage({ out, color, live: out.isTTY === true });
  const started = Date.now();
  const world = new DemoWorld(house.api, house.simulatorUrl);
  await world.createClock(FIRST_DAY);
  const files = demoFiles();
  await world.importInvoices(files);
  await prepare.run(world);
  stage.line(`${files.length} UBL files imported. It is ${FIRST_DAY}; by ${LAST_DAY} we know how it went.`);
  stage.line(stage.paint('A line with > is something a person does. Everything else happens by itself.', 'quiet'));
  const timeline = new Timeline(world, stage);
  const player = new Player({ world, stage, timeline, context: { api: house.api }, stopped });
  await player.run(story);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const evidence = await gather(world, player);
  stage.line();
  stage.line(stage.paint(`Ten weeks in ${seconds} s: ${countsOf(evidence.executions)} left.`, 'strong'));
  stage.line();
  context.output.list(
    summaryOf(evidence.invoices, (number) => timeline.happened(number)),
    summaryColumns,
  );
  stage.line();
  const verdicts = judge(evidence);
  printVerdicts(stage, verdicts);
  stage.line();
  printPlaces(stage, house.places, evidence);
  return verdicts;
}
