/** What a run would do and take, while it is put together: quick enough to follow every edit. */

import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { asAppError } from '../../../shared/errors.ts';
import { rankOf } from '../../../shared/methods.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import type { AboutRun } from '../../../shared/records/forecast.ts';
import type { Preview } from '../../../shared/records/runs.ts';
import { completeRunConfig, type RunConfig, validateRunConfig } from '../../../shared/runConfig.ts';
import type { Said } from '../../../shared/sentence.ts';
import {
  type BaseModel,
  comfortableShare,
  diskBytes as diskBytesOf,
  diskFree,
  memoryNow,
  openBaseModel,
  type PassPlan,
  parseDevice,
  planPasses,
  planWork,
  sumOf,
  type WorkPlan,
} from '../../engine/index.ts';
import { modelWith } from '../../store/models.ts';
import { lastChosenDevice, measuredRuns } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { estimateSeconds, lookedBackOn, memoryCorrection, type PastRun } from './calibration.ts';
import { commandLine } from './commandLine.ts';
import { type DataEstimate, estimateData, lengthsOf, longestOf } from './dataEstimate.ts';
import { warningsFor } from './warnings.ts';

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
  const problems: Preview['problems'] = validateRunConfig(chosen).map(({ field, message }) => ({
    field,
    message,
  }));
  const command = commandLine(chosen);
  // A form that is half filled in still shows what the rest comes to.
  const config = completable({ model: '-', data: '-', ...chosen });
  if (!config) return { ...nothing, problems: [...problems], diskFreeBytes, command };

  const model = openCached(store, config.model);
  const longest = model === undefined || model instanceof Error ? undefined : model.config.maxPositions;
  const cut = (changed: RunConfig): RunConfig =>
    longest === undefined ? changed : { ...changed, maxLength: Math.min(changed.maxLength, longest) };
  const data = estimateData(store, cut(config));
  const device = deviceOf(store, config, devices);
  const past = pastRuns(store, device);
  const available = memoryNow().freeBytes;
  const capacity = { device: parseDevice(device) ?? { kind: 'cpu' as const }, freeBytes: available };
  const look = (changes: Partial<RunConfig> = {}) =>
    model instanceof Error || model === undefined
      ? undefined
      : tried(() => {
          const changed = cut({ ...config, ...changes });
          return planPasses(model, changed, longestOf(data, changed.maxLength), capacity);
        });
  const passes = look();
  if (passes instanceof Error) problems.push({ field: 'targets', ...wordsOf(passes) });
  if (model instanceof Error) problems.push({ field: 'model', ...wordsOf(model) });
  const known = passes instanceof Error ? undefined : passes;
  const memory = known ? memoryOf(known, past, available) : null;
  const planned = data && planWork(config, lengthsOf(data, config), prompts);
  const tested = devices.find((report) => report.device === device)?.stepSeconds ?? null;
  const time =
    planned && known
      ? estimateSeconds(planned.work, known.total, past, tested)
      : { seconds: null, basis: null };
  const diskBytes =
    known && planned
      ? diskBytesOf({
          trainable: known.trainable,
          resultBytes: known.resultBytes,
          config,
          steps: planned.steps,
          measurements: planned.work.measurements,
          seconds: time.seconds ?? 0,
        })
      : null;
  return {
    problems,
    warnings: warningsFor({
      data,
      longest,
      memory,
      diskBytes,
      diskFreeBytes,
      config: cut(config),
      estimate: known,
      memoryWith: (changes) => {
        const changed = look(changes);
        return changed === undefined || changed instanceof Error
          ? undefined
          : memoryOf(changed, past, available).total;
      },
    }),
    trainable: known?.trainable ?? null,
    total: known?.total ?? null,
    adapterBytes: known?.resultBytes ?? null,
    memory,
    steps: planned?.steps ?? null,
    rows: data?.rows ?? null,
    heldOutRows: data?.heldOutRows ?? null,
    seconds: time.seconds,
    diskBytes,
    diskFreeBytes,
    basis: time.basis,
    device,
    about: aboutOf(store, config, data, known && planned),
    command,
  };
}

const nothing = {
  warnings: [],
  trainable: null,
  total: null,
  adapterBytes: null,
  memory: null,
  steps: null,
  rows: null,
  heldOutRows: null,
  seconds: null,
  diskBytes: null,
  device: null,
  basis: null,
  about: null,
} satisfies Partial<Preview>;

function completable(draft: Readonly<Record<string, unknown>>): RunConfig | undefined {
  return validateRunConfig(draft).length === 0 ? completeRunConfig(draft) : undefined;
}

function aboutOf(
  store: Store,
  config: RunConfig,
  data: DataEstimate | undefined,
  planned: WorkPlan | undefined,
): AboutRun | null {
  const { model, steps, epochs, patience } = config;
  if (model === '-' || !data) return null;
  const measurements = planned?.work.measurements ?? null;
  return {
    model: basename(modelNameOf(store, model)),
    data: basename(data.name),
    rank: rankOf(config),
    epochs: steps === undefined ? epochs : null,
    guessed: data.guessed,
    measurements,
    patience: patience > 0 && measurements !== null && measurements > patience ? patience : null,
  };
}

/** What the sizes come to, corrected by what runs like it have taken. */
function memoryOf(
  { memory, total: parameters }: PassPlan,
  past: readonly PastRun[],
  available: number,
): NonNullable<Preview['memory']> {
  const { base, adapter, optimizer, activations } = memory;
  const predicted = sumOf(memory);
  const correction = memoryCorrection(parameters, past);
  const total = correction * predicted;
  const fit = total > available ? 'tooLarge' : total > comfortableShare * available ? 'tight' : 'fits';
  return {
    base: correction * base,
    adapter: correction * adapter,
    optimizer: correction * optimizer,
    activations: correction * activations,
    total,
    predicted,
    available,
    fit,
  };
}

function pastRuns(store: Store, device: string): PastRun[] {
  return measuredRuns(store, device, lookedBackOn).map(({ plan, actual, ...predicted }) => ({
    parameters: plan.total,
    ...predicted,
    tokens: actual.tokens,
    stepSeconds: actual.stepSeconds,
    seconds: actual.seconds,
    memoryBytes: actual.memoryBytes,
  }));
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

function wordsOf(error: Error): { message: string; said?: Said } {
  const { message, said } = asAppError(error);
  return { message, ...(said?.message && { said: said.message }) };
}
