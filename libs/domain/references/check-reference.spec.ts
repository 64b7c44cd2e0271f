import { expect, it } from 'vitest';
import { checkReference } from './check-reference.js';

it.each([
  ['RF18539007547034', 'rf', null],
  ['rf18 5390 0754 7034', 'rf', null],
  ['RF18539007547035', 'rf', 'check-digits'],
  ['RF18', 'rf', 'shape'],
  ['RF1', 'rf', 'shape'],
  ['RF18-539', 'rf', 'shape'],
  ['RF181234567890123456789012', 'rf', 'shape'],
  ['5000056789012345', 'betalingskenmerk', null],
  ['5000 0567 8901 2345', 'betalingskenmerk', null],
  ['5000056789012346', 'betalingskenmerk', 'check-digits'],
  ['1234567', 'betalingskenmerk', null],
  ['12345678', 'betalingskenmerk', 'length'],
  ['123456789012345', 'betalingskenmerk', 'length'],
  ['', 'unknown', 'shape'],
  ['F-2026-12', 'unknown', 'shape'],
])('%s is %s, fault %s', (text, kind, fault) => expect(checkReference(text)).toEqual({ kind, fault }));
