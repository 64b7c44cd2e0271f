/** Files that must be refused: quickly, by name, without holding the event loop and without harm to the file that comes after. */
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ublWith, utf16, utf8, validUbl } from '#testing/ubl-text.js';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_FILE_BYTES, MAX_REFERENCES } from '../xml/xml-limits.js';
import { importUbl } from '#testing/import-ubl.js';

/** Many times what a refusal needs on a machine with other work. A parser that suffers from a bomb is ended by it and answers `xml-timeout`. */
const SUFFERS_MS = 5_000;
/** Room for this file's heavier tests on a machine that does other work. */
const SLOW_MACHINE_MS = 30_000;

const read = (bytes: Uint8Array) => importUbl({ name: 'test.xml', bytes }, { timeoutMs: SUFFERS_MS });
const inNote = (text: string): string => ublWith('Met dank voor uw opdracht', text);
const afterDeclaration = (text: string): string => ublWith('<Invoice ', `${text}\n<Invoice `);
const bytes = (...codes: number[]): Uint8Array => Uint8Array.from(codes);

type Case = readonly [name: string, build: () => Uint8Array, code: string];

const notXml: readonly Case[] = [
  ['an empty file', () => bytes(), 'empty-file'],
  ['white space only', () => utf8(' \r\n\t '), 'empty-file'],
  ['a byte order mark only', () => bytes(0xef, 0xbb, 0xbf), 'empty-file'],
  ['a PDF', () => utf8('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'pdf-not-xml'],
  ['a ZIP', () => bytes(0x50, 0x4b, 0x03, 0x04, 0x14, 0x00), 'zip-not-xml'],
  ['gzip', () => bytes(0x1f, 0x8b, 0x08, 0x00), 'gzip-not-xml'],
  ['JSON', () => utf8('{"number":"F-1"}'), 'not-xml'],
  ['CSV', () => utf8('nummer;bedrag\nF-1;121,00\n'), 'not-xml'],
  ['a file that is too large', () => new Uint8Array(MAX_FILE_BYTES + 1).fill(0x20), 'file-too-large'],
  ['HTML', () => utf8('<html><body>404</body></html>'), 'not-ubl'],
  ['another e-invoice format', () => utf8('<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:x"/>'), 'not-ubl'],
  ['an Invoice of another namespace', () => utf8('<Invoice xmlns="urn:example:other"><ID>1</ID></Invoice>'), 'not-ubl'],
];

const malformed: readonly Case[] = [
  ['cut off in a tag', () => utf8(validUbl.slice(0, 900)), 'malformed-xml'],
  ['cut off between tags', () => utf8(validUbl.slice(0, validUbl.indexOf('</cac:LegalMonetaryTotal>'))), 'malformed-xml'],
  ['tags crossed', () => utf8(ublWith('</cbc:ID>', '</cbc:IssueDate>')), 'malformed-xml'],
  ['two roots', () => utf8(`${validUbl}<Invoice/>`), 'malformed-xml'],
  ['an unknown entity', () => utf8(inNote('&nope;')), 'malformed-xml'],
  ['a bare ampersand', () => utf8(inNote('Jansen & Zn')), 'malformed-xml'],
  ['an attribute twice', () => utf8(ublWith('currencyID="EUR">21.00', 'currencyID="EUR" currencyID="USD">21.00')), 'malformed-xml'],
  ['a comment never closed', () => utf8(inNote('<!-- ')), 'malformed-xml'],
  ['a million comments never closed', () => utf8(inNote('<!--'.repeat(1_000_000))), 'malformed-xml'],
  ['NUL', () => utf8(inNote('a\u0000b')), 'control-character'],
  ['NUL as a reference', () => utf8(inNote('a&#0;b')), 'control-character'],
  ['half a surrogate pair as a reference', () => utf8(inNote('&#xD800;')), 'control-character'],
  ['bytes that are no UTF-8', () => Buffer.concat([utf8('<a>'), bytes(0xc3, 0x28), utf8('</a>')]), 'encoding-broken'],
  ['UTF-7', () => utf8(ublWith('encoding="UTF-8"', 'encoding="UTF-7"')), 'encoding-unsupported'],
  ['UTF-16 that says UTF-8', () => utf16(validUbl, 'little'), 'encoding-conflict'],
  ['UTF-8 mark, UTF-16 declared', () => utf8(`\ufeff${ublWith('encoding="UTF-8"', 'encoding="UTF-16"')}`), 'encoding-conflict'],
];

const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const hostile: readonly Case[] = [
  ['DOCTYPE', () => utf8(afterDeclaration('<!DOCTYPE Invoice>')), 'doctype-refused'],
  ['doctype in small letters', () => utf8(afterDeclaration('<!doctype Invoice>')), 'doctype-refused'],
  ['DOCTYPE with an external file', () => utf8(afterDeclaration('<!DOCTYPE I SYSTEM "file:///etc/passwd">')), 'doctype-refused'],
  ['DOCTYPE in UTF-16 LE', () => utf16('<!DOCTYPE a><a/>', 'little'), 'doctype-refused'],
  ['DOCTYPE in UTF-16 BE', () => utf16('<!DOCTYPE a><a/>', 'big'), 'doctype-refused'],
  ['DOCTYPE in UTF-16 without a mark', () => utf16('<!DOCTYPE a><a/>', 'little').subarray(2), 'doctype-refused'],
  ['DOCTYPE behind a byte order mark', () => utf8('\ufeff<!DOCTYPE a><a/>'), 'doctype-refused'],
  ['a billion laughs', () => utf8(afterDeclaration(`<!DOCTYPE I [<!ENTITY l0 "lol">${laughs}]>`)), 'doctype-refused'],
  [
    'one entity of 1,000 characters, 100,000 times',
    () => utf8(`<!DOCTYPE a [<!ENTITY x "${'y'.repeat(1000)}">]><a>${'&x;'.repeat(100_000)}</a>`),
    'doctype-refused',
  ],
  ['1,000,000 numeric references', () => utf8(inNote('&#65;'.repeat(1_000_000))), 'too-many-references'],
  ['100,000 levels', () => utf8('<a>'.repeat(100_000) + '</a>'.repeat(100_000)), 'too-deep'],
  ['100,000 attributes', () => utf8(`<a ${Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`), 'too-many-attributes'],
  ['300,000 elements', () => utf8(`<a>${'<b/>'.repeat(300_000)}</a>`), 'too-many-elements'],
  ['an element called __proto__', () => utf8(inNote('</cbc:Note><__proto__><isAdmin>1</isAdmin></__proto__><cbc:Note>')), 'forbidden-name'],
  ['an element called x:constructor', () => utf8(inNote('</cbc:Note><cac:constructor/><cbc:Note>')), 'forbidden-name'],
  [
    'two payable amounts',
    () =>
      utf8(ublWith('</cac:LegalMonetaryTotal>', '<cbc:PayableAmount currencyID="EUR">1.00</cbc:PayableAmount></cac:LegalMonetaryTotal>')),
    'ambiguous',
  ],
];

async function codesOf(file: Uint8Array): Promise<string[]> {
  const result = await read(file);
  return result.kind === 'error' ? result.findings.map(({ code }) => code) : [`read as ${result.kind}`];
}

describe('bad files', { timeout: SLOW_MACHINE_MS }, () => {
  test.each([...notXml, ...malformed, ...hostile])('%s', async (_name, build, code) => {
    expect(await codesOf(build())).toEqual([code]);
  });

  test('the event loop rests all the while, and the next file is read', async () => {
    const files = hostile.map(([, build]) => build());
    const before = performance.eventLoopUtilization();
    for (const file of files) await read(file);
    // The share of the time in which this thread did something, however busy the machine is: copying a file to the other thread, no more.
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.7);
    expect((await read(utf8(validUbl))).kind).toBe('invoice');
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
  });

  test('every refusal says where or why, and what to do', async () => {
    for (const [, build] of [...notXml, ...malformed, ...hostile]) {
      const result = await read(build());
      if (result.kind !== 'error') throw new Error('expected an error');
      for (const finding of result.findings) {
        expect(finding.detail).not.toBe('');
        expect(finding.hint).not.toBe('');
      }
    }
  });

  test('a broken line is named', async () => {
    const result = await read(utf8(ublWith('</cbc:DueDate>', '</cbc:Due>')));
    expect(result).toMatchObject({ kind: 'error', findings: [{ code: 'malformed-xml', line: 7 }] });
  });
});

describe('at the limits', { timeout: SLOW_MACHINE_MS }, () => {
  const padded = (text: string) => read(utf8(text));

  test('as many levels, attributes and references as are allowed', async () => {
    const deep = `${'<x>'.repeat(MAX_DEPTH - 2)}${'</x>'.repeat(MAX_DEPTH - 2)}`;
    const wide = `<x ${Array.from({ length: MAX_ATTRIBUTES }, (_, i) => `a${i}="1"`).join(' ')}/>`;
    for (const extra of [deep, wide, `<x>${'&amp;'.repeat(MAX_REFERENCES)}</x>`])
      expect((await padded(ublWith('</Invoice>', `${extra}</Invoice>`))).kind).toBe('invoice');
    const tooDeep = `${'<x>'.repeat(MAX_DEPTH)}${'</x>'.repeat(MAX_DEPTH)}`;
    expect(await padded(ublWith('</Invoice>', `${tooDeep}</Invoice>`))).toMatchObject({ findings: [{ code: 'too-deep' }] });
  });

  test('an embedded document of 9 MB is measured, not carried', async () => {
    const content = 'QUJD'.repeat((9 * 1024 * 1024) / 4);
    const reference = `<cac:AdditionalDocumentReference><cac:Attachment><cbc:EmbeddedDocumentBinaryObject filename="f.pdf">${content}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>`;
    const result = await padded(ublWith('<cac:AccountingSupplierParty>', reference));
    expect(result).toMatchObject({
      kind: 'invoice',
      invoice: { total: 12100n, attachments: [{ fileName: 'f.pdf', encodedLength: content.length }] },
    });
  });

  test('an invoice of 10,000 lines', async () => {
    const lines = '<cac:InvoiceLine><cbc:LineExtensionAmount currencyID="EUR">0.00</cbc:LineExtensionAmount></cac:InvoiceLine>';
    expect(await padded(ublWith('</Invoice>', `${lines.repeat(10_000)}</Invoice>`))).toMatchObject({ kind: 'invoice', warnings: [] });
  });

  test('a file that takes too long ends its thread, and the next one gets a new thread', async () => {
    const slow = ublWith('</Invoice>', `${'<x a="1"><y>z</y></x>'.repeat(90_000)}</Invoice>`);
    expect(await importUbl({ name: 'slow.xml', bytes: utf8(slow) }, { timeoutMs: 20 })).toMatchObject({
      findings: [{ code: 'xml-timeout' }],
    });
    expect((await read(utf8(validUbl))).kind).toBe('invoice');
  });

  test('twenty files at once are read one after the other', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => read(utf8(ublWith('F-1', `F-${i}`)))));
    expect(results.map((result) => (result.kind === 'invoice' ? result.invoice.number : result.kind))).toEqual(
      Array.from({ length: 20 }, (_, i) => `F-${i}`),
    );
  });
});

describe('damage at random', { timeout: SLOW_MACHINE_MS }, () => {
  const original = utf8(validUbl);
  const kinds = ['invoice', 'credit-note', 'error'];
  const place = fc.nat({ max: original.length - 1 });

  test('bytes changed, cut out or doubled: always an answer, and an invoice always asks for something', async () => {
    const damage = fc.array(fc.record({ at: place, length: fc.nat({ max: 40 }), put: fc.uint8Array({ maxLength: 8 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        let file: Uint8Array = original;
        for (const { at, length, put } of changes) file = Buffer.concat([file.subarray(0, at), put, file.subarray(at + length)]);
        const result = await read(file);
        expect(kinds).toContain(result.kind);
        if (result.kind === 'error') expect(result.findings.length).toBeGreaterThan(0);
        if (result.kind === 'invoice') expect(result.invoice.total).toBeGreaterThan(0n);
      }),
    );
  });
});
