/** `npm run bench:debtor`, see `debtor/main.ts`. */
import { benchDebtor } from './debtor/main.js';

await benchDebtor(process.argv.slice(2));
