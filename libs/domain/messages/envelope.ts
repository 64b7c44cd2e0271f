/** What is frozen with a message beside its words: headers and files. Plain values, fit for a JSON column. */

/** A file that goes along, or a picture inside a mail. Its bytes never change between attempts. */
export interface FrozenAttachment {
  readonly filename: string;
  readonly contentType: string;
  /** Of a picture that the words show: what follows `cid:` there. Null: an attachment of its own. */
  readonly cid: string | null;
  /** Where the bytes are: a stored file by its id, or here in base64 where they are few. */
  readonly bytes: { readonly file: string } | { readonly base64: string };
}

/** See above. A message without one was claimed before envelopes were kept. */
export interface MessageEnvelope {
  /** Version of the brand it shows; null: the look of the installation. */
  readonly brand: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly FrozenAttachment[];
}
