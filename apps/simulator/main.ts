/** The simulator's process: the outside world of a development start, a demo or a test. */
import { resend } from '#channels/resend/resend.provider.js';
import { type AppConfig, configFor, ConfigRefused } from '#config/app-config.js';
import { startSimulator } from './simulator.js';

function loadOrExit(): AppConfig {
  try {
    return configFor('simulator');
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigRefused ? error.message : 'The settings cannot be read.'}\n`);
    process.exit(2);
  }
}

const config = loadOrExit();
/** It plays Resend, whether the house uses it or not. */
const asResend = config.settingsOf(resend);
const simulator = await startSimulator({
  host: config.SIMULATOR_HOST,
  port: config.SIMULATOR_PORT,
  dataDir: config.SIMULATOR_DATA_DIR,
  webhook: { url: config.SIMULATOR_WEBHOOK_URL, secret: asResend.RESEND_WEBHOOK_SECRET.reveal() },
  apiKey: asResend.RESEND_API_KEY.reveal(),
  instance: config.MAANWERK_INSTANCE,
}).catch((error: unknown) => {
  process.stderr.write(`The simulator cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
process.stdout.write(
  `${JSON.stringify({ msg: 'simulator listens', url: simulator.url, mailbox: `${simulator.url}/mailbox`, pid: process.pid })}\n`,
);

const stop = (): void => {
  simulator.close().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`The simulator did not stop cleanly: ${String(error)}\n`);
      process.exit(1);
    },
  );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
