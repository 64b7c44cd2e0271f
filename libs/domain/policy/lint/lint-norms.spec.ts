import { describe, expect, it } from 'vitest';
import { lintPolicy } from './lint-policy.js';
import { normWarnings } from './lint-norms.js';
import { readyMadePolicies, standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';

const mail: Step = { key: 'a', kind: 'message', trigger: { anchor: 'dueDate', days: 5 }, channels: ['email'], template: 't' };
const step = (rest: Partial<Step>): Step => ({ ...mail, ...rest });
const warned = (policy: Partial<Policy>): readonly string[] =>
  normWarnings({ ...standaard, steps: [mail], ...policy }).map(({ pointer, code }) => `${pointer} ${code}`);
const early = (trigger: Step['trigger'], interest = '12'): readonly string[] =>
  warned({ steps: [step({ trigger, charges: { interest } })] });
const interest = ['/steps/0/charges/interest interest-before-due'];

describe('what is allowed and unusual', () => {
  it.each(readyMadePolicies.map(({ policy }) => [policy.key, policy] as const))('is not in %s', (_, policy) => {
    expect(normWarnings(policy)).toEqual([]);
  });

  it.each<[string, Partial<Policy>, readonly string[]]>([
    ['Sundays', { calendar: 'none', weekdays: { email: 'sun' } }, ['/calendar holiday-contact', '/weekdays/email sunday-contact']],
    ['holidays', { calendar: 'none' }, ['/calendar holiday-contact']],
    [
      'holidays beside steps that reach nobody',
      { calendar: 'none', steps: [mail, step({ kind: 'internal' })] },
      ['/calendar holiday-contact'],
    ],
    ['no Sundays from Monday to Saturday', { calendar: 'none', weekdays: { email: 'mon-sat' } }, ['/calendar holiday-contact']],
    ['holidays that banks do not keep', { calendar: 'target', weekdays: { email: 'mon-sun' } }, ['/calendar holiday-contact']],
    ['no Sundays with the legal calendar', { weekdays: { email: 'mon-sun' } }, []],
    ['no Sundays of a channel that nothing uses', { calendar: 'none', weekdays: { sms: 'sun' } }, ['/calendar holiday-contact']],
    [
      'Sundays of the copies',
      { calendar: 'none', weekdays: { sms: 'sun' }, steps: [step({ alsoVia: ['sms'] })] },
      expect.arrayContaining(['/weekdays/sms sunday-contact']),
    ],
    [
      'Sundays of the calls',
      { calendar: 'none', weekdays: { call: 'sat-sun' }, steps: [step({ kind: 'call', channels: ['call'] })] },
      expect.arrayContaining(['/weekdays/call sunday-contact']),
    ],
    ['not the day a letter is printed', { calendar: 'none', weekdays: { letter: 'sun' }, steps: [step({ channels: ['letter'] })] }, []],
    ['nothing that reaches nobody', { calendar: 'none', steps: [step({ kind: 'internal' })] }, []],
    [
      'contacts',
      { contactCap: { perDay: 10, perWeek: 50 } },
      ['/contactCap/perDay frequent-contact', '/contactCap/perWeek frequent-contact'],
    ],
  ])('%s', (_, policy, expected) => {
    expect(warned(policy)).toEqual(expected);
  });

  it('interest up to the due date', () => {
    expect(early({ anchor: 'dueDate', days: -10 })).toEqual(interest);
    expect(early({ anchor: 'dueDate', days: 0 }, 'statutory')).toEqual(interest);
    expect(early({ anchor: 'oldestOpenDueDate', days: -1 })).toEqual(interest);
    expect(early({ anchor: 'dueDate', days: 1 })).toEqual([]);
    expect(early({ anchor: 'dueDate', months: 1, days: -3 })).toEqual([]);
    expect(early({ anchor: 'issueDate', days: 0 })).toEqual([]);
    expect(early({ anchor: 'dueDate', days: -10 }, 'none')).toEqual([]);
  });

  it('is a warning beside the errors, and says why', () => {
    const findings = lintPolicy({ ...standaard, calendar: 'none', steps: [mail, mail] });
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['error duplicate-key', 'warning holiday-contact']);
    expect(findings[1]?.detail).toBe('/calendar: "none" does not keep all Dutch holidays (Bki art. 4.2 lid 2); "nl-legal" does');
  });
});
