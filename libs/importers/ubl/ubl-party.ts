/** Buyer, seller and payee of a UBL document, and what the document proves about who the buyer is. */
import type { DebtorKind, Language } from '#domain/policy/facts/facts.js';
import type { UblAddress, UblDebtor, UblParty } from './ubl-result.js';
import { type Cursor, tidy } from './ubl-cursor.js';

/** ISO 6523 codes and Peppol's own, as they stand in `schemeID`. */
const schemes = { kvk: '0106', oin: '0190', email: 'EM', vatNl: '9944' } as const;

/** Legal forms without legal personality: a business, but natural persons answer for it (eenmanszaak, vof, maatschap, cv). */
const naturalForms = /\b(?:eenmanszaak|zzp|v\.?o\.?f\.?|vennootschap onder firma|maatschap|commanditaire vennootschap)(?=$|[\s,.)])/i;

/** Good enough to refuse what no mail server takes; whether it arrives is the provider's to say. */
const emailShape = /^[^\s@,;<>()[\]"\\]{1,64}@(?=.{4,255}$)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9](?:[a-z0-9-]{0,62}))+$/i;

interface Identifier {
  readonly scheme: string | null;
  readonly value: string;
}

/** Every identification of the party, wherever UBL lets it stand. */
function identifiers(party: Cursor): Identifier[] {
  const cursors = [
    ...party.all('EndpointID'),
    ...party.all('PartyIdentification').flatMap((part) => part.all('ID')),
    ...party.all('PartyLegalEntity').flatMap((part) => part.all('CompanyID')),
  ];
  return cursors.flatMap((cursor) => {
    const value = cursor.own();
    return value === null ? [] : [{ scheme: cursor.attribute('schemeID'), value }];
  });
}

const byScheme = (all: readonly Identifier[], scheme: string): string | null =>
  all.find((identifier) => identifier.scheme === scheme)?.value ?? null;

function vatIdOf(party: Cursor, all: readonly Identifier[]): string | null {
  const scheme = party.all('PartyTaxScheme').find((part) => part.text('TaxScheme', 'ID')?.toUpperCase() === 'VAT');
  const vat = scheme?.text('CompanyID') ?? byScheme(all, schemes.vatNl);
  return vat === null ? null : vat.replace(/[\s.]/g, '').toUpperCase();
}

function emailOf(party: Cursor, all: readonly Identifier[]): string | null {
  const field = party.at('Contact', 'ElectronicMail');
  const written = field?.own() ?? byScheme(all, schemes.email);
  if (written === null || emailShape.test(written)) return written;
  party.findings.warn(field?.path ?? party.path, {
    code: 'email-invalid',
    detail: `"${written.slice(0, 80)}" is not one e-mail address`,
    hint: 'The debtor is registered without it; add the right one before the first message is due.',
  });
  return null;
}

function addressOf(party: Cursor): UblAddress {
  const address = party.at('PostalAddress');
  const country = address?.text('Country', 'IdentificationCode')?.toUpperCase() ?? null;
  return {
    street: address?.text('StreetName') ?? address?.text('AddressLine', 'Line') ?? null,
    houseNumber: address?.text('BuildingNumber') ?? null,
    additional: address?.text('AdditionalStreetName') ?? null,
    postcode: address?.text('PostalZone') ?? null,
    city: address?.text('CityName') ?? null,
    country: country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
  };
}

/** Digits only, when there are exactly that many. */
function digits(text: string | null, count: number): string | null {
  const clean = text?.replace(/[\s.]/g, '') ?? '';
  return clean.length === count && /^\d+$/.test(clean) ? clean : null;
}

/** A party with its name, or null (and an error) when it has none. */
export function readParty(party: Cursor, role: 'supplier' | 'debtor'): UblParty | null {
  const all = identifiers(party);
  const legal = party.text('PartyLegalEntity', 'RegistrationName');
  const trading = party.text('PartyName', 'Name');
  const contact = party.text('Contact', 'Name');
  const name = legal ?? trading ?? contact;
  if (name === null) {
    party.findings.error(party.path, {
      code: `${role}-name-missing`,
      detail: `the ${role} has no name`,
      hint: 'Fill PartyLegalEntity/RegistrationName (BT-27 for the seller, BT-44 for the buyer).',
    });
    return null;
  }
  return {
    name,
    tradingName: trading !== null && trading !== name ? trading : null,
    kvk: digits(byScheme(all, schemes.kvk), 8),
    vatId: vatIdOf(party, all),
    oin: digits(byScheme(all, schemes.oin), 20),
    customerNumber:
      party
        .all('PartyIdentification')
        .flatMap((part) => part.all('ID'))
        .filter((id) => id.attribute('schemeID') === null)
        .map((id) => tidy(id.node.text))[0] ?? null,
    contactName: contact !== null && contact !== name ? contact : null,
    email: emailOf(party, all),
    phone: party.text('Contact', 'Telephone'),
    address: addressOf(party),
  };
}

/**
 * What the document is evidence for. An OIN: government. A KVK number, a VAT id or a registration number of any register: a business, and
 * a natural person's when its name or legal form says so. Nothing: unknown, which the law part treats as a consumer. The absence of a number
 * proves nothing, and neither does a registered name: EN 16931 asks one of every buyer.
 */
export function kindOf(party: Cursor, read: UblParty): DebtorKind {
  if (byScheme(identifiers(party), schemes.oin) !== null) return 'government';
  const registered = party.text('PartyLegalEntity', 'CompanyID') !== null;
  if (read.kvk === null && read.vatId === null && !registered) return 'unknown';
  const form = [party.text('PartyLegalEntity', 'CompanyLegalForm'), read.name, read.tradingName].join(' ');
  return naturalForms.test(form) ? 'natural_business' : 'company';
}

function languageOf(root: Cursor, country: string | null): Language | null {
  const tag = root.all('Note').flatMap((note) => note.attribute('languageID')?.slice(0, 2).toLowerCase() ?? [])[0];
  if (tag === 'nl' || tag === 'en') return tag;
  if (country === null || country === 'BE') return null;
  return country === 'NL' ? 'nl' : 'en';
}

/** The buyer as a debtor. */
export function readDebtor(root: Cursor, party: Cursor): UblDebtor | null {
  const read = readParty(party, 'debtor');
  return read === null ? null : { ...read, kind: kindOf(party, read), language: languageOf(root, read.address.country) };
}
