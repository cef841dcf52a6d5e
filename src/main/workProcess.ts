/** Entry of a work process: performs the engine's tasks for the services and ends with the program that started it. */
import { flushCompileCache } from 'node:module';
import { errorRecord } from '../shared/errors.ts';
import type { TaskAnswer, TaskCall, TaskContext, TaskName } from '../shared/tasks.ts';
import { tasks } from './engine/tasks.ts';

/** The line to the parent: Electron's utility processes have `parentPort`, plain children an IPC channel. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}
const port = (process as { readonly parentPort?: ParentPort }).parentPort;

const running = new Map<number, AbortController>();

function answer(message: TaskAnswer): void {
  if (port) port.postMessage(message);
  else process.send?.(message);
}

async function perform(id: number, task: TaskName, input: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const context: TaskContext<never> = {
      signal: controller.signal,
      onEvent: (event: unknown) => answer({ type: 'event', id, event }),
    };
    const work = tasks[task] as (input: unknown, context: TaskContext<never>) => Promise<unknown>;
    answer({ type: 'result', id, output: await work(input, context) });
  } catch (error) {
    answer({ type: 'error', id, error: errorRecord(error) });
  } finally {
    running.delete(id);
    if (id === 1) flushCompileCache(); // on exit it would be too late: the parent kills
  }
}

function receive(call: TaskCall): void {
  if (call.type === 'call') void perform(call.id, call.task, call.input);
  else running.get(call.id)?.abort();
}

if (port) port.on('message', ({ data }) => receive(data as TaskCall));
else {
  process.on('message', (message) => receive(message as TaskCall));
  process.on('disconnect', () => process.exit());
}
// Ctrl-C reaches the whole group; the parent decides what becomes of the work.
process.on('SIGINT', () => {});
