/** The one place where events are written. */
import type { EventData, EventType } from '#contracts/events/catalogue.js';
import { partTexts } from '#contracts/events/event-texts.js';
import type { Parameter, Tx } from '../tx.js';

/** An event to be written. */
export interface NewEvent<Type extends EventType = EventType> {
  readonly id: string;
  readonly type: Type;
  readonly debtorId: string | null;
  readonly invoiceId: string | null;
  readonly subjectId: string | null;
  readonly actor: string;
  readonly requestId: string | null;
  /** On the clock of the debtor; null: now, on the clock of the database. */
  readonly at: string | null;
  readonly data: EventData<Type>;
}

/**
 * The insert as a part of a statement that writes what the event tells of, its ten values beginning at `$first`.
 * See {@link eventValues}.
 */
export const eventInsertSql = (first: number): string => {
  const [id, tenant, type, debtor, invoice, subject, actor, request, at, data] = Array.from(
    { length: 10 },
    (_, index) => `$${first + index}`,
  );
  return (
    'insert into event (id, tenant_id, type, debtor_id, invoice_id, subject_id, actor, request_id, at, data) ' +
    `values (${id}, ${tenant}, ${type}, ${debtor}, ${invoice}, ${subject}, ${actor}, ${request}, coalesce(${at}::timestamptz, now()), ${data})`
  );
};

/** The row beside an event with what must not stand in it. @returns what may */
function keepTexts(tx: Tx, { id, type, debtorId, data: said }: NewEvent): object {
  const { data, texts } = partTexts(type, said);
  if (texts) tx.append('event_text', { event_id: id, debtor_id: debtorId, texts });
  return data;
}

/** The values of {@link eventInsertSql}; its texts are written with what the transaction appends. */
export function eventValues<Type extends EventType>(tx: Tx, event: NewEvent<Type>): Parameter[] {
  const { id, type, debtorId, invoiceId, subjectId, actor, requestId, at } = event;
  return [id, tx.tenantId, type, debtorId, invoiceId, subjectId, actor, requestId, at, JSON.stringify(keepTexts(tx, event))];
}

/** Appends an event. It is written with the others of its transaction. */
export function appendEvent<Type extends EventType>(tx: Tx, event: NewEvent<Type>): void {
  const { id, type, debtorId, invoiceId, subjectId, actor, requestId, at } = event;
  tx.append('event', {
    id,
    type,
    debtor_id: debtorId,
    invoice_id: invoiceId,
    subject_id: subjectId,
    actor,
    request_id: requestId,
    at,
    data: keepTexts(tx, event),
  });
}
