/** The self-test is run once for all who ask, remembered, and announced. */
import { expect, test } from 'vitest';
import { deviceMethods } from '../../src/main/services/devices.ts';
import type { DeviceReport } from '../../src/shared/records/app.ts';

function setUp(probe?: () => Promise<DeviceReport[]>) {
  let runs = 0;
  const announced: unknown[] = [];
  const reportOf = (run: number): DeviceReport[] => [
    { device: 'cpu', available: true, chosen: true, reason: `run ${run}` },
  ];
  const counting = async () => {
    runs += 1;
    const run = runs;
    if (probe) return probe();
    await Promise.resolve();
    return reportOf(run);
  };
  const methods = deviceMethods((event, payload) => announced.push([event, payload]), counting);
  return { ask: methods['devices.selfTest'], announced, reportOf, runs: () => runs };
}

test('the answer is remembered until somebody asks to test again', async () => {
  const { ask, announced, reportOf } = setUp();
  expect(await ask({ again: false })).toEqual(reportOf(1));
  expect(await ask({ again: false })).toEqual(reportOf(1));
  expect(await ask({ again: true })).toEqual(reportOf(2));
  expect(announced).toEqual([
    ['devices.tested', reportOf(1)],
    ['devices.tested', reportOf(2)],
  ]);
});

test('all who ask during a test share it', async () => {
  const { ask, runs, reportOf } = setUp();
  const answers = await Promise.all([ask({ again: false }), ask({ again: true }), ask({ again: false })]);
  expect(answers).toEqual([reportOf(1), reportOf(1), reportOf(1)]);
  expect(runs()).toBe(1);
});

test('a failed test is reported and not remembered', async () => {
  let broken = true;
  const { ask } = setUp(async () => {
    if (broken) throw new Error('no memory');
    return [];
  });
  await expect(ask({ again: false })).rejects.toThrow('no memory');
  broken = false;
  expect(await ask({ again: false })).toEqual([]);
});
