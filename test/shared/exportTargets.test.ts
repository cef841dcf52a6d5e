/** What is offered for what somebody wants to do follows from the table of forms. */
import { expect, test } from 'vitest';
import {
  exportTargetSchema,
  exportTargets,
  purposes,
  servedPurposes,
  targetsFor,
} from '../../src/shared/exportTargets.ts';

test('every form serves a purpose, and is offered for each that it names', () => {
  for (const target of exportTargetSchema.options) {
    const { serves } = exportTargets[target];
    expect(serves.length).toBeGreaterThan(0);
    for (const purpose of purposes)
      expect([target, purpose, targetsFor(purpose).includes(target)]).toEqual([
        target,
        purpose,
        serves.includes(purpose),
      ]);
  }
});

test('a purpose without a form is not offered, but for the one that needs none', () => {
  expect(servedPurposes).toEqual(
    purposes.filter((purpose) => purpose === 'program' || targetsFor(purpose).length > 0),
  );
  expect(targetsFor('program')).toEqual([]);
  expect([targetsFor('ollama')[0], targetsFor('lmStudio')[0], targetsFor('python')[0]]).toEqual([
    'ollama',
    'gguf',
    'merged',
  ]);
});
