/**
 * The Dutch payment reference (betalingskenmerk, once the acceptgiro's): 7 digits without a check; 9 to 14 digits with a check digit and a
 * length digit; 16 digits with a check digit. 8 and 15 do not exist. It is text: leading zeros count.
 */
import { DomainRefusal } from '../money/refusals.js';
import { clean, inFours } from './mod97.js';

/** Lengths that exist. */
export const betalingskenmerkLengths = [7, 9, 10, 11, 12, 13, 14, 16] as const;
/** One of {@link betalingskenmerkLengths}. */
export type BetalingskenmerkLength = (typeof betalingskenmerkLengths)[number];

/** From right to left, repeated. */
const weights = [2, 4, 8, 5, 10, 9, 7, 3, 6, 1] as const;
const digitsOnly = /^\d+$/;
const zero = 48;

/** The weighted sum over everything after the check digit. */
export function weightedSum(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    sum += (digits.charCodeAt(digits.length - 1 - place) - zero) * (weights[place % weights.length] ?? 0);
  }
  return sum;
}

/** 11 less the sum modulo 11, where 10 is written 1 and 11 is written 0. */
function checkDigit(digits: string): number {
  const check = 11 - (weightedSum(digits) % 11);
  return check >= 10 ? 11 - check : check;
}

/** Nothing, or the digit that says how many digits follow it, modulo ten: 7 to 9 and 10 to 12. */
const lengthDigit = (length: number): string => (length === 16 ? '' : String((length - 2) % 10));

/** How many digits of its own a reference of this length carries. */
function payloadLength(length: BetalingskenmerkLength): number {
  if (length === 7) return 7;
  return length === 16 ? 15 : length - 2;
}

/**
 * Makes a reference of an own number, padded with zeros on the left.
 * @throws DomainRefusal `reference-invalid` unless it is digits that fit, `unknown-length` at `length`
 */
export function makeBetalingskenmerk(number: string, length: BetalingskenmerkLength = 16): string {
  if (!betalingskenmerkLengths.includes(length)) {
    throw new DomainRefusal(
      'unknown-length',
      'length',
      `length: a betalingskenmerk has ${betalingskenmerkLengths.join(', ')} digits, not ${String(length)}`,
    );
  }
  const cleaned = clean(number);
  const room = payloadLength(length);
  if (!digitsOnly.test(cleaned) || cleaned.length > room) {
    throw new DomainRefusal(
      'reference-invalid',
      'base',
      `base: 1 to ${room} digits fit in a betalingskenmerk of ${length}, not "${number}"`,
    );
  }
  const padded = cleaned.padStart(room, '0');
  if (length === 7) return padded;
  const checked = lengthDigit(length) + padded;
  return `${checkDigit(checked)}${checked}`;
}

/** Whether length, length digit and check digit fit. A number that fails is free text, not an error. */
export function isBetalingskenmerk(text: string): boolean {
  const cleaned = clean(text);
  const length = betalingskenmerkLengths.find((known) => known === cleaned.length);
  if (length === undefined || !digitsOnly.test(cleaned)) return false;
  if (length === 7) return true;
  const checked = cleaned.slice(1);
  return checked.startsWith(lengthDigit(length)) && cleaned.startsWith(String(checkDigit(checked)));
}

/** For print, in groups of four. */
export const printBetalingskenmerk = (reference: string): string => inFours(clean(reference));
