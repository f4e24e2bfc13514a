import { Profile, ProfileName, ProfileRules } from '@watchfloor/contracts/profile';
import { describe, expect, test } from 'vitest';
import { PROFILES, versionAt, versionsIn } from './profiles.ts';

const at = (text: string): number => Date.parse(text);

describe('the profiles', () => {
  test('are one for each name', () => {
    expect(PROFILES.map(({ name }) => name)).toEqual(ProfileName.options);
  });

  test.each(PROFILES)('$name says everything in three languages, with source and date, and its rules are what its lines say', (profile) => {
    expect(Profile.parse(profile)).toEqual(profile);
    for (const { lines, rules } of profile.versions) {
      expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
      for (const { key, value, text, source } of lines) {
        expect(ProfileRules.shape[key].safeParse(value).success, key).toBe(true);
        expect(rules[key]).toEqual(value);
        for (const each of [text['zh-CN'], text['zh-TW'], text.en, source]) expect(each, key).not.toBe('');
      }
    }
  });

  test('versions follow one another, the first holds as far back as one looks', () => {
    for (const { versions } of PROFILES) {
      expect(versions[0]?.validFrom).toBeNull();
      const dates = versions.slice(1).map(({ validFrom }) => validFrom ?? '');
      expect(dates).toEqual(dates.toSorted());
    }
  });
});

test('the version is the one of the time: Taobao counted until midnight before March 2022', () => {
  expect(versionAt('taobao', at('2022-02-28T23:59:59+08:00')).rules.hours).toEqual({ from: '08:00', to: '24:00' });
  expect(versionAt('taobao', at('2022-03-01T00:00:00+08:00')).rules.hours).toEqual({ from: '08:00', to: '23:00' });
  expect(versionsIn('taobao', { from: at('2022-02-28T00:00:00+08:00'), to: at('2022-03-01T00:00:00+08:00') })).toEqual(['older']);
  expect(versionsIn('taobao', { from: at('2022-02-28T00:00:00+08:00'), to: at('2022-03-02T00:00:00+08:00') })).toEqual([
    'older',
    '2022-03',
  ]);
});
