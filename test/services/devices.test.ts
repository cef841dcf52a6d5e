/** The self-test is run once for all who ask, remembered, and announced. */
import { expect, test } from 'vitest';
import { deviceMethods } from '../../src/main/services/app/devices.ts';
import { nodeProcesses } from '../../src/main/services/process/processes.ts';
import { runReadingTask } from '../../src/main/services/process/worker.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { DeviceReport } from '../../src/shared/records/app.ts';
import { failureOf } from './support.ts';

function setUp(probe?: (signal: AbortSignal) => Promise<DeviceReport[]>) {
  let runs = 0;
  const announced: unknown[] = [];
  const reportOf = (run: number): DeviceReport[] => [
    { device: 'cpu', available: true, chosen: true, reason: `run ${run}` },
  ];
  const counting = async (signal: AbortSignal) => {
    runs += 1;
    const run = runs;
    if (probe) return probe(signal);
    await Promise.resolve();
    return reportOf(run);
  };
  const methods = deviceMethods((event, payload) => announced.push([event, payload]), counting);
  const [ask, cancel] = [methods['devices.selfTest'], methods['devices.cancelSelfTest']];
  return { ask, cancel, announced, reportOf, runs: () => runs };
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

/** Trains until it is called off. */
const endless = (signal: AbortSignal) =>
  new Promise<DeviceReport[]>((_, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('interrupted', 'The work was stopped.')));
  });

test('a cancelled test ends for all who wait, and begins again only when somebody asks for that', async () => {
  let slow = true;
  const { ask, cancel, runs, announced } = setUp(async (signal) => (slow ? endless(signal) : []));
  const waiting = [failureOf(() => ask({ again: false })), failureOf(() => ask({ again: true }))];
  await cancel();
  const said = { code: 'interrupted', message: 'The self-test was cancelled.' };
  for (const failure of await Promise.all(waiting)) expect(failure).toMatchObject(said);
  expect(await failureOf(() => ask({ again: false }))).toMatchObject(said);
  expect([runs(), announced]).toEqual([1, []]);

  slow = false;
  expect(await ask({ again: true })).toEqual([]);
  expect(await ask({ again: false })).toEqual([]);
  expect(runs()).toBe(2);
  // With nothing under way there is nothing to cancel.
  await cancel();
  expect(await ask({ again: false })).toEqual([]);
});

test('cancelling a repetition leaves the answer there was', async () => {
  const cpu = { device: 'cpu', available: true, chosen: true, reason: 'works' };
  let slow = false;
  const { ask, cancel } = setUp(async (signal) => (slow ? endless(signal) : [cpu]));
  await ask({ again: false });
  slow = true;
  const repeated = ask({ again: true });
  await cancel();
  expect(await repeated).toEqual([cpu]);
  expect(await ask({ again: false })).toEqual([cpu]);
});

test('a real test ends with its process', async () => {
  const calling = setUp((signal) => runReadingTask(nodeProcesses, 'selfTest', undefined, { signal }));
  const failure = failureOf(() => calling.ask({ again: false }));
  await calling.cancel();
  expect(await failure).toMatchObject({ code: 'interrupted', message: 'The self-test was cancelled.' });
});
