/** How long a letter that was in the hands of a killed worker takes until it is sent: the worker is killed again and again. */
import { setTimeout as pause } from 'node:timers/promises';
import { dayOf, fiveReminders, invoiceBody } from './lib/bodies.js';
import type { Product } from './lib/product.js';

/** Kills, how long the worker works before each, and how many letters become due meanwhile. */
const kills = 5;
const everyMs = 2_000;
const lettersAKill = 20;
/** The provider takes so long for a letter that some are always in its hands. */
const providerMs = 300;
const drainPatienceMs = 600_000;
const lookEveryMs = 250;

const letters = {
  ...fiveReminders,
  key: 'bench-letter',
  sendingWindows: { letter: '00:00-24:00' },
  weekdays: { letter: 'mon-sun' },
  steps: fiveReminders.steps
    .slice(0, 1)
    .map((step) => ({ ...step, channels: ['letter'], trigger: { anchor: 'dueDate', days: 0, align: 'none' } })),
};

/** Milliseconds from the claim of a message to the record that it was sent, of those that were hit by a kill. */
export interface Recovery {
  readonly hit: number;
  readonly p50: number;
  readonly max: number;
  /** Messages the provider carried out more than once, or never. */
  readonly wrong: number;
}

/** Runs the kills with these settings of the worker and measures. */
export async function measureRecovery(product: Product, run: string, settings: Readonly<Record<string, string>>): Promise<Recovery> {
  const policy = { ...letters, key: `${letters.key}-${run}` };
  await product.publish(policy);
  await script(product);
  const due = dayOf(Date.now() - 5 * 86_400_000);
  let made = 0;
  for (let kill = 0; kill < kills; kill++) {
    await restartWorker(product, settings);
    const name = (): string => `r${run}-${(made += 1)}`;
    const address = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' };
    const bodies = Array.from({ length: lettersAKill }, name).map((each) =>
      invoiceBody(each, { debtor: { name: each, kind: 'company', address }, policy: policy.key, issueDate: due, dueDate: due }),
    );
    await Promise.all([...bodies.map((body) => product.create('/v1/invoices', body)), pause(everyMs)]);
    const worker = product.house.part('worker');
    if (worker) process.kill(worker.pid, 'SIGKILL');
    await worker?.stop();
  }
  await restartWorker(product, settings);
  await allSent(product, { run, count: made });
  return figures(product, run);
}

async function restartWorker(product: Product, settings: Readonly<Record<string, string>>): Promise<void> {
  await product.house.part('worker')?.stop();
  await product.house.startPart('worker', settings);
}

const simulatorOf = (product: Product): string => `http://127.0.0.1:${product.house.env['SIMULATOR_PORT']}`;

async function script(product: Product): Promise<void> {
  const body = JSON.stringify({ match: { channel: 'letter' }, do: 'execute-late', lateByMs: providerMs });
  await fetch(`${simulatorOf(product)}/_sim/scripts`, { method: 'DELETE' });
  const { status } = await fetch(`${simulatorOf(product)}/_sim/scripts`, { method: 'POST', body });
  if (status !== 201) throw new Error(`the simulator refused the script: ${status}`);
}

/** Letters of this run, by the name of their debtor. */
const lettersOf = (run: string): string => `m.recipient like 'r${run}-%'`;

async function allSent(product: Product, { run, count }: { run: string; count: number }): Promise<void> {
  for (const end = Date.now() + drainPatienceMs; ; await pause(lookEveryMs)) {
    const [row] = await product.rows<{ sent: number }>(
      `select count(distinct m.debtor_id)::int as sent from message m where ${lettersOf(run)} and m.status in ('sent', 'delivered')`,
    );
    if ((row?.sent ?? 0) >= count) return;
    if (Date.now() > end) throw new Error(`${count - (row?.sent ?? 0)} letters were not sent within ${drainPatienceMs} ms`);
  }
}

async function figures(product: Product, run: string): Promise<Recovery> {
  const [row] = await product.rows<{ hit: number; p50: number; max: number }>(
    `select count(*)::int as hit, coalesce(percentile_cont(0.5) within group (order by ms), 0)::float8 as p50, coalesce(max(ms), 0)::float8 as max from (
       select max(extract(epoch from e.recorded_at - m.recorded_at) * 1000) as ms from message m join event e on e.subject_id = m.id and e.type = 'message.sent'
       where ${lettersOf(run)} and m.attempts > 1 group by m.id) hits`,
  );
  const [wrong] = await product.rows<{ keys: string[] }>(
    `select coalesce(array_agg(m.idempotency_key), '{}') as keys from message m where ${lettersOf(run)} and m.status in ('sent', 'delivered')`,
  );
  const executed = await executions(product);
  const wrongly = (wrong?.keys ?? []).filter((key) => executed.filter((each) => each === key).length !== 1).length;
  return { hit: row?.hit ?? 0, p50: row?.p50 ?? 0, max: row?.max ?? 0, wrong: wrongly };
}

async function executions(product: Product): Promise<string[]> {
  const answer: unknown = await (await fetch(`${simulatorOf(product)}/_sim/ledger`)).json();
  if (typeof answer !== 'object' || answer === null || !('executions' in answer) || !Array.isArray(answer.executions)) return [];
  return answer.executions.flatMap((line: unknown) =>
    typeof line === 'object' && line !== null && 'key' in line && typeof line.key === 'string' ? [line.key] : [],
  );
}
