/** `npm run bench:debtor`, see `debtor/main.ts`. */
import { benchDebtor } from './debtor/main.js';
import { runBench } from './lib/broken-off.js';

await runBench(() => benchDebtor(process.argv.slice(2)));
