/** `/v1/events`: the audit stream. */
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { withTexts } from '#contracts/events/event-texts.js';
import { toPublicId } from '#contracts/ids.js';
import { type Named, withActorNames } from '#database/queries/actor-names.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { type EventView, listEventViews } from '#database/queries/event-views.js';
import { idOut, publicOrNull, reference } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { instantOut, presentInstant } from '../edge/time.schema.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Reads } from '../http/reads.js';
import { presentEventData } from './event-data.js';

const listQuery = z.strictObject({
  ...paging,
  type: z
    .string()
    .regex(/^[a-z][a-zA-Z._-]{0,60}$/)
    .optional(),
  invoice: reference('invoice').optional(),
  debtor: reference('debtor').optional(),
});

const eventOut = z
  .strictObject({
    object: z.literal('event'),
    id: idOut('event'),
    type: z.string(),
    at: instantOut.meta({ description: 'On the clock of the debtor.' }),
    recordedAt: instantOut,
    invoice: idOut('invoice').nullable(),
    debtor: idOut('debtor').nullable(),
    actor: z.string(),
    actorName: z.string().nullable().meta({ description: 'Name of the key, revoked or not; null when no key did it.' }),
    requestId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });
const eventPage = pageOut(eventOut).meta({ id: 'EventList' });

@Controller('v1/events')
export class EventsController {
  constructor(private readonly reads: Reads) {}

  @Get()
  @Operation({
    id: 'listEvents',
    scope: 'events:read',
    summary: 'Every change in the order it was committed; nextCursor is always given, to come back for what is new',
    answers: { 200: eventPage },
  })
  list(@At() exchange: Exchange, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<AnswerOf<typeof eventPage>> {
    const { limit, after, ...shape } = query;
    return this.reads.list(exchange, {
      shape,
      limit,
      after,
      follow: true,
      rows: async (tx, page): Promise<Named<EventView>[]> => {
        const { invoice, debtor, ...rest } = shape;
        const invoiceId = invoice && ((await resolveInvoice(tx, invoice))?.id ?? null);
        const debtorId = debtor && (await resolveDebtor(tx, debtor));
        if (invoiceId === null || debtorId === null) return [];
        return withActorNames(tx, await listEventViews(tx, { ...rest, invoiceId, debtorId }, page));
      },
      present: presentEvent,
    });
  }
}

const presentEvent = (view: Named<EventView>): z.output<typeof eventOut> => ({
  object: 'event',
  id: toPublicId('event', view.id),
  type: view.type,
  at: presentInstant(view.at),
  recordedAt: presentInstant(view.recorded_at),
  invoice: publicOrNull('invoice', view.invoice_id),
  debtor: publicOrNull('debtor', view.debtor_id),
  actor: view.actor,
  actorName: view.actor_name,
  requestId: view.request_id,
  data: presentEventData(withTexts(view.type, view.data, view.texts)),
});
