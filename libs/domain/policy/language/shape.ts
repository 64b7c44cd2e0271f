/** Reading JSON that came from outside: each reader gives a value of its type and notes what was wrong, so all faults come out at once. */
import { isIsoDate } from '../../calendar/iso-date.js';

/** A fault: JSON pointer of the field, stable code, one sentence. */
export interface Finding {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Where a reader is, and where it notes faults. */
export interface Place {
  readonly pointer: string;
  readonly findings: Finding[];
}

/** Reads a value; after a fault it gives any value of its type, which nobody uses. */
export type Reader<T> = (value: unknown, place: Place) => T;

/** Notes a fault. */
export function note({ pointer, findings }: Place, code: string, detail: string): void {
  findings.push({ pointer, code, detail: `${pointer === '' ? 'policy' : pointer}: ${detail}` });
}

const at = ({ pointer, findings }: Place, key: string | number): Place => ({
  pointer: `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
  findings,
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isWhole = (value: unknown): value is number => Number.isInteger(value);
const isExact = (value: unknown): value is number => Number.isSafeInteger(value);

/** A whole number within bounds. */
export const integer =
  (least: number, most: number): Reader<number> =>
  (value, place) => {
    if (isWhole(value) && value >= least && value <= most) return value;
    note(place, 'not-in-range', `must be a whole number from ${least} to ${most}`);
    return least;
  };

/** An amount in minor units: a whole number, exact in JSON, zero or more. */
export const amount: Reader<bigint> = (value, place) => {
  if (isExact(value) && value >= 0) return BigInt(value);
  note(place, 'not-an-amount', 'must be a whole number of minor units, zero or more');
  return 0n;
};

/** Text of a pattern; `what` completes "must be ...". */
export const text =
  (pattern: RegExp, what: string): Reader<string> =>
  (value, place) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    note(place, 'not-allowed-text', `must be ${what}`);
    return '';
  };

/** Text that another parser understands. */
export const understood =
  (parse: (value: string) => unknown, what: string): Reader<string> =>
  (value, place) => {
    if (typeof value === 'string' && value.length <= 200 && parse(value) !== null) return value;
    note(place, 'not-allowed-text', `must be ${what}`);
    return '';
  };

/** A calendar date. */
export const date: Reader<string> = (value, place) => {
  if (typeof value === 'string' && isIsoDate(value)) return value;
  note(place, 'not-a-date', 'must be a calendar date, YYYY-MM-DD');
  return '1970-01-01';
};

/** True or false. */
export const flag: Reader<boolean> = (value, place) => {
  if (typeof value === 'boolean') return value;
  note(place, 'not-a-boolean', 'must be true or false');
  return false;
};

/** One of a list of names. */
export const oneOf =
  <const T extends string>(names: readonly [T, ...T[]]): Reader<T> =>
  (value, place) => {
    const found = names.find((name) => name === value);
    if (found !== undefined) return found;
    note(place, 'not-one-of', `must be one of ${names.join(', ')}`);
    return names[0];
  };

/** A list within bounds of length. */
export const listOf =
  <T>(item: Reader<T>, least: number, most: number): Reader<readonly T[]> =>
  (value, place) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      note(place, 'not-a-list', `must be a list of ${least} to ${most} items`);
      return [];
    }
    return value.map((entry: unknown, index) => item(entry, at(place, index)));
  };

/** An object whose keys are free within a pattern, such as amounts by currency. */
export const recordOf =
  <T>(keys: RegExp, what: string, item: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (value, place) => {
    if (!isObject(value)) {
      note(place, 'not-an-object', 'must be an object');
      return {};
    }
    const entries: [string, T][] = [];
    for (const key of Object.keys(value)) {
      if (!keys.test(key)) note(at(place, key), 'unknown-field', `is not ${what}`);
      else entries.push([key, item(value[key], at(place, key))]);
    }
    return Object.fromEntries(entries);
  };

/** The fields of one object. Every field is asked for by name; `end` refuses those that nobody asked for. */
export class Fields {
  private readonly asked = new Set<string>();
  private readonly value: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly place: Place,
  ) {
    if (!isObject(value)) note(place, 'not-an-object', 'must be an object');
    this.value = isObject(value) ? value : {};
  }

  private has(key: string): boolean {
    this.asked.add(key);
    return Object.hasOwn(this.value, key);
  }

  /** A field that must be there. */
  required<T>(key: string, read: Reader<T>): T {
    const inner = at(this.place, key);
    if (this.has(key)) return read(this.value[key], inner);
    note(inner, 'missing', 'is missing');
    return read(undefined, { pointer: inner.pointer, findings: [] });
  }

  /** A field that may be left out. */
  optional<T>(key: string, read: Reader<T>): T | undefined {
    return this.has(key) ? read(this.value[key], at(this.place, key)) : undefined;
  }

  /** A field with a value of its own when it is left out. */
  otherwise<T>(key: string, read: Reader<T>, value: T): T {
    return this.has(key) ? read(this.value[key], at(this.place, key)) : value;
  }

  /** Refuses fields that are not part of the language. */
  end(): void {
    for (const key of Object.keys(this.value))
      if (!this.asked.has(key)) note(at(this.place, key), 'unknown-field', 'is not a field of the policy language');
  }
}
