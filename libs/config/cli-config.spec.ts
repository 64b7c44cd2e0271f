import { describe, expect, it } from 'vitest';
import { ConfigRefused } from './app-config.js';
import { loadCliConfig } from './cli-config.js';

describe('the settings of the command line', () => {
  it('reads what the last start wrote, quoted as for a shell; comments and odd lines are skipped', () => {
    const file = "# made\nMAANWERK_API_URL='http://127.0.0.1:1234'\n\nMAANWERK_API_KEY=b=c\nnot a line\n";
    const config = loadCliConfig({}, file);
    expect(config.MAANWERK_API_URL).toBe('http://127.0.0.1:1234');
    expect(config.MAANWERK_API_KEY?.reveal()).toBe('b=c');
  });

  it('lets the environment win over the file, and has defaults for both', () => {
    const file = 'MAANWERK_API_URL=http://127.0.0.1:1\nMAANWERK_API_KEY=from-file';
    const config = loadCliConfig({ MAANWERK_API_URL: 'https://api.example' }, file);
    expect(config.MAANWERK_API_URL).toBe('https://api.example');
    expect(config.MAANWERK_API_KEY?.reveal()).toBe('from-file');
    expect(loadCliConfig({}).MAANWERK_API_URL).toBe('http://127.0.0.1:3000');
  });

  it('names what it cannot use', () => {
    expect(() => loadCliConfig({ MAANWERK_API_URL: 'ftp://x' })).toThrow(ConfigRefused);
  });
});
