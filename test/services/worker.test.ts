/** A work process that breaks or does not listen ends in words, and never holds up who waits for it. */

import { expect, test } from 'vitest';
import type { ProcessEnd } from '../../src/main/services/process/processEnd.ts';
import type { EngineProcess, ProcessHost } from '../../src/main/services/process/processes.ts';
import { Worker } from '../../src/main/services/process/worker.ts';
import { AppError } from '../../src/shared/errors.ts';

/** A process that only does what the test tells it. */
function silentProcess() {
  const listeners: ((end: ProcessEnd, lastLines: string) => void)[] = [];
  const sent: unknown[] = [];
  const child: EngineProcess = {
    pid: 1,
    send: (message) => sent.push(message),
    onMessage: () => {},
    onExit: (listener) => listeners.push(listener),
    kill: () => listeners.forEach((listener) => void listener({ code: null, signal: 'SIGKILL' }, '')),
  };
  const host: ProcessHost = { outlive: false, start: () => child };
  const exit = (lastLines: string, end: ProcessEnd = { code: 1, signal: null }) =>
    listeners.forEach((listener) => void listener(end, lastLines));
  return { host, sent, exit };
}

async function failure(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof AppError)) throw error ?? new Error('expected an error, got none');
  return `${error.code}: ${error.message}`;
}

test.each([
  [
    "thread '<unnamed>' panicked at onig-6.5.3/src/lib.rs:647:23:\nOnig: Regex search error: retry-limit-in-match over\nstack backtrace:\n  0: <unknown>",
    "bad-model: the model's text cannot be read: a regular expression in its tokenizer.json does not come to an end on a text",
  ],
  [
    "thread '<unnamed>' panicked at tokenizers/src/normalizers/prepend.rs:26:49:\ncalled `Option::unwrap()` on a `None` value",
    "bad-model: the model's text cannot be read: its tokenizer.json breaks the tokenizer",
  ],
  ['Fatal: no', "internal: internal: the engine's process crashed (exit code 1): Fatal: no"],
])('a process that ends with %j fails its calls in words', async (lastLines, message) => {
  const { host, exit } = silentProcess();
  const call = new Worker(host).call('hashModel', { path: '/m' } as never);
  exit(lastLines);
  expect(await failure(call)).toBe(message);
});

test('a cancelled call whose process does not answer ends with the process', async () => {
  const { host, sent } = silentProcess();
  const worker = new Worker(host, 1);
  const controller = new AbortController();
  const call = worker.call('hashModel', { path: '/m' } as never, { signal: controller.signal });
  controller.abort();
  expect(await failure(call)).toBe('interrupted: The work was stopped.');
  expect(sent).toContainEqual({ type: 'cancel', id: 1 });
  expect(worker.alive).toBe(false);
});
