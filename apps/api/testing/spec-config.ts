/** Settings of an API under test. */
import { knownProviders } from '#channels/house-channels.js';
import type { DeclaredProvider } from '#channels/provider.js';
import { type AppConfig, type Env, loadConfig } from '#config/app-config.js';

/** Under which this API's keys are stored. */
export const pepper = 'pepper-of-the-specs';
/** Signs the provider's reports in specs. */
export const webhookSecret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

/** A spec asks more in ten seconds than a creditor; the specs of the limits set their own. */
export const asOftenAsTheyLike = { RATE_KEY_BURST: '1000000', RATE_KEY_SUSTAINED: '1000000', RATE_ANONYMOUS: '1000000' };

/** Those of a development start, with the secrets of the specs and no port that could be taken. */
export const specConfig = (over: Env = {}, declared: readonly DeclaredProvider[] = knownProviders): AppConfig =>
  loadConfig(
    {
      METRICS_PORT: '0',
      MAANWERK_API_KEY_PEPPER: pepper,
      MAANWERK_CURSOR_SECRET: 'cursor-secret-of-the-specs',
      RESEND_WEBHOOK_SECRET: webhookSecret,
      ...asOftenAsTheyLike,
      ...over,
    },
    declared,
  );
