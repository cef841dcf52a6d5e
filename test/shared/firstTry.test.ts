/** The first try asks what comes with the sample data, and says how long it takes where the self-test tells. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstQuestions, firstTrySeconds } from '../../src/shared/firstTry.ts';

const read = (name: string) =>
  readFileSync(new URL(`../../resources/samples/${name}`, import.meta.url), 'utf8');

test('the questions are the sample data’s own, and none of them is trained on', () => {
  expect(firstQuestions).toEqual(JSON.parse(read('demo-questions.json')));
  for (const question of firstQuestions) expect(read('harbour-lane.csv')).not.toContain(question);
});

test('the duration follows the measured step, and is not made up where nothing was measured', () => {
  const report = { available: true, chosen: true, reason: 'cpu: works' };
  const cpu = (stepSeconds: number) => [{ ...report, device: 'cpu', stepSeconds }];
  expect(firstTrySeconds(cpu(0.044))).toBe(10);
  expect(firstTrySeconds(cpu(0.33))).toBe(65);
  expect(firstTrySeconds(cpu(0.001))).toBe(5);
  expect(firstTrySeconds([])).toBe(null);
  expect(firstTrySeconds([{ ...report, device: 'cpu' }])).toBe(null);
  const card = { ...report, device: 'cuda:0', stepSeconds: 0.001 };
  expect(firstTrySeconds([card, { ...cpu(0.1)[0]!, chosen: false }])).toBe(null);
});
