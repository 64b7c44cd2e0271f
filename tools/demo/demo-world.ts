/** What the demo does to the house: everything goes through the public API, as any other program would. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { formatInstant, fromLocal } from '#domain/calendar/zone.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import { projectRoot } from '#embedded/project.js';
import { importFiles, type ImportLine } from '../../apps/cli/commands/support/import-run.js';
import type { ApiClient } from '../../apps/cli/frame/api-client.js';
import { CliFailure, ExitCode } from '../../apps/cli/frame/exit-codes.js';
import {
  clockSchema,
  type DemoInvoice,
  type DemoMessage,
  type Execution,
  invoiceSchema,
  ledgerSchema,
  madeSchema,
  messageSchema,
  taskSchema,
} from './schemas.js';

const ZONE = 'Europe/Amsterdam';
/** How often something that must come (a task, a delivery report) is looked for. */
const LOOK_EVERY_MS = 25;
/** Tasks are there when the clock stands, reports of the simulator a fifth of a second later; a loaded machine gets a hundred times that. */
const COMING_TIMEOUT_MS = 20_000;
/** One answer of the simulator takes milliseconds. */
const SIMULATOR_TIMEOUT_MS = 10_000;

/** The UBL files of the demo, in the order of their names: a credit note follows its invoice. */
export const demoFiles = (): string[] => {
  const folder = join(projectRoot, 'demo', 'invoices');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .map((name) => join(folder, name));
};

/** `2026-02-02 11:00` on the clock in Amsterdam as the API writes it. */
export function instantOf(local: string): string {
  const [date = '', time = '00:00'] = local.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return formatInstant(fromLocal(isoDate(date), hours * 60 + minutes, ZONE));
}

const isoDate = (text: string): IsoDate => text;

/** The house as the demo sees it: API, simulator, one test clock, and the invoices that live by it. */
export class DemoWorld {
  readonly #byNumber = new Map<string, DemoInvoice>();
  readonly #byId = new Map<string, DemoInvoice>();
  #clockId = '';

  constructor(
    readonly api: ApiClient,
    private readonly simulatorUrl: string,
  ) {}

  get clockPath(): string {
    return `/v1/test-clocks/${this.#clockId}`;
  }

  /** A clock that stands at the beginning of a day. */
  async createClock(date: string): Promise<void> {
    const clock = await this.api.post('/v1/test-clocks', { schema: clockSchema, body: { frozenTime: date, name: 'demo' } });
    this.#clockId = clock.id;
  }

  /** Imports the files on the clock. @throws CliFailure when one of them does not go in */
  async importInvoices(paths: readonly string[]): Promise<readonly ImportLine[]> {
    const order = { kind: 'ubl', dryRun: false, testClock: this.#clockId, paths } as const;
    const lines = (await importFiles(this.api, order, () => undefined)).flatMap((batch) => batch.lines);
    const failed = lines.find((line) => line.failed || line.outcome === 'unchanged');
    if (failed !== undefined)
      throw new CliFailure(ExitCode.error, `${failed.file} was not imported (${failed.outcome})`, {
        why: failed.remarks.map((remark) => remark.detail ?? remark.code ?? '').join('\n'),
        todo: ['run `maanwerk demo` without --attach: it starts on empty data every time'],
      });
    await this.refresh();
    return lines;
  }

  /** Reads all invoices anew. */
  async refresh(): Promise<readonly DemoInvoice[]> {
    for await (const invoice of this.api.each('/v1/invoices', { schema: invoiceSchema, query: { limit: 100 } })) {
      this.#byNumber.set(invoice.number, invoice);
      this.#byId.set(invoice.id, invoice);
    }
    return [...this.#byNumber.values()].sort((a, b) => (a.number < b.number ? -1 : 1));
  }

  /** By number. @throws CliFailure when the demo has no such invoice */
  invoice(number: string): DemoInvoice {
    const invoice = this.#byNumber.get(number);
    if (invoice === undefined) throw new CliFailure(ExitCode.error, `The demo has no invoice ${number}`);
    return invoice;
  }

  byId(id: string | null | undefined): DemoInvoice | undefined {
    return id ? this.#byId.get(id) : undefined;
  }

  /** POST below one invoice. */
  onInvoice(number: string, act: string, body: object): Promise<{ readonly id: string }> {
    return this.api.post(`/v1/invoices/${this.invoice(number).id}/${act}`, { schema: madeSchema, body });
  }

  /** POST of the outcome of the invoice's open task. */
  async recordOutcome(number: string, body: object): Promise<void> {
    await this.api.post(`/v1/tasks/${await this.openTask(number)}/outcome`, { schema: madeSchema, body });
  }

  /** @throws CliFailure when none is opened in time */
  private async openTask(number: string): Promise<string> {
    const query = { status: 'open', invoice: this.invoice(number).id };
    const found = await this.coming(`a task for ${number}`, async () => {
      const page = z.object({ data: z.array(taskSchema) });
      return (await this.api.get('/v1/tasks', { schema: page, query })).data[0];
    });
    return found.id;
  }

  /** Waits until a message to the invoice's debtor came back: reports come in real time, whatever the clock says. */
  async bounced(number: string): Promise<void> {
    await this.coming(`the bounce of ${number}`, async () => {
      const messages = await this.messages({ invoice: this.invoice(number).id });
      return messages.find((message) => message.status === 'bounced');
    });
  }

  async messages(query: Readonly<Record<string, string>> = {}): Promise<readonly DemoMessage[]> {
    const found: DemoMessage[] = [];
    for await (const message of this.api.each('/v1/messages', { schema: messageSchema, query: { limit: 100, ...query } }))
      found.push(message);
    return found;
  }

  /** What the simulator executed. */
  async executions(): Promise<readonly Execution[]> {
    const response = await fetch(new URL('/_sim/ledger', this.simulatorUrl), { signal: AbortSignal.timeout(SIMULATOR_TIMEOUT_MS) });
    return ledgerSchema.parse(await response.json()).executions;
  }

  /** Orders a fate for coming messages to one address. */
  async orderFate(to: string, fate: 'bounce'): Promise<void> {
    const body = JSON.stringify({ match: { to, channel: 'email' }, do: fate, times: 1 });
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(SIMULATOR_TIMEOUT_MS);
    const response = await fetch(new URL('/_sim/scripts', this.simulatorUrl), { method: 'POST', headers, body, signal });
    if (!response.ok) throw new CliFailure(ExitCode.error, `The simulator refused a script (${response.status})`);
  }

  private async coming<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (const end = Date.now() + COMING_TIMEOUT_MS; Date.now() < end; await wait(LOOK_EVERY_MS)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new CliFailure(ExitCode.error, `The demo waited for ${what} in vain`, {
      todo: ['see the logs named above, and `maanwerk doctor`'],
    });
  }
}
