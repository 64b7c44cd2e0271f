#!/usr/bin/env node
/** The `maanwerk` command of a clone: makes sure it is built, then runs it in this very process. */
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { inRoot } from './lib/project.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  await bootstrap();
  await import(pathToFileURL(inRoot('dist/apps/cli/main.js')).href);
  return process.exitCode;
});
