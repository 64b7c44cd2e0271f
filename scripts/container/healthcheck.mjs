/** Exit code 0 when the process of this container serves; the image has no curl, and needs none. */
const TIMEOUT_MS = 4_000;

const answer = await fetch(process.env.HEALTH_URL ?? 'http://127.0.0.1:3000/readyz', { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
  () => undefined,
);
process.exit(answer?.ok === true ? 0 : 1);
