import { describe, expect, it } from 'vitest';
import { amsterdam } from '#testing/builders/facts.builder.js';
import { clockText } from '#testing/builders/plan-text.js';
import { compile, parseWeekdays, parseWindows } from '../language/compile.js';
import type { Channel, Contact } from '../facts/facts.js';
import { type FitRequest, fitInstant } from './instant-fit.js';
import { fnv1a, jitterMs } from './jitter.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';

const plain: Policy = { ...standaard, jitterMinutes: 0, minimumDaysBetweenContacts: 0 };

interface Case {
  readonly from: string;
  readonly channel?: Channel;
  readonly policy?: Partial<Policy>;
  readonly contacts?: readonly string[];
  readonly urgent?: boolean;
}

function fit({ from, channel = 'email', policy = {}, contacts = [], urgent = false }: Case) {
  const compiled = compile({ ...plain, ...policy });
  const made: Contact[] = contacts.map((at) => ({ at: amsterdam(at), channel: 'email' }));
  const request: FitRequest = { times: compiled.times[channel], notBefore: amsterdam(from), seed: 'a', contacts: made, urgent };
  return fitInstant(request, compiled);
}

const text = (request: Case): string => {
  const found = fit(request);
  return found ? [clockText(found.at), ...found.moved].join(' ') : 'never';
};

describe('an instant is fitted to', () => {
  it.each<[string, Case, string]>([
    ['the start of a window', { from: '2026-09-16T00:00' }, '2026-09-16 08:00'],
    ['now inside a window', { from: '2026-09-16T08:01' }, '2026-09-16 08:01'],
    ['the last minute of a window', { from: '2026-09-16T17:59' }, '2026-09-16 17:59'],
    ['the next day after a window', { from: '2026-09-16T18:00' }, '2026-09-17 08:00 sending-window'],
    ['another channel', { from: '2026-09-16T15:00', channel: 'letter' }, '2026-09-17 08:00 sending-window'],
    [
      'the first of two windows',
      { from: '2026-09-16T00:00', policy: { sendingWindows: { email: '09:00-12:00,13:30-17:30' } } },
      '2026-09-16 09:00',
    ],
    [
      'the second of two windows',
      { from: '2026-09-16T12:00', policy: { sendingWindows: { email: '09:00-12:00,13:30-17:30' } } },
      '2026-09-16 13:30',
    ],
    [
      'the first window still open',
      { from: '2026-09-16T11:59', policy: { sendingWindows: { email: '09:00-12:00,13:30-17:30' } } },
      '2026-09-16 11:59',
    ],
    ['Saturday, when nothing is said', { from: '2026-09-18T19:00' }, '2026-09-19 08:00 sending-window'],
    ['weekdays of the channel', { from: '2026-09-19T08:00', channel: 'sms' }, '2026-09-21 09:00 sending-window,calendar'],
    ['never a Sunday', { from: '2026-09-20T08:00' }, '2026-09-21 08:00 calendar'],
    ['never a holiday', { from: '2026-12-25T08:00' }, '2026-12-28 08:00 calendar'],
    ['bank days', { from: '2026-04-27T08:00', policy: { calendar: 'target' } }, '2026-04-27 08:00'],
    ['bank holidays', { from: '2026-05-01T08:00', policy: { calendar: 'target' } }, '2026-05-02 08:00 calendar'],
    ['any day without a calendar', { from: '2026-12-25T08:00', policy: { calendar: 'none' } }, '2026-12-25 08:00'],
    ['run days by weekday', { from: '2026-09-15T09:00', policy: { runDays: { weekdays: ['mon', 'wed'] } } }, '2026-09-16 08:00 run-day'],
    ['run days of the month', { from: '2026-09-16T09:00', policy: { runDays: { monthDays: [15, 'last'] } } }, '2026-09-30 08:00 run-day'],
    [
      'the last day of February',
      { from: '2027-02-02T09:00', policy: { runDays: { monthDays: ['last'] }, calendar: 'none', weekdays: { email: 'mon-sun' } } },
      '2027-02-28 08:00 run-day',
    ],
    ['a list of run days', { from: '2026-09-16T09:00', policy: { runDays: { dates: ['2026-09-16', '2026-10-15'] } } }, '2026-09-16 09:00'],
    [
      'the next of a list',
      { from: '2026-09-16T19:00', policy: { runDays: { dates: ['2026-09-16', '2026-10-15'] } } },
      '2026-10-15 08:00 sending-window,run-day',
    ],
    ['a list that has ended', { from: '2026-10-15T19:00', policy: { runDays: { dates: ['2026-09-16', '2026-10-15'] } } }, 'never'],
    ['no run days when urgent', { from: '2026-09-15T09:00', urgent: true, policy: { runDays: { weekdays: ['mon'] } } }, '2026-09-15 09:00'],
    ['one contact a day', { from: '2026-09-16T09:00', contacts: ['2026-09-16T08:00'] }, '2026-09-17 08:00 contact-cap'],
    [
      'two contacts a day',
      { from: '2026-09-16T09:00', contacts: ['2026-09-16T08:00'], policy: { contactCap: { perDay: 2, perWeek: 3 } } },
      '2026-09-16 09:00',
    ],
    [
      'three a week',
      { from: '2026-09-16T09:00', contacts: ['2026-09-10T08:00', '2026-09-11T08:00', '2026-09-14T08:00'] },
      '2026-09-17 08:00 contact-cap',
    ],
    [
      'a week that is over',
      { from: '2026-09-16T09:00', contacts: ['2026-09-09T23:00', '2026-09-11T08:00', '2026-09-14T08:00'] },
      '2026-09-16 09:00',
    ],
    [
      'one message with a copy is one contact',
      { from: '2026-09-16T09:00', contacts: ['2026-09-16T08:00', '2026-09-16T08:00'], policy: { contactCap: { perDay: 2, perWeek: 3 } } },
      '2026-09-16 09:00',
    ],
    ['caps also when urgent', { from: '2026-09-16T09:00', contacts: ['2026-09-16T08:00'], urgent: true }, '2026-09-17 08:00 contact-cap'],
    [
      'the distance',
      { from: '2026-09-16T09:00', contacts: ['2026-09-15T17:00'], policy: { minimumDaysBetweenContacts: 3 } },
      '2026-09-18 08:00 minimum-distance',
    ],
    [
      'the distance reached',
      { from: '2026-09-18T09:00', contacts: ['2026-09-15T17:00'], policy: { minimumDaysBetweenContacts: 3 } },
      '2026-09-18 09:00',
    ],
    [
      'a distance of more than a week',
      { from: '2026-09-16T09:00', contacts: ['2026-09-04T08:00'], policy: { minimumDaysBetweenContacts: 14 } },
      '2026-09-18 08:00 minimum-distance',
    ],
    [
      'no distance when urgent',
      { from: '2026-09-16T09:00', contacts: ['2026-09-15T17:00'], urgent: true, policy: { minimumDaysBetweenContacts: 3 } },
      '2026-09-16 09:00',
    ],
    [
      'summer time that begins',
      { from: '2027-03-27T19:00', policy: { calendar: 'none', weekdays: { email: 'mon-sun' } } },
      '2027-03-28 08:00 sending-window',
    ],
    [
      'summer time that ends',
      { from: '2026-10-25T00:00', policy: { calendar: 'none', weekdays: { email: 'mon-sun' } } },
      '2026-10-25 08:00',
    ],
  ])('%s', (_, request, expected) => {
    const [date, time, ...moved] = text(request).split(' ');
    expect([date, time, moved.join(',')].filter(Boolean).join(' ')).toBe(expected);
  });

  it('no cap at all for what is no contact', () => {
    const compiled = compile(plain);
    const request = { times: compiled.office, notBefore: amsterdam('2026-09-19T09:00'), seed: 'a', contacts: null, urgent: false };
    expect(clockText(fitInstant(request, compiled)?.at ?? 0)).toBe('2026-09-21 08:00');
  });
});

describe('jitter', () => {
  it('spreads chases over its minutes and gives each its own place', () => {
    const places = Array.from({ length: 2000 }, (_, index) => jitterMs(`invoice-${index}`, 45, 600));
    expect(new Set(places).size).toBeGreaterThan(1000);
    expect(Math.max(...places)).toBeLessThan(45 * 60_000);
    expect(Math.min(...places)).toBeLessThan(60_000);
    const minutes = Array.from({ length: 45 }, (_, minute) => places.filter((ms) => Math.floor(ms / 60_000) === minute).length);
    expect(Math.min(...minutes)).toBeGreaterThan(15);
    expect(places).toEqual(Array.from({ length: 2000 }, (_, index) => jitterMs(`invoice-${index}`, 45, 600)));
    expect(places.every((ms) => ms % 1000 === 0)).toBe(true);
  });

  it('stays inside a window that is shorter, and is nothing when switched off', () => {
    for (let index = 0; index < 200; index += 1) expect(jitterMs(`i${index}`, 45, 2)).toBeLessThan(120_000);
    expect(jitterMs('a', 0, 600)).toBe(0);
  });

  it('hashes the whole text', () => {
    expect(fnv1a('')).not.toBe(fnv1a('a'));
    expect(fnv1a('ab')).not.toBe(fnv1a('ba'));
    expect(fnv1a('invoice-1')).toBe(387_370_923);
  });

  it('moves a step within its window', () => {
    const compiled = compile({ ...plain, jitterMinutes: 45 });
    const request = { times: compiled.times.email, notBefore: amsterdam('00:00'), seed: 'invoice-1', contacts: [], urgent: false };
    const at = fitInstant(request, compiled)?.at ?? 0;
    expect(at).toBe(amsterdam('08:00') + jitterMs('invoice-1', 45, 600));
    expect(fitInstant({ ...request, notBefore: at - 1 }, compiled)?.at).toBe(at);
    expect(fitInstant({ ...request, notBefore: at + 1 }, compiled)?.at).toBe(at + 1);
  });
});

describe('the night in which the clock goes forward', () => {
  const night = (letter: string): Partial<Policy> => ({
    calendar: 'none',
    weekdays: { letter: 'mon-sun' },
    sendingWindows: { letter },
    jitterMinutes: 600,
  });
  const places = (letter: string): readonly string[] =>
    Array.from({ length: 60 }, (_, index) => {
      const compiled = compile({ ...plain, ...night(letter) });
      const notBefore = amsterdam('2026-03-29T00:00');
      const found = fitInstant({ times: compiled.times.letter, notBefore, seed: `s${index}`, contacts: [], urgent: false }, compiled);
      return found ? clockText(found.at) : 'never';
    });

  it('leaves the jitter inside its shorter window', () => {
    const found = places('01:00-04:00').toSorted();
    expect(found.filter((at) => at < '2026-03-29 01:00' || at >= '2026-03-29 04:00')).toEqual([]);
    expect(found.some((at) => at >= '2026-03-29 03:00')).toBe(true);
  });

  it('passes a window by that is not there', () => {
    expect(places('02:00-03:00').filter((at) => !at.startsWith('2026-03-30 02:'))).toEqual([]);
  });
});

describe('times as a policy writes them', () => {
  it.each<[string, ReturnType<typeof parseWindows>]>([
    ['08:00-18:00', [{ from: 480, to: 1080 }]],
    [
      '09:00-12:00, 13:30-17:30',
      [
        { from: 540, to: 720 },
        { from: 810, to: 1050 },
      ],
    ],
    ['00:00-24:00', [{ from: 0, to: 1440 }]],
    [
      '09:00-12:00,12:00-13:00',
      [
        { from: 540, to: 720 },
        { from: 720, to: 780 },
      ],
    ],
    ['09:00-12:00,11:59-13:00', null],
    ['09:00-09:00', null],
    ['10:00-09:00', null],
    ['00:00-24:01', null],
    ['9:00-12:00', null],
    ['', null],
    ['09:00', null],
  ])('windows %j', (given, expected) => {
    expect(parseWindows(given)).toEqual(expected);
  });

  it.each<[string, readonly number[] | null]>([
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['mon', [1]],
    ['sun', [7]],
    ['mon,wed, sat', [1, 3, 6]],
    ['mon-tue,sat-sun', [1, 2, 6, 7]],
    ['fri-mon', null],
    ['monday', null],
    ['mon-tue-wed', null],
    ['', null],
  ])('weekdays %j', (given, expected) => {
    const bits = parseWeekdays(given);
    expect(bits === null ? null : [1, 2, 3, 4, 5, 6, 7].filter((day) => (bits >> day) & 1)).toEqual(expected);
  });

  it('that cannot be read are refused by name', () => {
    const broken = { ...plain, sendingWindows: { email: 'always' } };
    expect(() => compile(broken)).toThrow(expect.objectContaining({ code: 'invalid-policy', argument: 'sendingWindows.email' }));
    const nodays = { ...plain, weekdays: { call: 'workdays' } };
    expect(() => compile(nodays)).toThrow(expect.objectContaining({ argument: 'weekdays.call' }));
    const norun: Policy = { ...plain, runDays: { weekdays: ['someday'] } };
    expect(() => compile(norun)).toThrow(expect.objectContaining({ argument: 'runDays.weekdays' }));
  });

  it('are read once a policy', () => {
    expect(compile(plain)).toBe(compile(plain));
    expect(compile({ ...plain })).not.toBe(compile(plain));
  });

  it('have the defaults of the language', () => {
    const { times, office } = compile({ ...plain, sendingWindows: {}, weekdays: {} });
    expect(Object.values(times).map(({ windows }) => windows)).toEqual(
      ['08:00-18:00', '09:00-18:00', '09:00-18:00', '08:00-15:00', '09:00-17:30'].map(parseWindows),
    );
    expect(Object.values(times).every(({ weekdays }) => weekdays === parseWeekdays('mon-sat'))).toBe(true);
    expect(office).toEqual({ windows: parseWindows('08:00-18:00'), weekdays: parseWeekdays('mon-fri') });
    expect(compile({ ...plain, calendar: 'none' }).office.weekdays).toBe(parseWeekdays('mon-sun'));
  });
});
