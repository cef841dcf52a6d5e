/** The only door to onnxruntime: graphs go in, tensors go in and out. */

import ort from 'onnxruntime-node';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { elementCount } from '../formats/tensor.ts';
import { encode } from '../onnx/encode.ts';
import type { Graph } from '../onnx/graph.ts';

// onnxruntime writes its own account of every provider it cannot load to stderr; ours comes with the error.
ort.env.logLevel = 'fatal';

/** Where a graph runs. */
export type Device =
  | { readonly kind: 'cpu' }
  | { readonly kind: 'cuda'; readonly index: number }
  | { readonly kind: 'webgpu' };

/** "cuda:1": as on the command line. */
export function deviceName(device: Device): string {
  return device.kind === 'cuda' ? `cuda:${device.index}` : device.kind;
}

/** A tensor in our own memory; `data` is row-major. */
export type HostTensor =
  | { readonly type: 'float32'; readonly data: Float32Array; readonly shape: readonly number[] }
  | { readonly type: 'int32'; readonly data: Int32Array; readonly shape: readonly number[] };

/** Ids, places and counts as other software's graphs take them; no graph of ours gives or takes one. */
export interface LongTensor {
  readonly type: 'int64';
  readonly data: BigInt64Array;
  readonly shape: readonly number[];
}

export type Feeds = Readonly<Record<string, HostTensor>>;

export const float32 = (data: Float32Array, shape: readonly number[]): HostTensor => ({
  type: 'float32',
  data,
  shape,
});
export const int32 = (data: Int32Array, shape: readonly number[]): HostTensor => ({
  type: 'int32',
  data,
  shape,
});
export const int64 = (numbers: readonly number[], shape: readonly number[]): LongTensor => ({
  type: 'int64',
  data: BigInt64Array.from(numbers, BigInt),
  shape,
});
export const scalar = (value: number): HostTensor => float32(Float32Array.of(value), []);

export interface SessionOptions {
  readonly device: Device;
  /** Folder of the weight files that the graph points into. */
  readonly folder?: string;
  /** Threads of the CPU provider; undefined: one per core. Results depend on the number, so runs record it. */
  readonly threads?: number;
  /** Computes what depends on weights alone once, when loading: a cast weight then stays in memory as float32. */
  readonly foldConstants?: boolean;
  /** Lays weights out as their products read them best, a copy of each in memory. */
  readonly prepack?: boolean;
}

/** A graph loaded into onnxruntime. */
export class Session {
  readonly #session: ort.InferenceSession;
  readonly #graph: Graph | undefined;

  private constructor(session: ort.InferenceSession, graph?: Graph) {
    this.#session = session;
    this.#graph = graph;
  }

  /**
   * Loads `graph`. Optimisation is off: it gains nothing on a graph already pruned, merges recomputed values back and
   * makes sessions slow to create. Prepacking is off unless asked for: it copies every mapped weight into private memory.
   */
  static async create(
    graph: Graph,
    { device, folder, threads, foldConstants = false, prepack = false }: SessionOptions,
  ): Promise<Session> {
    const options: ort.InferenceSession.SessionOptions = {
      executionProviders: [provider(device)],
      graphOptimizationLevel: foldConstants ? 'basic' : 'disabled',
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      extra: {
        session: {
          disable_prepacking: prepack ? '0' : '1',
          // Weights in a card's arena would take up to twice their size, since it grows by powers of two.
          ...(device.kind === 'cuda' && { use_device_allocator_for_initializers: '1' }),
          ...(folder !== undefined && { model_external_initializers_file_folder_path: folder }),
        },
      },
    };
    try {
      return new Session(await ort.InferenceSession.create(encode(graph), options), graph);
    } catch (cause) {
      if (isShortage(cause)) throw shortage(cause);
      throw new AppError(
        'device',
        say`onnxruntime could not load the graph on ${deviceName(device)}: ${located(graph, messageOf(cause))}`,
        device.kind === 'cpu'
          ? ''
          : say`Run \`lowrank doctor\` to see which devices work, or choose --device cpu.`,
        { cause },
      );
    }
  }

  /**
   * Loads the graph in `file` for the processor as its readers do, but that weights stay mapped from their files.
   * @param prepacked lays codes out anew in memory, without which their products take four times as long
   */
  static async open(file: string, { prepacked }: { readonly prepacked: boolean }): Promise<Session> {
    try {
      const session = await ort.InferenceSession.create(file, {
        executionProviders: ['cpu'],
        graphOptimizationLevel: 'basic',
        enableMemPattern: false,
        logSeverityLevel: 3,
        extra: { session: { disable_prepacking: prepacked ? '0' : '1' } },
      });
      return new Session(session);
    } catch (cause) {
      if (isShortage(cause)) throw shortage(cause);
      throw new AppError('bad-model', say`onnxruntime could not load ${file}: ${messageOf(cause)}`, '', {
        cause,
      });
    }
  }

  /** Names and shapes of what a run takes; a name stands for a size that differs. */
  get inputs(): readonly { readonly name: string; readonly shape: readonly (number | string)[] }[] {
    return this.#session.inputMetadata.map((input) => ({
      name: input.name,
      shape: input.isTensor ? input.shape : [],
    }));
  }

  /** Runs once and returns every output. Blocks the thread until it is done. */
  async run(feeds: Readonly<Record<string, HostTensor | LongTensor>>): Promise<Record<string, HostTensor>> {
    try {
      const inputs = Object.entries(feeds).map(([name, t]) => [
        name,
        new ort.Tensor(t.type, t.data, [...t.shape]),
      ]);
      const results = await this.#session.run(Object.fromEntries(inputs));
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, hostTensor(tensor)]));
    } catch (cause) {
      if (isShortage(cause)) throw shortage(cause);
      throw new AppError(
        'device',
        say`a step failed in onnxruntime: ${located(this.#graph, messageOf(cause))}`,
        '',
        { cause },
      );
    }
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function provider(device: Device): ort.InferenceSession.ExecutionProviderConfig {
  return device.kind === 'cuda' ? { name: 'cuda', deviceId: device.index } : { name: device.kind };
}

function hostTensor(tensor: ort.Tensor): HostTensor {
  return { type: tensor.type, data: tensor.data, shape: tensor.dims } as HostTensor;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** How onnxruntime, its arena, CUDA and V8 say that there is no memory left. */
const shortages =
  /bad_alloc|failed to allocate|out of memory|available memory of .* is smaller|array buffer allocation failed|invalid typed array length/i;

function isShortage(cause: unknown): boolean {
  return shortages.test(messageOf(cause));
}

function shortage(cause: unknown): AppError {
  const [, size] = /requested (?:buffer of size|bytes:?) (\d+)/i.exec(messageOf(cause)) ?? [];
  return new AppError(
    'memory',
    size ? say`out of memory: no room for another ${Math.ceil(Number(size) / 1e6)} MB` : say`out of memory`,
    say`Close other programs, or use smaller passes (--micro-tokens), shorter rows (--max-length) or a smaller model.`,
    { cause },
  );
}

/** Adds the line of ours that made the node onnxruntime complains about, 'name' or (name); known in debug mode. */
function located(graph: Graph | undefined, message: string): string {
  const node = graph?.nodes.find(
    ({ name }) => message.includes(`'${name}'`) || message.includes(`(${name})`),
  );
  const frames = node?.origin?.split('\n').slice(1);
  const line = frames?.find((frame) => !/[\\/]onnx[\\/]graph\.ts/.test(frame));
  return line ? `${message} (made ${line.trim()})` : message;
}

/** A tensor's only number. */
export function item(tensor: HostTensor | undefined): number {
  if (!tensor || elementCount(tensor.shape) !== 1)
    throw new AppError('internal', say`internal: expected one number`);
  return tensor.data[0]!;
}

/** A float32 result's numbers. */
export function floats(tensor: HostTensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new AppError('internal', say`internal: expected float32 numbers`);
  return tensor.data;
}

/** Versions that a run's numbers depend on. */
export function versions(): Readonly<Record<string, string>> {
  return { node: process.versions.node, onnxruntime: ort.env.versions.node ?? ort.env.versions.common };
}
