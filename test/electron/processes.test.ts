/** The engine's processes on a desktop, against a stand-in for electron: started, heard, ended, and never the studio's own end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ProcessEnd } from '../../src/main/services/process/processEnd.ts';
import type { ProcessHost } from '../../src/main/services/process/processes.ts';
import { electron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).electronModule);

const { desktopProcesses, utilityProcesses } = await import('../../src/main/electron/processes.ts');

beforeEach(() => electron.reset());

function start(...given: Parameters<typeof utilityProcesses.start>) {
  const started = utilityProcesses.start(...given);
  const utility = electron.utilities.at(-1)!;
  const ends: [ProcessEnd, string][] = [];
  started.onExit((end, lastLines) => ends.push([end, lastLines]));
  return { started, utility, ends };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test.each(['trainProcess', 'workProcess'] as const)(
  '%s is forked from its entry, under its name',
  (entry) => {
    const { utility } = start(entry, { args: ['/runs/a', '--resume'] });
    expect(existsSync(utility.started.path)).toBe(true);
    expect(basename(utility.started.path).replace(/\.[jt]s$/, '')).toBe(entry);
    expect(utility.started.args).toEqual(['/runs/a', '--resume']);
    expect(utility.started.options).toEqual({ serviceName: entry, stdio: 'pipe' });
  },
);

test('messages go both ways, and the number is known once there is one', () => {
  const { started, utility } = start('workProcess');
  const heard: unknown[] = [];
  started.onMessage((message) => heard.push(message));
  started.send({ task: 1 });
  utility.emit('message', { done: 2 });
  expect([utility.posted, heard]).toEqual([[{ task: 1 }], [{ done: 2 }]]);
  expect(started.pid).toBeUndefined();
  utility.pid = 4711;
  expect(started.pid).toBe(4711);
});

test('what it said last is told with its end', async () => {
  const { utility, ends } = start('trainProcess');
  utility.stderr.write('out of memory');
  await settle();
  utility.emit('exit', 3);
  expect(ends).toEqual([[{ code: 3, signal: null }, 'out of memory']]);
});

test('a fatal error of the engine is told with its end, and is not the studio’s', () => {
  const { utility, ends } = start('trainProcess');
  expect(() => utility.emit('error', 'FatalError', 'v8::ToLocalChecked', '{}')).not.toThrow();
  utility.emit('exit', 7);
  expect(ends).toEqual([[{ code: 7, signal: null }, '\nFatalError at v8::ToLocalChecked']]);
});

test('low priority is given to the process itself; one that has ended by then does no harm; a signal reaches it', async () => {
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const { started, utility } = start('trainProcess', { lowPriority: true });
  utility.pid = sleeper.pid;
  utility.emit('spawn');
  expect(getPriority(sleeper.pid)).toBe(constants.priority.PRIORITY_LOW);

  const ended = start('trainProcess', { lowPriority: true });
  ended.utility.pid = 2 ** 22 + 1; // above what systems give
  expect(() => ended.utility.emit('spawn')).not.toThrow();

  const exited = once(sleeper, 'exit');
  started.kill('SIGKILL');
  expect(await exited).toEqual([null, 'SIGKILL']);
});

test('without a signal it is asked to end', () => {
  const { started, utility } = start('workProcess');
  started.kill();
  expect(utility.kills).toBe(1);
});

test.each([5, 133])('the code %i of a process that the allocator stopped is told as its signal', (code) => {
  const { utility, ends } = start('trainProcess');
  utility.emit('exit', code);
  expect(ends).toEqual([[{ code: null, signal: 'SIGTRAP' }, '']]);
});

/** The program as packaged, with this folder beside its archive. */
function packagedWith(folder: string) {
  vi.stubGlobal('process', Object.assign(Object.create(process), { resourcesPath: folder }));
  electron.app.isPackaged = true;
  const host = desktopProcesses();
  vi.unstubAllGlobals();
  return host;
}

/** Starts a process of the engine and ends it. */
async function endOf(host: ProcessHost): Promise<ProcessEnd> {
  const started = host.start('workProcess');
  const ended = new Promise<ProcessEnd>((resolve) => started.onExit(resolve));
  started.kill('SIGKILL');
  return await ended;
}

test('the packaged program starts the engine in the plain Node beside its archive', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-node-'));
  symlinkSync(process.execPath, join(folder, process.platform === 'win32' ? 'node.exe' : 'node'));
  const host = packagedWith(folder);
  expect(await endOf(host)).toEqual({ code: null, signal: 'SIGKILL' });
  expect([host.outlive, electron.utilities]).toEqual([true, []]);
  rmSync(folder, { recursive: true });
});

test('from its installation it starts the engine in the plain Node that npm brought', async () => {
  const host = desktopProcesses();
  expect(await endOf(host)).toEqual({ code: null, signal: 'SIGKILL' });
  expect([host.outlive, electron.utilities]).toEqual([true, []]);
});

test('packaged without a Node it falls back on utility processes', () => {
  expect(packagedWith('/nowhere')).toBe(utilityProcesses);
});
