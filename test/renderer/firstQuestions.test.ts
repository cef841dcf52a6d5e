/** The first try asks what comes with the sample data. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstQuestions } from '../../src/renderer/src/pages/Home/firstQuestions.ts';

const read = (name: string) =>
  readFileSync(new URL(`../../resources/samples/${name}`, import.meta.url), 'utf8');

test('the questions are the sample data’s own, and none of them is trained on', () => {
  expect(firstQuestions).toEqual(JSON.parse(read('demo-questions.json')));
  for (const question of firstQuestions) expect(read('harbour-lane.csv')).not.toContain(question);
});
