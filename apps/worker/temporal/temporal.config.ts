import { registerAs } from '#config/config.module.js';
import type { TemporalAddress } from '#temporal/connection.js';

/** Where Temporal is. */
export const temporalConfig = registerAs('temporal', (config): TemporalAddress & { readonly rpcTimeoutMs: number } => {
  const apiKey = config.TEMPORAL_API_KEY?.reveal();
  return {
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    rpcTimeoutMs: config.TEMPORAL_RPC_TIMEOUT_MS,
    ...(apiKey === undefined ? {} : { apiKey }),
  };
});
