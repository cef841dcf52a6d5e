/** Patterns for private data find what they should and leave ordinary numbers alone; scripts and likeness are measured. */

import { describe, expect, test } from 'vitest';
import { NearDuplicates } from '../../../src/main/engine/data/nearDuplicates.ts';
import {
  findPrivate,
  hasDamagedCharacters,
  ScriptCounter,
} from '../../../src/main/engine/data/textPatterns.ts';

describe('private data', () => {
  test.each([
    ['write to a.b+c@mail.example.co.uk.', ['email']],
    ['call 08-123 45 67 or', ['phone']],
    ['call (555) 123-4567', ['phone']],
    ['0049 30 1234 5678', ['phone']],
    [`ghp_${'a1'.repeat(18)}`, ['key']],
    ['AKIAIOSFODNN7EXAMPLE', ['key']],
    ['-----BEGIN RSA PRIVATE KEY-----', ['key']],
    ['Price: 12,345.67 kr in 2026, article 4000-1234', []],
    ['see chapter 9.3.17 of ISO 9001:2015, pages 120-134', []],
    ['on 2024-02-29 at 10:00, 25,000-50,000 SEK', []],
    ['user@localhost and @handle', []],
    ['risk-based-approach-for-everyone-everywhere', []],
    ['192.168.100.200', []],
  ])('%s', (text, kinds) => {
    expect(findPrivate(text)).toEqual(kinds);
  });
});

test('damage is control and replacement characters, not tabs, emoji or accents', () => {
  expect(['a\tb\r\nc 🙂 é', '日本'].map(hasDamagedCharacters)).toEqual([false, false]);
  expect(['\u0000', 'a\ufffd', '\u0085', '\ud83d'].map(hasDamagedCharacters)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('scripts are shares of the letters', () => {
  const counter = new ScriptCounter();
  counter.add('abc Где 123 🙂');
  counter.add('日本 ქა');
  expect(counter.shares()).toEqual([
    { script: 'Latin', share: 0.3 },
    { script: 'Cyrillic', share: 0.3 },
    { script: 'Han', share: 0.2 },
    { script: 'other', share: 0.2 },
  ]);
  expect(new ScriptCounter().shares()).toEqual([]);
});

describe('near duplicates', () => {
  const words = (seed: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `w${(seed * 7919 + i * 104729) % 5003}`);

  test('a changed word in forty is found, an unrelated text is not', () => {
    const near = new NearDuplicates();
    for (let i = 0; i < 50; i++) {
      const text = words(i, 40);
      expect(near.add(text.join(' '))).toBeUndefined();
      expect(near.add(text.with(39, 'changed').join(', ').toUpperCase())).toBe(2 * i);
    }
  });

  test('short and empty texts are only like themselves', () => {
    const near = new NearDuplicates();
    expect([near.add('yes'), near.add('no'), near.add('Yes!'), near.add(''), near.add('...')]).toEqual([
      undefined,
      undefined,
      0,
      undefined,
      3,
    ]);
  });
});
