/**
 * `npm run bench:debtor`: what a payment costs a debtor who has many open invoices, in a book of 50,000 other ledger lines, on a Postgres
 * that syncs to disk, as the application's role; `npm run bench:debtor -- 100` for some sizes only. Figures, never a test: they belong to the
 * machine they were taken on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRefused } from '#casebook/actor.js';
import { Casebook, gone } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import { Database } from '#database/database.js';
import { migrate } from '#database/migrate.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { startPostgres } from '#embedded/postgres/start-postgres.js';
import { benchNow } from './domain/mixed-book.js';
import { fillBook } from './domain/portfolio-book.js';
import { benchCreditor, benchOrder } from './lib/bench-case.js';
import { cpuMsOf } from './lib/processes.js';
import { count, machine, printFigures, say } from './lib/report.js';

/** Debtors of the book beside him: their invoices have some three ledger lines each. */
const others = 20_000;
const usualSizes = [1, 10, 100, 500, 1_000, 2_000];
const linesOfAnInvoice = 3;
/** The first ones pay for compiling and for Postgres' first plans. */
const warmUp = 5;
const measured = 30;

interface House {
  readonly owner: Database;
  readonly book: Casebook;
  readonly tenantId: string;
  readonly postgresPid: number;
}

/** A debtor with so many open invoices, each with the steps behind it that most have. @returns his invoices */
async function debtorWith({ owner, book, tenantId }: House, size: number): Promise<string[]> {
  const actor = { tenantId, name: 'bench' };
  return owner.ofTenant(tenantId, async (tx) => {
    await tx.query('set local statement_timeout = 0'); // filling is not what is measured
    const answer = await registerInvoiceIn(book, { tx, actor }, modelOf(size));
    if (isRefused(answer)) throw new Error(answer.code);
    const { invoiceId, debtorId } = answer;
    await tx.query(
      `insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at)
       select gen_random_uuid(), t.tenant_id, t.debtor_id, t.number || '-' || n, t.issue_date, t.due_date - n % 30, t.currency, t.total, t.term_basis,
         t.policy_version_id, t.registered_at from invoice t, generate_series(2, $2::int) n where t.id = $1`,
      [invoiceId, size],
    );
    await tx.query(
      `insert into chase select (jsonb_populate_record(t, jsonb_build_object('invoice_id', i.id))).* from chase t
       join invoice i on i.debtor_id = t.debtor_id and i.id <> t.invoice_id where t.invoice_id = $1`,
      [invoiceId],
    );
    await tx.query(
      `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, result, at, amount)
       select gen_random_uuid(), i.tenant_id, i.id, i.debtor_id, 1, (array['pre-due', 'reminder', 'call'])[k], 1, 'message', 'email', 'delivered',
         (i.due_date - 3 + 8 * k)::timestamp, i.total from invoice i, generate_series(1, ${linesOfAnInvoice}) k where i.debtor_id = $1`,
      [debtorId],
    );
    return (await tx.query<{ id: string }>('select id from invoice where debtor_id = $1 order by due_date, id', [debtorId])).map(
      ({ id }) => id,
    );
  });
}

const modelOf = (size: number) =>
  benchOrder({
    number: `D-${size}`,
    debtor: `Debtor of ${size}`,
    email: `d${size}@example.com`,
    issueDate: '2026-07-15',
    dueDate: '2026-08-20',
  });

/** A part of an invoice, so that his book stays as large as it is. */
const amount = 10_00n;

/** Milliseconds of single payments, one after another, lock and commit included; and of the processor for one, here and in Postgres. */
interface Times {
  readonly sorted: readonly number[];
  readonly node: number;
  readonly postgres: number;
}

async function timesOf({ book, tenantId, postgresPid }: House, invoices: readonly string[]): Promise<Times> {
  const times: number[] = [];
  let [node, postgres] = [process.cpuUsage(), 0];
  for (let turn = 0; turn < warmUp + measured; turn += 1) {
    const invoiceId = invoices[turn % invoices.length] ?? '';
    if (turn === warmUp) [node, postgres] = [process.cpuUsage(), cpuMsOf(postgresPid)];
    const started = performance.now();
    const answer = await book.ofInvoice({ actor: { tenantId, name: 'bench' }, invoiceId }, (debtorCase) =>
      recordPayment(debtorCase, {
        invoiceId,
        amount,
        currency: 'EUR',
        paidOn: debtorCase.today,
        reference: null,
        method: null,
        sourceKey: null,
      }),
    );
    if (answer === gone || isRefused(answer)) throw new Error('not paid');
    if (turn >= warmUp) times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(node);
  const sorted = times.sort((a, b) => a - b);
  return { sorted, node: (user + system) / 1_000 / measured, postgres: (cpuMsOf(postgresPid) - postgres) / measured };
}

/**
 * The least that a payment can cost here, as baseline: a transaction that takes the lock of the debtor of an invoice and writes one row, on the
 * same disk. Sorted milliseconds.
 */
async function bareTimesOf({ book, tenantId }: House, [invoiceId = '']: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < warmUp + measured; turn += 1) {
    const started = performance.now();
    await book.db.ofTenant(tenantId, async (tx) => {
      const of = [invoiceId, tenantId];
      await tx.query(
        'select 1 from debtor d join invoice i on i.debtor_id = d.id where i.id = $1 and i.tenant_id = $2 for update of d',
        of,
      );
      await tx.query('update invoice set description = description where id = $1 and tenant_id = $2', of);
    });
    if (turn >= warmUp) times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

const ms = (value: number | undefined): string => `${(value ?? Number.NaN).toFixed(1)} ms`;

async function measure(house: House, sizes: readonly number[]): Promise<void> {
  await fillBook(house.owner, house.tenantId, others);
  const lines = await house.owner.ofSystem((tx) => tx.one<{ n: number }>('select count(*)::int as n from ledger'));
  say(`A part payment, in a book of ${count(lines?.n ?? 0)} other ledger lines`);
  for (const size of sizes) {
    const invoices = await debtorWith(house, size);
    for (const table of ['invoice', 'chase', 'ledger']) await house.owner.ofSystem((tx) => tx.query(`analyze ${table}`));
    const load = (loadavg()[0] ?? 0).toFixed(1);
    const { sorted, node, postgres } = await timesOf(house, invoices);
    const bare = await bareTimesOf(house, invoices);
    const at = (share: number): string => ms(sorted[Math.floor(sorted.length * share)]);
    const half = Math.floor(measured / 2);
    const ratio = ((sorted[half] ?? Number.NaN) / (bare[half] ?? Number.NaN)).toFixed(1);
    printFigures(`${count(size)} open invoices (load ${load})`, [
      { what: 'by the clock', figure: `p50 ${at(0.5)}, p95 ${at(0.95)}, max ${ms(sorted.at(-1))}`, target: '' },
      { what: 'lock and one row (baseline)', figure: `p50 ${ms(bare[half])}: a payment takes ${ratio} times as long`, target: '' },
      { what: 'processor', figure: `Node ${ms(node)}, Postgres ${ms(postgres)}`, target: '' },
    ]);
  }
}

async function main(wanted: readonly number[]): Promise<void> {
  for (const text of machine()) say(text);
  const dataDir = mkdtempSync(join(tmpdir(), 'maanwerk-bench-'));
  const server = await startPostgres({ dataDir, durability: 'full' });
  try {
    await migrate(server.url);
    const owner = await Database.connect({ url: server.url, role: 'owner', applicationName: 'bench-owner', poolSize: 2 });
    const app = await Database.connect({ url: server.url, role: 'maanwerk_app', applicationName: 'bench' });
    try {
      const { tenantId } = await benchCreditor(owner);
      const house = { owner, tenantId, postgresPid: server.pid, book: new Casebook(app, new LiveClock(1, 0, () => benchNow)) };
      await measure(house, wanted.length > 0 ? wanted : usualSizes);
    } finally {
      await app.close();
      await owner.close();
    }
  } finally {
    await server.stop();
    removeServerFiles(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2).map(Number));
