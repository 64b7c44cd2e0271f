/** `npm run sbom`: what is shipped, package by package, as CycloneDX, for those who must know what a hole in one of them means for them. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { inRoot } from './lib/project.mjs';
import { main, say } from './lib/say.mjs';

const mostBytes = 64 * 1024 * 1024;

await main(() => {
  // From the lock, not from what lies in node_modules: the same on every machine.
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev', '--package-lock-only'];
  const text = execFileSync('npm', args, { cwd: inRoot('.'), encoding: 'utf8', maxBuffer: mostBytes });
  const { bomFormat, specVersion, components } = JSON.parse(text);
  if (bomFormat !== 'CycloneDX' || !Array.isArray(components) || components.length === 0) throw new Error('npm wrote no CycloneDX');
  const file = inRoot('sbom.cdx.json');
  writeFileSync(file, text);
  say(`${file}: ${components.length} packages (${bomFormat} ${specVersion})`);
  return 0;
});
