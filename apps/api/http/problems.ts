/**
 * Every way this API says no (RFC 9457). The codes are stable: clients branch on them, `/problems/{code}` explains them, and the
 * OpenAPI lists them. A refusal is thrown as {@link Problem} at the edge only; the rooms below return their refusals as values.
 */

/** What the catalogue says of a code. `hint` is one sentence: what to do about it. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly hint: string;
  readonly retryable?: true;
}

export const problemKinds = {
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    hint: 'Send one JSON value in UTF-8; line, column and offset say where reading stopped.',
  },
  'invalid-request': { status: 400, title: 'The request has the wrong shape', hint: 'Correct the fields named in errors.' },
  'invalid-idempotency-key': {
    status: 400,
    title: 'The Idempotency-Key cannot be used',
    hint: 'Send 1 to 255 printable ASCII characters, for instance a UUID.',
  },
  'invalid-cursor': { status: 400, title: 'The cursor is not ours', hint: 'Take nextCursor of the previous page, with the same filters.' },
  'invalid-upload': {
    status: 400,
    title: 'The upload cannot be read',
    hint: 'Send multipart/form-data with one or more parts named file.',
  },
  'logo-not-usable': {
    status: 422,
    title: 'The logo cannot be used',
    hint: 'Send a PNG of at most 512 KiB and 2,000 pixels a side, as image/png.',
  },
  'document-not-usable': {
    status: 422,
    title: 'The file cannot be kept as an invoice',
    hint: 'Send the PDF of the invoice, at most 5 MiB, as application/pdf.',
  },
  'text-not-publishable': {
    status: 422,
    title: 'The text cannot be published',
    hint: 'Mend what the errors name in a new draft; the findings of a version say the same.',
  },
  'text-needs-another-person': {
    status: 409,
    title: 'The text needs another person',
    hint: 'A formal notice is published with another API key than the one that wrote it.',
  },
  'invalid-signature': {
    status: 401,
    title: 'The signature does not match',
    hint: 'Sign the exact bytes with the secret of this endpoint.',
  },
  'api-key-missing': { status: 401, title: 'No API key', hint: 'Send Authorization: Bearer mw_test_... or mw_live_...' },
  'api-key-invalid': {
    status: 401,
    title: 'The API key is not valid',
    hint: 'Check that the key is complete, not expired and not revoked.',
  },
  'scope-missing': { status: 403, title: 'The API key may not do this', hint: 'Use a key that has the scope named in requiredScope.' },
  'not-found': { status: 404, title: 'Not found', hint: 'Check the id; things of another tenant are not found either.' },
  'route-not-found': { status: 404, title: 'No such route', hint: 'See /openapi.json for the routes and their methods.' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive', hint: 'Send it again, faster.', retryable: true },
  conflict: { status: 409, title: 'The state does not allow this', hint: 'Read the object again and decide afresh.' },
  'idempotency-key-in-flight': {
    status: 409,
    title: 'A request with this Idempotency-Key is still running',
    hint: 'Wait a moment and send the same request again.',
    retryable: true,
  },
  'invoice-number-taken': {
    status: 409,
    title: 'The invoice number is taken',
    hint: 'Every invoice of a creditor has its own number; invoiceId names the one that has this one.',
  },
  'credit-note-number-taken': {
    status: 409,
    title: 'The credit note number is taken',
    hint: 'Every credit note of a creditor has its own number and is booked once; to repeat a request, send its Idempotency-Key again.',
  },
  'external-id-taken': { status: 409, title: 'The externalId is taken', hint: 'Use the object that already has it.' },
  'invoice-closed': { status: 409, title: 'The invoice is closed', hint: 'A closed invoice is no longer chased; see its outcome.' },
  'debtor-still-owes': {
    status: 409,
    title: 'The debtor still owes something',
    hint: 'While a claim is chased its data may be kept (art. 17(3)(e) AVG). Close the invoices, or stop chasing with the erasure (stopChases, --stop-chases).',
  },
  'debtor-erased': { status: 409, title: 'The debtor was erased', hint: 'Create a new debtor for a new claim.' },
  'message-unsettled': {
    status: 409,
    title: 'A message of the debtor is on its way',
    hint: 'Wait until it is known what became of it, or settle the doubt (POST /v1/messages/{id}/resolve); then send this again.',
    retryable: true,
  },
  'payment-already-reversed': { status: 409, title: 'The payment is already reversed', hint: 'A payment can be reversed once.' },
  'too-many-promises': {
    status: 409,
    title: 'The debtor has promised too often',
    hint: 'Agree a payment plan, or pause the chase; a promise that was recorded by mistake can be taken back.',
  },
  'plan-exists': { status: 409, title: 'There is a payment plan already', hint: 'End it first.' },
  'dispute-exists': { status: 409, title: 'There is an open dispute already', hint: 'Settle it first.' },
  'dispute-not-open': { status: 409, title: 'The dispute is not open', hint: 'It was settled already.' },
  'task-not-open': { status: 409, title: 'The task is not open', hint: 'It has an outcome, or its deadline has passed.' },
  'task-claimed': { status: 409, title: 'The task is claimed by somebody else', hint: 'Take another task.' },
  'test-clock-in-use': { status: 409, title: 'Debtors live on this clock', hint: 'Their history needs it; make another clock.' },
  'message-not-unknown': {
    status: 409,
    title: 'The outcome of the message is known',
    hint: 'Only a message whose outcome is unknown is settled by a person.',
  },
  'notice-ended': {
    status: 409,
    title: 'The formal notice has ended',
    hint: 'Read the notice: ended says when and why.',
  },
  'notice-not-sent': {
    status: 409,
    title: 'The formal notice has not left',
    hint: 'Wait until its message was sent, or settle the message whose outcome is unknown.',
  },
  'notice-not-posted': {
    status: 409,
    title: 'The formal notice did not go by letter',
    hint: 'Only a letter is posted; the receipt of an e-mail is reported or proven.',
  },
  'posting-known': {
    status: 409,
    title: 'The day of posting is known already',
    hint: 'Its term is counted from that day; a day of receipt can still be proven.',
  },
  'receipt-proven': {
    status: 409,
    title: 'The receipt of the notice is proven already',
    hint: 'Its term runs from the proven day; another day needs a new notice.',
  },
  'test-clock-advancing': {
    status: 409,
    title: 'The test clock is moving',
    hint: 'Wait until its job is finished.',
    retryable: true,
  },
  'job-ended': { status: 409, title: 'The job has ended already', hint: 'Read its result; what it has done stands.' },
  'etag-mismatch': { status: 412, title: 'The object has changed', hint: 'Read it again and repeat with its new ETag in If-Match.' },
  'body-too-large': { status: 413, title: 'The body is too large', hint: 'JSON up to 256 kB, an uploaded file up to 10 MB.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type is not accepted',
    hint: 'Send application/json in UTF-8, uncompressed.',
  },
  'work-too-large': {
    status: 422,
    title: 'The request asks for too much work',
    hint: 'limit says what it went beyond; ask for less, as the detail says.',
  },
  'invalid-value': { status: 422, title: 'A value is not possible', hint: 'Correct the fields named in errors.' },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    hint: 'Use a new key for a new request; repeat the very same body with the old one.',
  },
  'if-match-required': { status: 428, title: 'If-Match is missing', hint: 'Send the ETag of the object you are changing in If-Match.' },
  'too-many-requests': { status: 429, title: 'Too many requests', hint: 'Wait for Retry-After seconds.', retryable: true },
  'headers-too-large': { status: 431, title: 'The headers are too large', hint: 'Send fewer and shorter headers: 100 of 16 kB in all.' },
  'internal-error': {
    status: 500,
    title: 'Something broke on our side',
    hint: 'Send it again; report the requestId if it stays.',
    retryable: true,
  },
  'not-yet': { status: 501, title: 'Not built yet', hint: 'The route is reserved; see x-maanwerk-status in /openapi.json.' },
  unavailable: {
    status: 503,
    title: 'Not available now',
    hint: 'Send it again in a moment, with the same Idempotency-Key.',
    retryable: true,
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** A code of the catalogue. */
export type ProblemCode = keyof typeof problemKinds;

/** What the catalogue says of a code. */
export const problemKind = (code: ProblemCode): ProblemKind => problemKinds[code];

/** One thing that is wrong, by JSON Pointer into the body, or `?name` / `#header` for the rest of the request. */
export interface ProblemError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Further members of the answer; `extra` are the extension members of this code, such as `requiredScope`. */
export interface ProblemMore {
  readonly errors?: readonly ProblemError[];
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal on its way to the client. `detail` must never hold personal data or text of the database. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly more: ProblemMore = {},
  ) {
    super(`${code}: ${detail}`);
  }

  get status(): number {
    return problemKind(this.code).status;
  }
}

/** The body of a problem answer. `instance` is the path without its query, which could hold what a client typed. */
export function problemBody(problem: Problem, at: { readonly path: string; readonly requestId: string }): Record<string, unknown> {
  const kind = problemKind(problem.code);
  return {
    type: `/problems/${problem.code}`,
    title: kind.title,
    status: kind.status,
    detail: problem.detail,
    instance: at.path,
    code: problem.code,
    requestId: at.requestId,
    errors: problem.more.errors ?? [],
    retryable: kind.retryable ?? false,
    hint: kind.hint,
    ...problem.more.extra,
  };
}

/** The same answer for a thing that does not exist and for one of another tenant. */
export const notFound = (what: string): Problem => new Problem('not-found', `There is no such ${what}.`);

/** One impossible value. */
export const invalidValue = (pointer: string, code: string, detail: string): Problem =>
  new Problem('invalid-value', detail, { errors: [{ pointer, code, detail }] });
