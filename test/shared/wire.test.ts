/** The wire carries answers, errors and events, and takes nothing that is not in the contract. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Emit, Implementation } from '../../src/shared/api.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { AppInfo, DeviceReport } from '../../src/shared/records/app.ts';
import { connectApi, serveApi } from '../../src/shared/wire.ts';
import { linePair } from '../support/line.ts';
import { fakeServices } from '../support/services.ts';

const info: AppInfo = {
  version: '1.2.3',
  platform: 'linux x64',
  cpu: 'Test',
  cores: 2,
  memoryBytes: 1024,
  notice: null,
  behindPassword: false,
  command: ['npx', 'lowrank'],
  homeOption: [],
};
const report: DeviceReport = {
  device: 'cpu',
  available: true,
  chosen: true,
  reason: 'It works.',
  stepSeconds: 0.5,
};

function setUp(overrides: Partial<Implementation> = {}) {
  const inputs: unknown[] = [];
  const services = fakeServices({
    'app.info': async () => info,
    'devices.selfTest': async (input) => {
      inputs.push(input);
      return [report];
    },
    ...overrides,
  });
  const line = linePair();
  serveApi(line.far, services);
  return { line, api: connectApi(line.near), listeners: services.listeners, inputs };
}

test('a call brings back what the service returned', async () => {
  const { api, inputs } = setUp();
  expect(await api.call('app.info')).toEqual(info);
  expect(await api.call('devices.selfTest', { again: true })).toEqual([report]);
  expect(inputs).toEqual([{ again: true }]);
});

test('a method that answers nothing ends, and an event without payload arrives', async () => {
  const { api, listeners } = setUp({ 'adapters.removeVersion': async () => {} });
  expect(await api.call('adapters.removeVersion', { id: 'x' })).toBe(undefined);
  const heard: unknown[] = [];
  api.on('adapters.changed', (payload) => heard.push(payload));
  for (const listener of listeners) listener('adapters.changed', undefined);
  await api.call('app.info');
  expect(heard).toEqual([undefined]);
});

test.each([
  ['the value of a field', { path: 'a\0b', modelId: '' }, 'path'],
  ['a field below', { path: '', modelId: '\0' }, 'modelId'],
])('a NUL character in %s is refused before a service sees it', async (_where, input, field) => {
  const seen: unknown[] = [];
  const { api } = setUp({ 'adapters.import': async (given) => seen.push(given) as never });
  await expect(api.call('adapters.import', input)).rejects.toMatchObject({
    code: 'bad-input',
    message: `adapters.import: ${field} holds a NUL character, which no path, name or text can hold`,
  });
  expect(seen).toEqual([]);
});

test('a NUL character is found in lists, in names of fields and however deep it is', async () => {
  const { api } = setUp();
  let deep: unknown = 'x\0';
  for (let i = 0; i < 2000; i++) deep = [deep];
  for (const config of [{ list: ['a', '\0'] }, { 'na\0me': 1 }, { deep }])
    await expect(api.call('runs.preview', { config, prompts: 0 })).rejects.toMatchObject({
      code: 'bad-input',
    });
  await expect(api.call('runs.preview', { config: { text: '\\u0000' }, prompts: 0 })).rejects.toMatchObject({
    code: 'internal', // the test's services know no previews, so it came through
  });
});

test('answers find their calls in whatever order they come', async () => {
  let release = (_reports: DeviceReport[]) => {};
  const slow = new Promise<DeviceReport[]>((resolve) => {
    release = resolve;
  });
  const { api } = setUp({ 'devices.selfTest': () => slow });
  const first = api.call('devices.selfTest', { again: false });
  expect(await api.call('app.info')).toEqual(info);
  release([report]);
  expect(await first).toEqual([report]);
});

test('an AppError keeps its code, message and hint', async () => {
  const error = new AppError('device', 'cuda: no driver', 'Install the driver.');
  const { api } = setUp({ 'devices.selfTest': () => Promise.reject(error) });
  await expect(api.call('devices.selfTest', { again: false })).rejects.toMatchObject({
    name: 'AppError',
    code: 'device',
    message: 'cuda: no driver',
    hint: 'Install the driver.',
  });
});

test('any other failure is ours, and says which method it was', async () => {
  const { api } = setUp({ 'app.info': () => Promise.reject(new TypeError('x is undefined')) });
  await expect(api.call('app.info')).rejects.toMatchObject({
    code: 'internal',
    message: 'internal: app.info: TypeError: x is undefined',
  });
});

test.each([
  ['a wrong input', { id: 1, method: 'devices.selfTest', input: { again: 'yes' } }, 'devices.selfTest: '],
  ['an unknown method', { id: 1, method: 'runs.shout' }, "no method 'runs.shout'"],
  ['a name every object has', { id: 1, method: 'constructor' }, "no method 'constructor'"],
])('%s is refused without calling a service', async (_what, call, message) => {
  const { line, inputs } = setUp();
  const answers: string[] = [];
  line.near.onMessage((text) => answers.push(text));
  line.near.send(JSON.stringify(call));
  await expect.poll(() => answers[0]).toContain(message);
  expect(JSON.parse(answers[0]!)).toMatchObject({ type: 'error', id: 1, error: { code: 'internal' } });
  expect(inputs).toEqual([]);
});

test('a service that breaks the contract is found out before its answer leaves', async () => {
  const { api } = setUp({ 'app.info': async () => ({ ...info, cores: 0 }) });
  await expect(api.call('app.info')).rejects.toMatchObject({ code: 'internal' });
});

test('events reach those who listen, until they stop or the line is cut', async () => {
  const { api, listeners, line } = setUp();
  const heard: DeviceReport[][] = [];
  const stop = api.on('devices.tested', (reports) => heard.push(reports));
  const emit: Emit = (event, payload) => {
    for (const listener of listeners) listener(event, payload);
  };
  emit('devices.tested', [report]);
  await api.call('app.info');
  expect(heard).toEqual([[report]]);

  stop();
  emit('devices.tested', []);
  await api.call('app.info');
  expect(heard).toEqual([[report]]);

  line.cut();
  expect(listeners.size).toBe(0);
});

test('a call in flight is told when the line is cut', async () => {
  const { api, line } = setUp({ 'devices.selfTest': () => new Promise(() => {}) });
  const call = api.call('devices.selfTest', { again: false });
  line.cut();
  await expect(call).rejects.toMatchObject({ code: 'network' });
});

test('whatever is not a call closes the line and reaches no service', async () => {
  const anything = fc.oneof(fc.string(), fc.json(), fc.constant('{"id":-1,"method":"app.info"}'));
  await fc.assert(
    fc.asyncProperty(anything, async (text) => {
      const { line, inputs } = setUp();
      let closed = false;
      line.near.onClose(() => {
        closed = true;
      });
      line.near.send(text);
      await Promise.resolve();
      expect(closed).toBe(true);
      expect(inputs).toEqual([]);
    }),
    { seed: 6, numRuns: 300 },
  );
});
