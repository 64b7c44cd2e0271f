import { registerAs } from '#config/config.module.js';
import type { Secret } from '#settings/secret.js';
import type { TemporalAddress } from '#temporal/connection.js';
import { encryptingConverter } from '#temporal/payload-codec.js';

/** What encrypts payloads; nothing without keys. */
const codecOf = (keys: Secret | undefined) => (keys === undefined ? {} : { dataConverter: encryptingConverter(keys.reveal()) });

/** Where Temporal is. */
export const temporalConfig = registerAs('temporal', (config): TemporalAddress & { readonly rpcTimeoutMs: number } => {
  const apiKey = config.TEMPORAL_API_KEY?.reveal();
  return {
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    rpcTimeoutMs: config.TEMPORAL_RPC_TIMEOUT_MS,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(config.TEMPORAL_TLS === 'yes' && { tls: true as const }),
    ...codecOf(config.TEMPORAL_CODEC_KEYS),
  };
});
