import { expect, test } from 'vitest';
import { ublWith, utf8 } from '#testing/ubl-text.js';
import { debtorKey } from './debtor-key.js';
import { importUbl } from './import-ubl.js';

const endpoint = '<cbc:EndpointID schemeID="0106">99900033</cbc:EndpointID>';
const identified = (id: string, rest = endpoint): string =>
  ublWith(endpoint, `${rest}<cac:PartyIdentification><cbc:ID>${id}</cbc:ID></cac:PartyIdentification>`);

test.each([
  ['the customer number first', identified('D1003'), 'D1003'],
  ['a register when that cannot be an id', identified('D 1003 &amp; co'), 'kvk:99900033'],
  ['the trade register', ublWith('F-1', 'F-2'), 'kvk:99900033'],
  [
    'the government register',
    ublWith(endpoint, '<cbc:EndpointID schemeID="0190">00000001999000419000</cbc:EndpointID>'),
    'oin:00000001999000419000',
  ],
  ['nothing', ublWith(endpoint, ''), null],
])('%s', async (_name, text, key) => {
  const result = await importUbl({ name: 'x.xml', bytes: utf8(text) });
  if (result.kind !== 'invoice') throw new Error(result.kind);
  expect(debtorKey(result.invoice.debtor)).toBe(key);
});
