/**
 * The attempts of a message: who holds it, until when, and until when a request for it may have been under way. All by the clock of the
 * database, and each later word only while the attempt that says it still holds the message (ADR 0009).
 */
import type { Message } from '../entities/message.entity.js';
import { type Moment, momentNow } from '../moment.js';
import type { Tx } from '../tx.js';

/** An attempt by its number: once another has begun, or its lease has run out, it may do nothing more. */
export type AttemptOf = Pick<Message, 'id' | 'attempts'>;

/** How an attempt begins. */
export interface AttemptTerms {
  /** For so long it holds the message; it renews that while it runs. */
  readonly leaseMs: number;
  /**
   * Whether the message may leave from now on without another word: where a key makes a repeat harmless. Else the attempt says so by
   * {@link beginRequest}, so that one that died before is known to have sent nothing.
   */
  readonly leaves: boolean;
}

/** An attempt that has begun. */
export interface BegunAttempt {
  /** A moment before its lease began, by this process. */
  readonly begunAt: Moment;
  /** For so long no request for the message had been under way when it began; 0 where nothing is known. */
  readonly quietForMs: number;
}

/**
 * Notes that an attempt begins. Providers count the life of a key from its first use, so the first attempt is the first that may have left.
 * A message that stays in doubt keeps until when its requests may have been under way.
 * @returns the message as this attempt has it, and the attempt
 */
export async function beginAttempt<M extends AttemptOf>(
  tx: Tx,
  message: M,
  { leaseMs, leaves }: AttemptTerms,
): Promise<{ message: M; attempt: BegunAttempt }> {
  const begunAt = momentNow();
  const row = await tx.one<{ attempts: number; quiet_for_ms: number }>(
    `update message set in_doubt = in_doubt or $4, attempts = attempts + 1, first_attempt_at = case when in_doubt then first_attempt_at else now() end,
       request_until = case when in_doubt then coalesce(request_until, attempt_until, updated_at) end,
       attempt_until = clock_timestamp() + make_interval(secs => $3), updated_at = now()
     where id = $1 and tenant_id = $2
     returning attempts, coalesce(greatest(extract(epoch from clock_timestamp() - request_until) * 1000, 0), 0)::float8 as quiet_for_ms`,
    [message.id, tx.tenantId, leaseMs / 1000, leaves],
    'begin-attempt',
  );
  const attempts = row?.attempts ?? message.attempts;
  return { message: { ...message, attempts }, attempt: { begunAt, quietForMs: row?.quiet_for_ms ?? 0 } };
}

const heldSql = `id = $1 and tenant_id = $2 and attempts = $3 and status = 'claimed' and attempt_until > clock_timestamp()`;

/**
 * The last word before a message goes to a provider that knows no keys: from now on it may have left.
 * @returns whether the attempt still holds the message; when not, it must not be sent
 */
export async function beginRequest(tx: Tx, attempt: AttemptOf, leaseMs: number): Promise<boolean> {
  const rows = await tx.query(
    `update message set in_doubt = true, first_attempt_at = case when in_doubt then first_attempt_at else now() end, updated_at = now(),
       attempt_until = clock_timestamp() + make_interval(secs => $4), request_until = clock_timestamp() + make_interval(secs => $4)
     where ${heldSql} returning id`,
    [attempt.id, tx.tenantId, attempt.attempts, leaseMs / 1000],
    'begin-request',
  );
  return rows.length > 0;
}

/**
 * An attempt that runs keeps the message for some more time.
 * @param requests whether its request may be under way
 * @returns whether it still holds the message
 */
export async function renewAttempt(
  tx: Tx,
  attempt: AttemptOf,
  { leaseMs, requests }: { leaseMs: number; requests: boolean },
): Promise<boolean> {
  const rows = await tx.query(
    `update message set attempt_until = clock_timestamp() + make_interval(secs => $4),
       request_until = case when $5 then clock_timestamp() + make_interval(secs => $4) else request_until end
     where ${heldSql} returning id`,
    [attempt.id, tx.tenantId, attempt.attempts, leaseMs / 1000, requests],
    'renew-attempt',
  );
  return rows.length > 0;
}

/** How an attempt ended without an end of the message. */
export interface AttemptEnd {
  /** Whether it, or one before it, may have left. */
  readonly inDoubt: boolean;
  /** Whether it made a request that may have left. */
  readonly requested: boolean;
}

/** Notes that an attempt is over without an end of the message. Needs no lock: when another attempt has begun since, its word counts. */
export async function endAttempt(tx: Tx, attempt: AttemptOf, { inDoubt, requested }: AttemptEnd): Promise<void> {
  await tx.query(
    `update message set in_doubt = $4, attempt_until = null, updated_at = now(),
       request_until = case when $4 and $5 then clock_timestamp() when $4 then coalesce(request_until, clock_timestamp()) end
     where id = $1 and tenant_id = $2 and attempts = $3 and status = 'claimed'`,
    [attempt.id, tx.tenantId, attempt.attempts, inDoubt, requested],
    'end-attempt',
  );
}
