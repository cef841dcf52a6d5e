/** Settings, the token nobody is told, and what diagnostics hold and do not hold. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { settingsMethods } from '../../src/main/services/app/settings.ts';
import { hubToken } from '../../src/main/services/hub/hubToken.ts';
import { methods as contract } from '../../src/shared/api.ts';
import { addModel, addRun, failureOf, openTestHome } from './support.ts';

const device = { device: 'cpu', available: true, chosen: true, reason: 'cpu trained a small step in 3 ms' };
const outside = process.env.HF_TOKEN;
beforeEach(() => {
  delete process.env.HF_TOKEN;
});
afterEach(() => {
  if (outside === undefined) delete process.env.HF_TOKEN;
  else process.env.HF_TOKEN = outside;
});

function open() {
  const home = openTestHome();
  return { ...home, methods: settingsMethods(home.context, async () => [device]) };
}

test('what was not chosen has its default, and a change leaves the others alone', async () => {
  const { methods, told, context } = open();
  const before = await methods['settings.get']();
  expect(before).toMatchObject({
    theme: 'system',
    language: 'system',
    fastAnswers: true,
    keepTraining: true,
    hasHubToken: false,
  });
  await methods['settings.set'](contract['settings.set'].input.parse({ lowPriority: true }));
  await methods['settings.set'](contract['settings.set'].input.parse({ theme: 'dark' }));
  expect(await methods['settings.get']()).toEqual({ ...before, theme: 'dark', lowPriority: true });
  expect(told.map(({ event }) => event)).toEqual(['settings.changed', 'settings.changed']);

  // A value of another version of the program is as good as none.
  context.store.run(
    context.store.query.updateTable('settings').set({ value: '"sepia"' }).where('key', '=', 'theme'),
  );
  context.store.run(context.store.query.insertInto('settings').values({ key: 'fontSize', value: '12' }));
  expect(await methods['settings.get']()).toEqual({ ...before, lowPriority: true });
});

test('an exports folder is a full path', async () => {
  const { methods, context } = open();
  const refused = await failureOf(() => methods['settings.set']({ exportsFolder: 'models/out' }));
  expect([refused.code, refused.message]).toEqual([
    'bad-config',
    'the exports folder "models/out" is no full path',
  ]);
  await methods['settings.set']({ exportsFolder: context.home.cache });
  expect((await methods['settings.get']()).exportsFolder).toBe(context.home.cache);
});

test('the token is kept for its owner alone, used before HF_TOKEN, never told, and forgotten on request', async () => {
  const { methods, context, told } = open();
  process.env.HF_TOKEN = 'hf_fromTheEnvironment';
  expect(hubToken(context.home)).toBe('hf_fromTheEnvironment');
  await methods['settings.setHubToken']({ token: ' hf_secretOfMine1234 \n' });
  expect(hubToken(context.home)).toBe('hf_secretOfMine1234');
  if (process.platform !== 'win32')
    expect(statSync(join(context.home.path, 'hub-token')).mode & 0o777).toBe(0o600);
  const answer = await methods['settings.get']();
  expect(answer.hasHubToken).toBe(true);
  expect(JSON.stringify([answer, told])).not.toContain('secretOfMine');
  expect(readFileSync(context.home.database).includes('secretOfMine')).toBe(false);

  await methods['settings.setHubToken']({ token: null });
  expect(hubToken(context.home)).toBe('hf_fromTheEnvironment');
  delete process.env.HF_TOKEN;
  expect((await methods['settings.get']()).hasHubToken).toBe(false);

  const refused = await failureOf(() => methods['settings.setHubToken']({ token: 'my pass word' }));
  expect(refused.code).toBe('bad-config');
  expect(refused.message + refused.hint).not.toContain('pass');
  expect(readdirSync(context.home.path)).not.toContain('hub-token');
});

test('diagnostics hold versions, devices, settings and logs, and neither token, prompts, rows nor names', async () => {
  const { methods, context } = open();
  await methods['settings.setHubToken']({ token: 'hf_secretOfMine1234' });
  addModel(context);
  const run = addRun(context, '/somewhere/private-folder', { name: 'private-name' });
  const { store } = context;
  store.run(
    store.query.updateTable('runs').set({
      ...{ prompts: '["private-prompt"]', notes: 'private-notes', state: 'failed' },
      config: JSON.stringify({
        rank: 4,
        model: '/private-model',
        data: '/private-data',
        system: 'private-system',
      }),
      error: JSON.stringify({ code: 'bad-data', message: 'line 7: answer is "private \\"row\\""', hint: '' }),
    }),
  );
  store.run(
    store.query.insertInto('logEntries').values({
      ...{ runId: run, at: 5, step: 2, level: 'warning', message: 'row 3 is cut: "private-row"' },
    } as never),
  );
  store.run(
    store.query
      .insertInto('samples')
      .values({ runId: run, step: 0, prompt: 'private-prompt', text: 'private-text' }),
  );

  const { path } = await methods['settings.diagnostics']();
  expect(path.startsWith(context.home.path)).toBe(true);
  const files = Object.fromEntries(
    Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => [name, strFromU8(bytes)]),
  );
  expect(Object.keys(files).sort()).toEqual(
    ['README.txt', 'devices.json', 'program.json', `runs/${run}.json`, 'settings.json'].sort(),
  );
  expect(JSON.parse(files['devices.json']!)).toEqual([device]);
  expect(JSON.parse(files['program.json']!)).toMatchObject({ node: process.versions.node });
  expect(JSON.parse(files[`runs/${run}.json`]!)).toMatchObject({
    state: 'failed',
    settings: { rank: 4, hasSystem: true },
    error: { code: 'bad-data', message: 'line 7: answer is "..."' },
    log: [{ at: 5, step: 2, level: 'warning', message: 'row 3 is cut: "..."' }],
  });
  const all = Object.values(files).join('\n').replaceAll(run, '');
  expect(all).not.toContain('private');
  expect(all).not.toContain('secretOfMine');
});
