import { describe, expect, it } from 'vitest';
import { ConfigRefused } from '#config/app-config.js';
import { LaunchFailed, MissingTool } from '#embedded/missing-tool.js';
import { ApiRefused } from './api-client.js';
import { CliFailure, ExitCode } from './exit-codes.js';
import { describeFailure } from './print-failure.js';

describe('describeFailure', () => {
  it('shows a problem of the API as what, why, what to do and the request', () => {
    const { code, text } = describeFailure(
      new ApiRefused(409, {
        title: 'The invoice number is taken',
        detail: 'F-1 is inv_1',
        code: 'invoice-number-taken',
        hint: 'Use another number.',
        requestId: 'req_7',
        errors: [{ pointer: '/number', detail: 'taken' }],
      }),
    );
    expect(code).toBe(ExitCode.refused);
    expect(text).toBe(
      [
        'error: The invoice number is taken',
        '  F-1 is inv_1',
        '  /number taken',
        '',
        'What you can do:',
        '  - Use another number.',
        '',
        'request req_7',
      ].join('\n'),
    );
  });

  it.each([
    [new CliFailure(ExitCode.partial, 'half of it'), ExitCode.partial],
    [new MissingTool('no database', ['install one']), ExitCode.error],
    [new LaunchFailed('did not start', 'port taken'), ExitCode.error],
    [new ConfigRefused(['API_PORT: must be a whole number']), ExitCode.usage],
    [new ApiRefused(503, {}), ExitCode.error],
  ])('shows no stack for %s', (error, expected) => {
    const { code, text } = describeFailure(error);
    expect(code).toBe(expected);
    expect(text).not.toMatch(/\n\s+at /);
  });

  it('shows the stack of a surprise, because that is a bug of ours', () => {
    expect(describeFailure(new TypeError('x is undefined')).text).toMatch(/bug[\s\S]*TypeError: x is undefined\n\s+at /);
  });
});
