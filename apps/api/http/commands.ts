/**
 * Runs what a request changes: one transaction, and with an `Idempotency-Key` the answer is stored in that same transaction. So a key is
 * never remembered without its effect, nor an effect without its key, whatever dies in between.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';
import { type Exchange, callerOf } from './exchange.js';
import { type KeptAnswer, packAnswer, unpackAnswer } from './kept-answer.js';
import { Problem, problemBody } from './problems.js';

/** What a command answers. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
  /** The debtor it tells of: when he is erased, the copy that is kept for repeats goes too. */
  readonly debtorId?: string;
}

interface Key {
  readonly route: string;
  readonly key: string;
  readonly bodyHash: Buffer;
}

interface KeptRow {
  readonly body_hash: Buffer;
  readonly status: number | null;
  /** Of a version that kept it as JSON. */
  readonly response: KeptAnswer | null;
  readonly answer: Buffer | null;
}

interface Command<Body> {
  readonly key: Key | null;
  readonly work: (tx: Tx) => Promise<Answer<Body>>;
}

type Outcome<Body> = { readonly fresh: Answer<Body> } | { readonly stored: Answer<unknown> };

/** The request was answered before. Thrown, because what is stored is given as it is: it is no answer of the handler that was asked. */
export class Replayed extends Error {
  constructor(readonly answer: Answer<unknown>) {
    super('answered before');
  }
}

const keyShape = /^[\x21-\x7e]{1,255}$/;

const findSql = 'select body_hash, status, response, answer from idempotency_key where tenant_id = $1 and route = $2 and key = $3';
const keepSql = `insert into idempotency_key (tenant_id, route, key, body_hash, status, answer, debtor_id) values ($1, $2, $3, $4, $5, $6, $7)`;

/** What is special about a command. */
export interface CommandOptions {
  /** Replaces the bytes of the body where they differ between repeats (multipart boundaries). */
  readonly fingerprint?: string;
  /** What a duplicate the database refused means; runs after the rollback. Null: it means nothing here. */
  readonly refusal?: (error: unknown) => Promise<Problem | null>;
  /** Whether the command lost a race that it wins when it simply runs again. */
  readonly again?: (error: unknown) => boolean;
}

/**
 * Command runner of the API. Nearly every key is new, so nothing is looked up first: the work is done, and storing the key last says
 * whether it was. If it was, the primary key refuses, everything is rolled back, and the stored answer is given.
 */
@Injectable()
export class Commands {
  /** Keys that run in this process. Another process's twin waits at the primary key instead, and then gets the stored answer. */
  private readonly running = new Set<string>();

  constructor(private readonly database: Database) {}

  /** Runs `work` and answers with it. @returns the body to answer with; status and headers are already set. @throws Replayed */
  async run<Body>(exchange: Exchange, work: (tx: Tx) => Promise<Answer<Body>>, options: CommandOptions = {}): Promise<Body> {
    const key = keyOf(exchange, options.fingerprint);
    const outcome = await this.exclusively(exchange, key, () => this.settle(exchange, { key, work }, options));
    return this.answer(exchange, outcome);
  }

  /**
   * Runs a command that is too long for one transaction. `parts` commits as it goes: each part must be harmless when it is done again, since a
   * request that broke off is simply sent again. `work` then stores what came of it, with the key. The key is looked up first, for what was
   * done in parts is not undone.
   */
  async runInParts<Done, Body>(
    exchange: Exchange,
    { parts, work }: { readonly parts: () => Promise<Done>; readonly work: (tx: Tx, done: Done) => Promise<Answer<Body>> },
    options: Pick<CommandOptions, 'fingerprint'> = {},
  ): Promise<Body> {
    const key = keyOf(exchange, options.fingerprint);
    const outcome = await this.exclusively<Outcome<Body>>(exchange, key, async () => {
      const stored = key && (await this.find(exchange, key));
      if (stored) return { stored };
      const done = await parts();
      return this.settle(exchange, { key, work: (tx) => work(tx, done) }, options);
    });
    return this.answer(exchange, outcome);
  }

  private answer<Body>(exchange: Exchange, outcome: Outcome<Body>): Body {
    if ('stored' in outcome) throw new Replayed(outcome.stored);
    announce(exchange, outcome.fresh);
    return outcome.fresh.body;
  }

  private async exclusively<T>(exchange: Exchange, key: Key | null, work: () => Promise<T>): Promise<T> {
    if (!key) return work();
    const name = `${callerOf(exchange).tenantId} ${key.route} ${key.key}`;
    if (this.running.has(name))
      throw new Problem('idempotency-key-in-flight', 'The first request with this key has not been answered yet.', {
        headers: { 'Retry-After': '1' },
      });
    this.running.add(name);
    return work().finally(() => this.running.delete(name));
  }

  private async settle<Body>(exchange: Exchange, command: Command<Body>, options: CommandOptions): Promise<Outcome<Body>> {
    try {
      return await this.attempt(exchange, command);
    } catch (error) {
      if (options.again?.(error)) return this.attempt(exchange, command);
      const { key } = command;
      const stored = key && (await this.find(exchange, key));
      if (stored) return { stored };
      const problem = error instanceof Problem ? error : ((await options.refusal?.(error)) ?? null);
      if (problem && key && isFinal(problem)) await this.keepRefusal(exchange, key, problem);
      throw problem ?? error;
    }
  }

  private attempt<Body>(exchange: Exchange, { key, work }: Command<Body>): Promise<Outcome<Body>> {
    return this.database.ofTenant(callerOf(exchange).tenantId, async (tx) => {
      const fresh = await work(tx);
      if (key) await tx.query(keepSql, keepValues(tx, key, fresh), 'idempotency-keep');
      return { fresh };
    });
  }

  /** The answer that was stored for a key. @throws Problem idempotency-key-reused when it was another request's */
  private async find(exchange: Exchange, key: Key): Promise<Answer<unknown> | null> {
    const { tenantId } = callerOf(exchange);
    const row = await this.database.ofTenant(tenantId, (tx) =>
      tx.one<KeptRow & Record<string, unknown>>(findSql, [tenantId, key.route, key.key]),
    );
    if (!row) return null;
    if (!row.body_hash.equals(key.bodyHash))
      throw new Problem('idempotency-key-reused', 'The key was used before, with another path or body.');
    const kept = row.answer ? unpackAnswer(row.answer) : row.response;
    return { status: row.status ?? 200, body: kept?.body ?? null, headers: kept?.headers ?? {} };
  }

  /** A refusal changed nothing, so it is stored after the rollback; lost in a crash, the repeat is simply decided afresh. */
  private async keepRefusal(exchange: Exchange, key: Key, problem: Problem): Promise<void> {
    const body = problemBody(problem, exchange);
    await this.database.ofTenant(callerOf(exchange).tenantId, async (tx) => {
      const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' };
      await tx.query(`${keepSql} on conflict do nothing`, keepValues(tx, key, { status: problem.status, body, headers }));
    });
  }
}

/** A conflict or an impossible value is the answer for good; not-found and "in a moment" may change. */
const isFinal = (problem: Problem): boolean =>
  (problem.status === 409 || problem.status === 422) && !problem.code.startsWith('idempotency-') && problem.code !== 'test-clock-advancing';

function keyOf(exchange: Exchange, fingerprint: string | undefined): Key | null {
  const { request, rawBody, route } = exchange;
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || key === undefined) return null;
  if (typeof key !== 'string' || !keyShape.test(key))
    throw new Problem('invalid-idempotency-key', 'The Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.');
  const bodyHash = createHash('sha256')
    .update(request.originalUrl)
    .update('\n')
    .update(fingerprint ?? rawBody ?? '')
    .digest();
  return { route: `POST ${route}`, key, bodyHash };
}

const keepValues = (tx: Tx, key: Key, answer: Answer<unknown>): (string | number | Buffer | null)[] => [
  tx.tenantId,
  key.route,
  key.key,
  key.bodyHash,
  answer.status,
  packAnswer({ body: answer.body, headers: answer.headers ?? {} }),
  answer.debtorId ?? null,
];

/** Status and headers of an answer. */
export function announce(exchange: Exchange, { status, headers = {} }: Answer<unknown>): void {
  exchange.response.status(status);
  for (const [name, value] of Object.entries(headers)) exchange.response.setHeader(name, value);
}
