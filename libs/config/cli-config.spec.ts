import { describe, expect, it } from 'vitest';
import { ConfigRefused } from './app-config.js';
import { loadCliConfig, parseEnvFile } from './cli-config.js';

describe('the settings of the command line', () => {
  it('reads what the last start wrote; comments and odd lines are skipped', () => {
    expect(parseEnvFile('# made\nMAANWERK_API_URL=http://127.0.0.1:1234\n\nA=b=c\nnot a line\n')).toEqual({
      MAANWERK_API_URL: 'http://127.0.0.1:1234',
      A: 'b=c',
    });
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
