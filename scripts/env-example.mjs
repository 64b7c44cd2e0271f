/** `npm run env:example`: writes `.env.example` from the schema in libs/config (a unit test refuses a stale one). */
import { writeFileSync } from 'node:fs';
import { renderEnvExample } from '../dist/libs/config/env-example.js';

writeFileSync(new URL('../.env.example', import.meta.url), renderEnvExample());
