/** What a run would do and take, while it is put together: quick enough to follow every edit. */
import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { DeviceReport } from '../../../shared/records/app.ts';
import type { AboutRun } from '../../../shared/records/forecast.ts';
import type { Preview } from '../../../shared/records/runs.ts';
import { completeRunConfig, type RunConfig, validateRunConfig } from '../../../shared/runConfig.ts';
import {
  type BaseModel,
  diskBytes as diskBytesOf,
  type Estimate,
  estimateRun,
  openBaseModel,
  workOf,
} from '../../engine/index.ts';
import { modelWith } from '../../store/models.ts';
import { lastChosenDevice, measuredRuns } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { Context } from '../context.ts';
import {
  estimateSeconds,
  lookedBackOn,
  memoryCorrection,
  type PastRun,
  type TimeEstimate,
} from './calibration.ts';
import { commandLine } from './commandLine.ts';
import { type DataEstimate, estimateData } from './dataEstimate.ts';
import type { Actual } from './finishRun.ts';
import { diskFree, memoryNow } from './machine.ts';
import { warningsFor } from './warnings.ts';

/** Share of the free memory that a run may take without being called tight. */
const comfortable = 0.8;

export interface PreviewOptions {
  /** The last self-test, where there was one. */
  readonly devices?: readonly DeviceReport[];
  /** Questions answered at each measurement. */
  readonly prompts?: number;
}

/** Judges a draft and says what it would take; what is not known yet is null. Never throws for what a draft holds. */
export function previewRun(
  { store, home }: Pick<Context, 'store' | 'home'>,
  draft: Readonly<Record<string, unknown>>,
  { devices = [], prompts = 0 }: PreviewOptions = {},
): Preview {
  const diskFreeBytes = diskFree(home.runs);
  const chosen = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== ''));
  const problems = validateRunConfig(chosen).map(({ field, message }) => ({ field, message }));
  const command = commandLine(chosen);
  // A form that is half filled in still shows what the rest comes to.
  const config = completable({ model: '-', data: '-', ...chosen });
  if (!config) return { ...nothing, problems: [...problems], diskFreeBytes, command };

  const model = openCached(store, config.model);
  const data = estimateData(store, config);
  const device = deviceOf(store, config, devices);
  const past = pastRuns(store, device);
  const look = (changes: Partial<RunConfig> = {}) =>
    model instanceof Error || model === undefined
      ? undefined
      : tried(() => {
          const changed = { ...config, ...changes };
          const longest = Math.min(data?.uncutLength ?? 512, changed.maxLength, model.config.maxPositions);
          return estimateRun(model, changed, device, data?.guessed ? Math.min(512, longest) : longest);
        });
  const estimate = look();
  if (estimate instanceof Error) problems.push({ field: 'targets', message: estimate.message });
  if (model instanceof Error) problems.push({ field: 'model', message: model.message });
  const known = estimate instanceof Error ? undefined : estimate;
  const memory = known ? memoryOf(known, past) : null;
  const extent = data ? extentOf(config, data) : undefined;
  const time =
    extent && known ? timeOf({ device, devices, known, data, extent, prompts, past }) : unknownTime;
  const diskBytes =
    known && extent && time.work
      ? diskBytesOf({
          ...{ trainable: known.trainable, config, steps: extent.steps },
          ...{ measurements: time.work.measurements, seconds: time.seconds ?? 0 },
        })
      : null;
  return {
    problems,
    warnings: warningsFor({
      ...{ config, data, estimate: known, memory, diskBytes, diskFreeBytes },
      memoryWith: (changes) => {
        const changed = look(changes);
        return changed === undefined || changed instanceof Error ? undefined : memoryOf(changed, past).total;
      },
    }),
    trainable: known?.trainable ?? null,
    total: known?.total ?? null,
    adapterBytes: known?.resultBytes ?? null,
    memory,
    steps: extent?.steps ?? null,
    rows: data?.rows ?? null,
    heldOutRows: data?.heldOutRows ?? null,
    seconds: time.seconds,
    diskBytes,
    diskFreeBytes,
    basis: time.basis,
    device,
    about: aboutOf(store, config, data, time.work?.measurements ?? null),
    command,
  };
}

const nothing = {
  ...{
    warnings: [],
    trainable: null,
    total: null,
    adapterBytes: null,
    memory: null,
    steps: null,
    rows: null,
  },
  ...{ heldOutRows: null, seconds: null, diskBytes: null, device: null, basis: null, about: null },
} satisfies Partial<Preview>;

function completable(draft: Readonly<Record<string, unknown>>): RunConfig | undefined {
  return validateRunConfig(draft).length === 0 ? completeRunConfig(draft) : undefined;
}

function aboutOf(
  store: Store,
  { model, method, rank, steps, epochs, patience }: RunConfig,
  data: DataEstimate | undefined,
  measurements: number | null,
): AboutRun | null {
  if (model === '-' || !data) return null;
  return {
    model: basename(modelNameOf(store, model)),
    data: basename(data.name),
    rank: method === 'lora' ? rank : null,
    epochs: steps === undefined ? epochs : null,
    guessed: data.guessed,
    measurements,
    patience: patience > 0 && measurements !== null && measurements > patience ? patience : null,
  };
}

interface Extent {
  readonly steps: number;
  /** Tokens of all steps together. */
  readonly trained: number;
}

function extentOf({ batchTokens, epochs, steps }: RunConfig, { tokens, waste }: DataEstimate): Extent {
  const perPass = Math.max(1, Math.ceil(tokens / (batchTokens * (1 - Math.min(0.5, waste)))));
  const whole = steps === undefined ? perPass * epochs : Math.min(steps, perPass * epochs);
  return { steps: whole, trained: (tokens * whole) / perPass };
}

/** What the sizes come to, corrected by what runs like it have taken. */
function memoryOf(
  { memory, total: parameters }: Estimate,
  past: readonly PastRun[],
): NonNullable<Preview['memory']> {
  const { base, adapter, optimizer, activations } = memory;
  const reckoned = base + adapter + optimizer + activations;
  const correction = memoryCorrection(parameters, past);
  const total = correction * reckoned;
  const available = memoryNow().freeBytes;
  const fit = total > available ? 'tooLarge' : total > comfortable * available ? 'tight' : 'fits';
  return {
    ...{ base: correction * base, adapter: correction * adapter },
    ...{ optimizer: correction * optimizer, activations: correction * activations },
    ...{ total, reckoned, available, fit },
  };
}

interface Timed {
  readonly seconds: number | null;
  readonly basis: TimeEstimate['basis'] | null;
  readonly work: ReturnType<typeof workOf> | undefined;
}

const unknownTime: Timed = { seconds: null, basis: null, work: undefined };

function timeOf(about: {
  readonly device: string;
  readonly devices: readonly DeviceReport[];
  readonly known: Estimate;
  readonly data: DataEstimate | undefined;
  readonly extent: Extent;
  readonly prompts: number;
  readonly past: readonly PastRun[];
}): Timed {
  const { device, devices, known, data, extent, prompts, past } = about;
  const work = workOf(extent.trained, { heldOut: data?.heldOutTokens ?? 0, steps: extent.steps, prompts });
  const tested = devices.find((report) => report.device === device)?.stepSeconds ?? null;
  return { ...estimateSeconds(work, known.total, past, tested), work };
}

function pastRuns(store: Store, device: string): PastRun[] {
  return measuredRuns(store, device, lookedBackOn).map(({ plan, actual, ...promised }) => {
    const { total } = JSON.parse(plan ?? '{}') as { total: number };
    const { seconds, tokens, stepSeconds, memoryBytes } = JSON.parse(actual ?? '{}') as Actual;
    return { parameters: total, tokens, stepSeconds, seconds, memoryBytes, ...promised };
  });
}

/** The device a run would be given: asked for, else found by the self-test, else what the last run was given. */
function deviceOf(store: Store, { device }: RunConfig, devices: readonly DeviceReport[]): string {
  if (device === 'cuda') return 'cuda:0';
  if (device !== 'auto') return device;
  return devices.find(({ chosen }) => chosen)?.device ?? lastChosenDevice(store) ?? 'cpu';
}

let opened: { readonly key: string; readonly model: BaseModel | Error } | undefined;

/** The model of a path, id or name, kept open while its config stays as it is; undefined where none is chosen. */
function openCached(store: Store, nameOrPath: string): BaseModel | Error | undefined {
  if (nameOrPath === '-') return undefined;
  const row = modelWith(store, 'id', nameOrPath) ?? modelWith(store, 'name', nameOrPath);
  const path = row?.path ?? resolve(nameOrPath);
  const stat = statSync(join(path, 'config.json'), { throwIfNoEntry: false });
  const key = `${path}\n${stat?.mtimeMs}\n${stat?.size}`;
  if (opened?.key !== key) opened = { key, model: tried(() => openBaseModel(path)) };
  return opened.model;
}

function modelNameOf(store: Store, nameOrPath: string): string {
  const row =
    modelWith(store, 'id', nameOrPath) ??
    modelWith(store, 'path', resolve(nameOrPath)) ??
    modelWith(store, 'name', nameOrPath);
  return row?.name ?? nameOrPath;
}

function tried<T>(action: () => T): T | Error {
  try {
    return action();
  } catch (error) {
    return error as Error;
  }
}
