/** Heads of chains in a file that is kept elsewhere: what it holds, and who signed it. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';

const format = 'maanwerk-audit-heads/1';

const headShape = z.strictObject({
  creditor: z.string().startsWith('ten_'),
  position: z.string().regex(/^\d{1,19}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  sealedAt: z.iso.datetime(),
});
const statementShape = z.strictObject({ exportedAt: z.iso.datetime(), heads: z.array(headShape).readonly() });
const signatureShape = z.strictObject({ signedAt: z.iso.datetime(), publicKey: z.base64(), signature: z.base64() });
const fileShape = z.strictObject({ format: z.literal(format), statement: statementShape, signatures: z.array(signatureShape).readonly() });

/** Where a chain stood at a moment. */
export type Head = z.output<typeof headShape>;
/** What is signed. */
export type HeadStatement = z.output<typeof statementShape>;
/** The file. More people may sign it later: each signs the same statement. */
export type HeadFile = z.output<typeof fileShape>;

/** Reads a file. @returns null when it is none of ours */
export function readHeadFile(text: string): HeadFile | null {
  try {
    return fileShape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** What a signature is made over: the statement in the order of its schema, and the moment of signing. */
const signedText = (statement: HeadStatement, signedAt: string): Buffer =>
  Buffer.from(`${format}\n${signedAt}\n${JSON.stringify(statementShape.parse(statement))}\n`, 'utf8');

const publicText = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

/** The statement as a file that nobody has signed. */
export const unsigned = (statement: HeadStatement): HeadFile => ({ format, statement, signatures: [] });

/** Adds a signature (Ed25519). @returns the file with it */
export function signedBy(file: HeadFile, key: KeyObject, signedAt: string): HeadFile {
  const signature = sign(null, signedText(file.statement, signedAt), key).toString('base64');
  return { ...file, signatures: [...file.signatures, { signedAt, publicKey: publicText(key), signature }] };
}

/** Whether somebody whose public key is known from elsewhere signed the file. The key that stands in the file proves nothing. */
export function isSignedBy(file: HeadFile, publicKey: KeyObject): boolean {
  const known = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return file.signatures.some(
    ({ publicKey: named, signature, signedAt }) =>
      named === known && verify(null, signedText(file.statement, signedAt), publicKey, Buffer.from(signature, 'base64')),
  );
}
