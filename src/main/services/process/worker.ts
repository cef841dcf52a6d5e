/** Calls the engine's tasks in a work process, so that a native crash or a blocked thread is never the studio's own. */

import { AppError, fromRecord } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import {
  type TaskCall,
  type TaskEvent,
  type TaskInput,
  type TaskName,
  type TaskOutput,
  taskAnswerSchema,
} from '../../../shared/tasks.ts';
import { endOfProcess, type ProcessEnd } from './processEnd.ts';
import type { EngineProcess, ProcessHost } from './processes.ts';

/** A process that is busy in one long computation does not hear that it is to stop. */
const cancelTimeoutMs = 10_000;

export interface CallOptions<T extends TaskName> {
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: TaskEvent<T>) => void) | undefined;
}

interface Pending {
  resolve(output: never): void;
  reject(error: AppError): void;
  onEvent(event: never): void;
}

/** One work process; it keeps what it has loaded between calls. */
export class Worker {
  readonly #process: EngineProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #cancelTimeoutMs: number;
  #lastId = 0;
  #ended: AppError | undefined;

  /** `cancelAfterMs`: how long a cancelled call may take to answer before its process is ended. */
  constructor(processes: ProcessHost, cancelAfterMs = cancelTimeoutMs) {
    this.#cancelTimeoutMs = cancelAfterMs;
    this.#process = processes.start('workProcess');
    this.#process.onMessage((message) => this.#receive(message));
    this.#process.onExit((end, lastLines) => this.#exit(end, lastLines));
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /**
   * @throws AppError what the task threw; `bad-model` where a model's file broke the process; `internal` with its last words
   *   where it crashed otherwise; `interrupted` where it did not hear that it was cancelled
   */
  async call<T extends TaskName>(
    task: T,
    input: TaskInput<T>,
    { signal, onEvent }: CallOptions<T> = {},
  ): Promise<TaskOutput<T>> {
    if (this.#ended) throw this.#ended;
    const id = ++this.#lastId;
    let deaf: NodeJS.Timeout | undefined;
    const cancel = () => {
      this.#send({ type: 'cancel', id });
      deaf ??= setTimeout(() => this.close(), this.#cancelTimeoutMs);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<TaskOutput<T>>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, onEvent: (event) => onEvent?.(event) });
        this.#send({ type: 'call', id, task, input });
        if (signal?.aborted) cancel();
      });
    } finally {
      clearTimeout(deaf);
      this.#pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the process; calls under way fail with `interrupted`. */
  close(): void {
    this.#ended ??= new AppError('interrupted', say`The work was stopped.`);
    this.#process.kill();
  }

  #send(call: TaskCall): void {
    this.#process.send(call);
  }

  #receive(message: unknown): void {
    const answer = taskAnswerSchema.parse(message);
    const pending = this.#pending.get(answer.id);
    if (answer.type === 'event') pending?.onEvent(answer.event as never);
    else if (answer.type === 'result') pending?.resolve(answer.output as never);
    else pending?.reject(fromRecord(answer.error));
  }

  #exit(end: ProcessEnd, lastLines: string): void {
    this.#ended ??= endOfProcess(end, lastLines);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

/** One task in a process of its own, which ends with it. */
export async function runTask<T extends TaskName>(
  processes: ProcessHost,
  task: T,
  input: TaskInput<T>,
  options: CallOptions<T> = {},
): Promise<TaskOutput<T>> {
  const worker = new Worker(processes);
  try {
    return await worker.call(task, input, options);
  } finally {
    worker.close();
  }
}

/** The same for a task that only reads: a stop ends its process at once, wherever it is. @throws AppError `interrupted` */
export async function runReadingTask<T extends TaskName>(
  processes: ProcessHost,
  task: T,
  input: TaskInput<T>,
  { signal, onEvent }: CallOptions<T> = {},
): Promise<TaskOutput<T>> {
  const worker = new Worker(processes);
  const stop = () => worker.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) stop();
    return await worker.call(task, input, { onEvent });
  } finally {
    signal?.removeEventListener('abort', stop);
    worker.close();
  }
}
