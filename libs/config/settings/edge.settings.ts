import { networks, text, whole } from '#settings/setting.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const KIB = 1_024;

/** How much of a stranger's time and room the HTTP edge lends him, and how often he may ask. */
export const edgeSettings = {
  HTTP_TRUSTED_PROXIES: networks('', {
    why: 'Addresses or networks (CIDR) of the reverse proxies before the API, with commas between them: only from these is X-Forwarded-For believed. Empty: the other end of the socket is the caller. Behind a proxy that is not named here all strangers share one limit.',
  }),
  HTTP_HEADERS_TIMEOUT_MS: whole(
    10 * SECOND,
    { min: 100, max: 5 * MINUTE },
    'How long the headers of a request may take to arrive: they are a few hundred bytes, so a client that needs longer holds a socket on purpose.',
  ),
  HTTP_BODY_TIMEOUT_MS: whole(
    30 * SECOND,
    { min: 100, max: 10 * MINUTE },
    'How long a JSON body or a report of a provider may take to arrive: 256 kB at the pace of a bad telephone line.',
  ),
  HTTP_UPLOAD_TIMEOUT_MS: whole(
    2 * MINUTE,
    { min: 100, max: 60 * MINUTE },
    'How long a whole request may take to arrive, uploads included: 60 MB at 4 Mbit/s. Above the other two.',
  ),
  HTTP_BODY_IDLE_MS: whole(
    10 * SECOND,
    { min: 100, max: 5 * MINUTE },
    'After so long without a byte of a body that was begun, the client is gone or holds a socket on purpose.',
  ),
  HTTP_KEEP_ALIVE_MS: whole(
    65 * SECOND,
    { min: 100, max: 10 * MINUTE },
    'How long a connection without a request stays open: above the idle time of common load balancers (60 s), so that they close first and never meet a closing socket. Node adds a second of its own.',
  ),
  HTTP_SOCKET_IDLE_MS: whole(
    2 * MINUTE,
    { min: 100, max: 60 * MINUTE },
    'After so long without a byte in either direction a connection is cut, also while an answer is made or not taken: longer than any request works.',
  ),
  HTTP_SOCKET_CHECK_MS: whole(
    SECOND,
    { min: 50, max: MINUTE },
    "How often the times above are held against the open connections: a slow one lives at most this much longer. Node's own default of 30 s makes 40 s of 10.",
  ),
  HTTP_MAX_HEADER_BYTES: whole(
    16 * KIB,
    { min: KIB, max: 256 * KIB },
    'Bytes of all headers of a request, its first line included; ours are some hundred.',
  ),
  HTTP_MAX_HEADERS: whole(100, { min: 10, max: 1_000 }, 'Headers of one request; a browser behind two proxies sends about thirty.'),
  HTTP_MAX_CONNECTIONS: whole(
    2_000,
    { min: 1, max: 100_000 },
    'Connections open at once, each a file of the process: below the 4,096 that common systems allow it, with room for those to the database. More are closed unheard.',
  ),
  HTTP_MAX_CONNECTIONS_PER_ADDRESS: whole(
    500,
    { min: 1, max: 100_000 },
    'Connections open at once from one address, so that nobody takes them all; trusted proxies are not counted.',
  ),
  UPLOAD_DIR: text('', {
    why: 'Folder in which the files of an upload lie while they are read, in a folder of the process that only its account may open; empty: the one of the system for temporary files. Needs room for UPLOAD_MAX_BYTES of each upload under way.',
  }),
  UPLOAD_MAX_BYTES: whole(
    64 * KIB * KIB,
    { min: KIB, max: 4 * KIB * KIB * KIB },
    'Bytes of one upload, all its files together: a hundred invoices with a PDF inside of half a megabyte each.',
  ),
  UPLOAD_MAX_ELEMENTS: whole(
    2_000_000,
    { min: 1_000, max: 1_000_000_000 },
    'XML elements of one upload, all its files together: ten of the largest file that is read. A hundred honest invoices have some 50,000.',
  ),
  RATE_KEY_BURST: whole(
    500,
    { min: 1, max: 1_000_000 },
    'Requests of one API key in 10 seconds, in each API process: a sixth of what one can write, so that five creditors at their limit leave room for others.',
  ),
  RATE_KEY_SUSTAINED: whole(
    30_000,
    { min: 1, max: 100_000_000 },
    'Requests of one API key in 10 minutes, in each API process: the burst kept up.',
  ),
  RATE_ANONYMOUS: whole(
    60,
    { min: 1, max: 1_000_000 },
    'Requests without a valid key from one address (IPv6: one /64) in a minute, in each API process: documents, the page of a debtor, wrong keys and wrong signatures.',
  ),
};
