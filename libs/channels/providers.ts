/** Every provider that this house knows, a line each. Its folder says the rest: see {@link ProviderSpec} and CONTRIBUTING, "A provider". */
export { resend } from './resend/resend.provider.js';
export { letterSimulated, smsSimulated, whatsappSimulated } from './simulated/simulated.providers.js';
