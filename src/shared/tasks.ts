/** Work done by the engine in a process of its own: what goes in, what comes out, and what is told meanwhile. */
import { z } from 'zod';
import { type ErrorRecord, errorSchema } from './errors.ts';
import type { ExportDtype, ExportTarget } from './exportTargets.ts';
import type { DeviceReport } from './records/app.ts';
import type { DataOptions, DatasetFacts, DatasetReport, Reading } from './records/datasets.ts';
import type { Certificate } from './records/exports.ts';
import type { ChatAnswer, ChatMessage, RoundedPrecision, Sampling } from './records/playground.ts';

/** What an export is doing: it writes the folder, then opens it again and compares. */
export type ExportStage = 'writing' | 'checking';

/** How an export speaks of what it was made from: paths of this machine would be of no use elsewhere, and nobody's business. */
export interface ExportNames {
  readonly base: string;
  /** `organisation/model`, where the base came from the Hub. */
  readonly hubId: string | null;
  readonly adapter: string;
  /** Version of this program, which writes the export and opens it again. */
  readonly version: string;
}

/** Every task by name: plain data in and out. */
export interface Tasks {
  /** Trains one real step on each device. */
  selfTest: { input: undefined; output: DeviceReport[]; event: never };
  /** Answers conversations with a model that stays loaded, each as the base or with the adapter of a folder. */
  chat: {
    input: {
      model: string;
      /** Messages, or a text that is continued as it is, without the chat template. */
      variants: { adapter: string | null; strength: number; messages: ChatMessage[] | string }[];
      sampling: Sampling;
      /** Strings that end an answer; they are not part of it. */
      stop?: readonly string[];
      /** A conversation that has outgrown the model's window loses its oldest messages instead of being refused. */
      cut?: boolean;
      /** As `--device` takes it; `auto` where it is not given. */
      device?: string;
      /** Threads of the processor; one per core where it is not given. */
      threads?: number;
      /** Answers from rounded weights, which are kept in the folder `cache`; from the model's own where it is not given. */
      rounded?: { precision: RoundedPrecision; cache: string };
    };
    output: ChatAnswer[];
    /** Weights are rounded, which happens once a model; the question is being read; or a piece of the answer. */
    event:
      | { variant: number; preparing: number }
      | { variant: number; promptTokens: number }
      | { variant: number; text: string };
  };
  /** Takes a model into the new folder `out`: a `.gguf` file is converted, a model folder copied. */
  importModel: {
    input: { path: string; out: string };
    /** As the file names it. */
    output: { license: string | null };
    event: { share: number };
  };
  /** Identifies a model by config and weights. */
  hashModel: { input: { path: string }; output: string; event: { share: number } };
  /** What there is to know of a dataset before a model is chosen; the columns as the user or the guess maps them. */
  inspectDataset: {
    input: { path: string; map: Record<string, string>; reading?: Partial<Reading> };
    output: DatasetFacts;
    event: { share: number };
  };
  /** What a model would learn from a dataset; the memory of a step where a rank is given. */
  reportDataset: {
    input: {
      path: string;
      model: string;
      options: DataOptions;
      rank: number | null;
      cache: string;
      /** Hash of the content for which the answer is known already. */
      known: string | null;
    };
    /** With the hash of what was read; null where the answer is known. */
    output: { hash: string; report: DatasetReport | null };
    event: { share: number };
  };
  /** Copies an adapter to the new folder `out`, once it is proven to fit the model and to be whole. */
  importAdapter: {
    input: { model: string; adapter: string; out: string };
    output: { rank: number };
    event: never;
  };
  /** Measures a model, alone or with the adapter of a folder, on every row of a dataset. */
  evaluate: {
    input: {
      model: string;
      adapter: string | null;
      data: string;
      options: Omit<DataOptions, 'holdout' | 'holdoutFile'>;
      device: string;
      threads: number | null;
    };
    output: {
      /** Mean over the supervised tokens, in nats. */
      loss: number;
      /** Tokens of the rows that were used, and those of them that are predicted. */
      tokens: number;
      supervised: number;
      rows: number;
      rowsInFile: number;
      warnings: string[];
      device: string;
    };
    event: { share: number };
  };
  /** Writes an adapter, or the model it makes, to the new folder `out` and compares it with what it was made from. */
  writeExport: {
    input: {
      model: string;
      adapter: string;
      target: ExportTarget;
      dtype: ExportDtype;
      out: string;
      /** As whoever gets the export is to know base and adapter. */
      names: ExportNames;
    };
    output: Certificate;
    /** How far the whole of it is, 0 to 1. */
    event: { stage: ExportStage; progress: number };
  };
  /** Loads the llama.cpp of a folder. */
  tryLlamaCpp: { input: { library: string }; output: null; event: never };
  /** Has llama.cpp open a GGUF export, and compares what it reads and computes with base and adapter. */
  checkInLlamaCpp: {
    input: {
      library: string;
      model: string;
      adapter: string;
      written: { readonly file: string; readonly adapter?: string };
      relativeLimit: number;
    };
    output: { effectShare: number | null; relativeError: number | null; texts: number };
    event: never;
  };
}

export type TaskName = keyof Tasks;
export type TaskInput<T extends TaskName> = Tasks[T]['input'];
export type TaskOutput<T extends TaskName> = Tasks[T]['output'];
export type TaskEvent<T extends TaskName> = Tasks[T]['event'];

/** What a task is given besides its input. */
export interface TaskContext<T extends TaskName> {
  readonly signal: AbortSignal;
  onEvent(event: TaskEvent<T>): void;
}

/** The tasks as a work process performs them. */
export type TaskTable = {
  readonly [T in TaskName]: (input: TaskInput<T>, context: TaskContext<T>) => Promise<TaskOutput<T>>;
};

/** To a work process. */
export type TaskCall =
  | { readonly type: 'call'; readonly id: number; readonly task: TaskName; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** From a work process. */
export type TaskAnswer =
  | { readonly type: 'result'; readonly id: number; readonly output: unknown }
  | { readonly type: 'event'; readonly id: number; readonly event: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorRecord };

/** Our own process is trusted with outputs, but a crash may cut anything off. */
export const taskAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), id: z.int(), output: z.unknown().optional() }),
  z.object({ type: z.literal('event'), id: z.int(), event: z.unknown() }),
  z.object({ type: z.literal('error'), id: z.int(), error: errorSchema }),
]);
