/** Ids as the operator's commands take them: public ones, and those of the database itself. */
import { InvalidArgumentError } from 'commander';
import { fromPublicId, type IdKind } from '#contracts/ids.js';

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The UUID of a public id; the database's own form is understood too. */
export function idParser(kind: IdKind, example: string): (text: string) => string {
  return (text) => {
    const id = uuidShape.test(text) ? text : fromPublicId(kind, text);
    if (id !== null) return id;
    throw new InvalidArgumentError(`Write an id like ${example}`);
  };
}

/** The UUID of a creditor. */
export const parseCreditor = idParser('tenant', 'ten_...; `maanwerk creditor list` shows them.');
