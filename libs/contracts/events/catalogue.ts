/**
 * Every type of event there is, once: what it is about and what its data holds. What is not declared here cannot be recorded, and has no
 * sentence on a timeline. A name in use stays; a field in use stays; a new one is optional for those who read.
 *
 * Only for processes that record or show events: these modules load zod, which has no place in a workflow.
 */
import type { z } from 'zod';
import { agreementEvents } from './agreement-events.js';
import { chaseEvents } from './chase-events.js';
import { contactEvents } from './contact-events.js';
import { houseEvents } from './house-events.js';
import { moneyEvents } from './money-events.js';

/** The declarations by type. */
export const events = { ...chaseEvents, ...moneyEvents, ...agreementEvents, ...contactEvents, ...houseEvents };

/** A type of event, such as `payment.received`. */
export type EventType = keyof typeof events;

/** What is said of an event of this type: its data and its texts. */
export type EventData<Type extends EventType> = Said<(typeof events)[Type]['data'], (typeof events)[Type]['texts']>;

/** The fields of both; an object without fields would allow none beside them. */
type Said<Data extends z.ZodObject, Texts extends z.ZodObject> = keyof Texts['shape'] extends never
  ? z.input<Data>
  : keyof Data['shape'] extends never
    ? z.input<Texts>
    : z.input<Data> & z.input<Texts>;

/** What is said when an event of a debtor's case is recorded, besides who and when. */
export interface EventDetails<Type extends EventType> {
  readonly invoiceId?: string;
  /** The thing it is about: the payment, the message, the task ... */
  readonly subjectId?: string;
  readonly data: EventData<Type>;
  /** Who did it, where that is not who opened the case: the policy, `policy:<key>`. */
  readonly actor?: string;
}

/** Where events of a debtor's case are recorded. */
export interface EventRecorder {
  /** Appends an event. @returns its id */
  recordEvent<Type extends EventType>(type: Type, details: EventDetails<Type>): Promise<string>;
}

/** Whether a text names a type of event. */
export const isEventType = (type: string): type is EventType => Object.hasOwn(events, type);
