/**
 * Load by the open arrival model: requests leave at fixed instants whether or not earlier ones were answered, and their latency counts from
 * the instant they were planned for. So a server that stalls is charged with every request that should have come meanwhile.
 */
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { dayOf, invoiceBody } from '../lib/bodies.js';
import { serveOrders } from '../lib/child.js';
import { type HttpCall, HttpClient } from '../lib/http.js';

/** What the parent orders: one stage. */
const orderShape = z.object({
  url: z.string(),
  apiKey: z.string(),
  perSecond: z.number(),
  seconds: z.number(),
  /** Invoices to read. */
  ids: z.array(z.string()),
});
type Order = z.output<typeof orderShape>;

/** What a stage came to; latencies in milliseconds. */
export interface StageMeasured {
  readonly sent: number;
  readonly errors: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Answers a second from the first planned instant to the last answer. */
  readonly answered: number;
}

/** Sockets towards the API; more than it can serve within the second that ends the search for the knee. */
const sockets = 300;
/** Requests without an answer at most; beyond it arrivals are errors, so that a dead server ends the stage. */
const mostOpen = 2_000;
/** The instants are looked at this often; coarser than a timer's own grain would be pointless. */
const tickMs = 1;
const dayMs = 86_400_000;

let client: HttpClient | null = null;
let created = 0;

/** Of ten requests three create, five read an invoice, two list the newest. */
function callOf(index: number, { ids }: Order): HttpCall {
  const kind = index % 10;
  if (kind === 0 || kind === 4 || kind === 7) {
    const now = Date.now();
    const terms = { issueDate: dayOf(now), dueDate: dayOf(now + 300 * dayMs) };
    return { method: 'POST', path: '/v1/invoices', body: invoiceBody(`o${process.pid}-${(created += 1)}`, terms), key: uuidv7() };
  }
  if (kind === 2 || kind === 6) return { method: 'GET', path: '/v1/invoices?limit=20' };
  return { method: 'GET', path: `/v1/invoices/${ids[(index * 7919) % ids.length] ?? ''}` };
}

async function stage(order: Order): Promise<StageMeasured> {
  const http = (client ??= new HttpClient(order.url, order.apiKey, sockets));
  const total = Math.round(order.perSecond * order.seconds);
  const latencies: number[] = [];
  let errors = 0;
  let open = 0;
  const start = performance.now() + 10;
  const plannedAt = (index: number): number => start + (index * 1_000) / order.perSecond;
  const send = async (index: number): Promise<void> => {
    open += 1;
    try {
      const { status } = await http.send(callOf(index, order));
      if (status >= 300) errors += 1;
    } catch {
      errors += 1;
    }
    open -= 1;
    latencies.push(performance.now() - plannedAt(index));
  };
  const all: Promise<void>[] = [];
  await new Promise<void>((resolve) => {
    let next = 0;
    const timer = setInterval(() => {
      for (; next < total && plannedAt(next) <= performance.now(); next += 1) {
        if (open >= mostOpen) errors += 1;
        else all.push(send(next));
      }
      if (next < total) return;
      clearInterval(timer);
      resolve();
    }, tickMs);
  });
  await Promise.all(all);
  const seconds = (performance.now() - start) / 1_000;
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { sent: total, errors, p50: at(0.5), p99: at(0.99), max: at(1), answered: latencies.length / seconds };
}

serveOrders((order) => stage(orderShape.parse(order)));
