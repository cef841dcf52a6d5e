/** The contract between a renderer and main: every method and every event there is, as schemas. */
import { z } from 'zod';
import { exportDtypeSchema, exportTargetSchema } from './exportTargets.ts';
import { draftOf, pathIn } from './paths.ts';
import { adapterListSchema, adapterSchema, adapterVersionSchema } from './records/adapters.ts';
import {
  appInfoSchema,
  choiceSchema,
  deviceReportSchema,
  menuEntrySchema,
  resourcesSchema,
  settingsSchema,
} from './records/app.ts';
import {
  dataOptionsSchema,
  datasetReportSchema,
  datasetSchema,
  hubChoiceSchema,
  hubDatasetSchema,
  readingSchema,
} from './records/datasets.ts';
import { endpointSchema } from './records/endpoint.ts';
import { exportForecastSchema, exportSchema, failedExportSchema, llamaCppSchema } from './records/exports.ts';
import { jobSchema } from './records/jobs.ts';
import { hubModelSchema, modelSchema } from './records/models.ts';
import { chatAnswerSchema, chatRequestSchema, promptSetSchema, ratingSchema } from './records/playground.ts';
import {
  comparisonSchema,
  logEntrySchema,
  metricsSchema,
  previewSchema,
  runDetailSchema,
  runSchema,
  runStateSchema,
  sampleSchema,
} from './records/runs.ts';
import { runConfigSchema } from './runConfig.ts';

const none = z.undefined();
const nothing = z.void();
const byId = z.object({ id: z.string() });
/** A run's settings as the form has them, perhaps wrong: `validateRunConfig` judges them. */
const draft = draftOf(runConfigSchema);

const exportOrder = z.object({
  adapterVersionId: z.string(),
  target: exportTargetSchema,
  dtype: exportDtypeSchema,
  /** New folder; empty: one in the exports folder, named for the adapter. */
  path: z.literal('').or(pathIn('home', z.string().trim())),
});

/** What a renderer may ask for. */
export const methods = {
  /** The program and the machine it runs on. */
  'app.info': { input: none, output: appInfoSchema },
  /** Free memory and disk now. */
  'app.resources': { input: none, output: resourcesSchema },
  /** Opens a folder of the home in the system's file manager; `unsupported` where there is none. */
  'app.showFolder': { input: z.object({ path: pathIn('home') }), output: nothing },
  /**
   * Lets the user choose a path in the system's own dialog, which opens where `from` says; null: they chose none.
   * `unsupported` in a browser, where paths are typed and files are sent.
   */
  'app.choosePath': {
    input: z.object({ choice: choiceSchema, from: pathIn('anywhere') }),
    output: z.object({ path: z.string().nullable() }),
  },
  /** What the menu bar of the studio's own window leads to; a browser has no such bar, and nothing happens. */
  'app.setMenu': { input: z.array(menuEntrySchema), output: nothing },
  /** Trains one real step on each device; answers from memory unless asked to test again. */
  'devices.selfTest': { input: z.object({ again: z.boolean() }), output: z.array(deviceReportSchema) },
  /** Everybody who waits for the test hears `interrupted`, or the answer there was before it. */
  'devices.cancelSelfTest': { input: none, output: nothing },

  'settings.get': { input: none, output: settingsSchema.extend({ hasHubToken: z.boolean() }) },
  'settings.set': { input: settingsSchema.partial(), output: nothing },
  /** Keeps the Hub's access token, or forgets it; it is never told again. */
  'settings.setHubToken': { input: z.object({ token: z.string().nullable() }), output: nothing },
  /** Writes a zip without secrets into the home folder. @returns its path */
  'settings.diagnostics': { input: none, output: z.object({ path: z.string() }) },

  'jobs.list': { input: none, output: z.array(jobSchema) },
  'jobs.cancel': { input: byId, output: nothing },
  'jobs.pause': { input: byId, output: nothing },
  'jobs.resume': { input: byId, output: nothing },
  /** Takes a finished job off the list. */
  'jobs.dismiss': { input: byId, output: nothing },

  'models.list': { input: none, output: z.array(modelSchema) },
  /** Architectures the engine trains, from its registry. */
  'models.architectures': { input: none, output: z.array(z.string()) },
  /** What the Hub says of a model, by name or address. */
  'models.look': { input: z.object({ name: z.string() }), output: hubModelSchema },
  'models.download': { input: z.object({ name: z.string() }), output: jobSchema },
  /** A model folder or a .gguf file on this machine; `copy` takes a folder into the library. */
  'models.import': { input: z.object({ path: pathIn('home'), copy: z.boolean() }), output: jobSchema },
  /** The starter model from wherever it can be had. */
  'models.starter': { input: z.object({ tiny: z.boolean() }), output: jobSchema },
  'models.rename': { input: byId.extend({ name: z.string() }), output: nothing },
  /** Refused while a run uses it. `restore` undoes it. */
  'models.remove': { input: byId, output: nothing },
  'models.restore': { input: byId, output: nothing },

  'datasets.list': { input: none, output: z.array(datasetSchema) },
  /** A file or a folder of text files on this machine, or the sample data with `sample`. */
  'datasets.import': {
    input: z.object({ path: pathIn('home') }).or(z.object({ sample: z.literal(true) })),
    output: datasetSchema,
  },
  /** What the Hub says of a dataset, by name or address, and of its parts. */
  'datasets.look': { input: z.object({ name: z.string() }), output: hubDatasetSchema },
  /** Fetches one part. */
  'datasets.download': {
    input: hubChoiceSchema.partial().extend({ name: z.string() }),
    output: jobSchema,
  },
  /** What a model would learn from it, read with these options. */
  'datasets.report': {
    input: byId.extend({ modelId: z.string(), options: dataOptionsSchema, rank: z.int().nullable() }),
    output: datasetReportSchema,
  },
  /** Keeps the user's choice of column by field (empty: there is no such column), and of how the file is read. */
  'datasets.map': {
    input: byId.extend({ map: z.record(z.string(), z.string()), reading: readingSchema.exactOptional() }),
    output: datasetSchema,
  },
  'datasets.rename': { input: byId.extend({ name: z.string() }), output: nothing },
  'datasets.remove': { input: byId, output: nothing },
  'datasets.restore': { input: byId, output: nothing },

  /** Judges a draft and says what it would take. */
  'runs.preview': {
    /** How many questions are to be answered at each measurement. */
    input: z.object({ config: draft, prompts: z.int().min(0).max(8) }),
    output: previewSchema,
  },
  /** Starts a run, or adds it to the queue. */
  'runs.start': {
    input: z.object({
      name: z.string(),
      config: draft,
      queue: z.boolean(),
      parentId: z.string().nullable(),
      prompts: z.array(z.string()).max(8),
    }),
    output: runSchema,
  },
  'runs.list': {
    input: z.object({
      page: z.int().min(0),
      pageSize: z.int().min(1).max(100),
      search: z.string(),
      states: z.array(runStateSchema),
      sort: z.enum(['name', 'state', 'model', 'data', 'rank', 'heldOutLoss', 'seconds', 'createdAt']),
      descending: z.boolean(),
    }),
    output: z.object({ runs: z.array(runSchema), total: z.int() }),
  },
  /** Running first, then the queue in order. */
  'runs.active': { input: none, output: z.array(runSchema) },
  'runs.get': { input: byId, output: runDetailSchema },
  'runs.metrics': {
    input: byId.extend({
      from: z.int().min(0),
      to: z.int().min(0).nullable(),
      points: z.int().min(1).max(4000),
    }),
    output: metricsSchema,
  },
  'runs.log': { input: byId, output: z.array(logEntrySchema) },
  'runs.samples': { input: byId, output: z.array(sampleSchema) },
  'runs.pause': { input: byId, output: nothing },
  /** Ends it and keeps the best so far. */
  'runs.stop': { input: byId, output: nothing },
  /** Ends it and keeps nothing but its history. */
  'runs.cancel': { input: byId, output: nothing },
  /** Goes on after the last checkpoint. */
  'runs.resume': { input: byId, output: nothing },
  'runs.move': { input: byId.extend({ position: z.int().min(1) }), output: nothing },
  'runs.update': {
    input: byId.extend({
      name: z.string().exactOptional(),
      notes: z.string().exactOptional(),
      tags: z.array(z.string()).exactOptional(),
    }),
    output: nothing,
  },
  'runs.remove': { input: z.object({ ids: z.array(z.string()) }), output: nothing },
  'runs.restore': { input: z.object({ ids: z.array(z.string()) }), output: nothing },
  'runs.compare': {
    input: z.object({ ids: z.array(z.string()).min(2).max(6), points: z.int().min(1).max(4000) }),
    output: comparisonSchema,
  },

  'adapters.list': { input: none, output: adapterListSchema },
  'adapters.rename': { input: byId.extend({ name: z.string() }), output: adapterSchema },
  'adapters.updateVersion': {
    input: byId.extend({
      rating: z.int().min(1).max(5).nullable().exactOptional(),
      notes: z.string().exactOptional(),
      tags: z.array(z.string()).exactOptional(),
      archived: z.boolean().exactOptional(),
    }),
    output: adapterVersionSchema,
  },
  /** An adapter folder in PEFT's form made elsewhere. */
  'adapters.import': {
    input: z.object({ path: pathIn('home'), modelId: z.string() }),
    output: adapterSchema,
  },
  'adapters.removeVersion': { input: byId, output: nothing },
  'adapters.restoreVersion': { input: byId, output: nothing },

  'exports.list': { input: none, output: z.array(exportSchema) },
  /** What an export would take; throws what it would be refused for. */
  'exports.forecast': { input: exportOrder, output: exportForecastSchema },
  'exports.create': { input: exportOrder, output: jobSchema },
  /** What lies in the exports folder that its own check refused. */
  'exports.failed': { input: none, output: z.array(failedExportSchema) },
  'exports.removeFailed': { input: z.object({ path: pathIn('home') }), output: nothing },
  /** The llama.cpp that opens GGUF exports again, beside the studio; and how it gets here. */
  'exports.llamaCpp': { input: none, output: llamaCppSchema },
  'exports.installLlamaCpp': { input: none, output: jobSchema },
  /** Whether Ollama is installed where the studio runs. */
  'exports.hasOllama': { input: none, output: z.boolean() },
  /** Makes a model of Ollama's from an export with a Modelfile, named for its adapter. */
  'exports.createInOllama': { input: byId, output: jobSchema },
  /** Whether LM Studio has been used where the studio runs. */
  'exports.hasLmStudio': { input: none, output: z.boolean() },
  /**
   * Puts the one GGUF file of an export where LM Studio looks for models, under the name that `lmStudioPath` of
   * exportTargets.ts gives it; the export stays. The job's result is the export's id.
   */
  'exports.placeInLmStudio': { input: byId, output: jobSchema },
  /** The README proposed for an export that is to be shared there. */
  'exports.card': { input: byId.extend({ repo: z.string() }), output: z.object({ text: z.string() }) },
  /** Puts an export into a repository of one's own on the Hub; the job's result is its address. */
  'exports.share': {
    input: byId.extend({ repo: z.string(), isPrivate: z.boolean(), card: z.string() }),
    output: jobSchema,
  },
  'exports.remove': { input: byId, output: nothing },
  'exports.restore': { input: byId, output: nothing },

  /** Resolves when every variant has answered; tokens come as events meanwhile. */
  'playground.chat': { input: chatRequestSchema, output: z.array(chatAnswerSchema) },
  'playground.stop': { input: byId, output: nothing },
  /** Takes the outcome of a blind test into the version's tally, and back out of it. */
  'playground.rate': { input: ratingSchema, output: nothing },
  'playground.unrate': { input: byId, output: nothing },
  'playground.promptSets': { input: none, output: z.array(promptSetSchema) },
  'playground.savePromptSet': { input: promptSetSchema, output: nothing },
  'playground.removePromptSet': { input: byId, output: nothing },

  /** Whether other programs on this machine can ask, where, and what; settings switch it. */
  'endpoint.get': { input: none, output: endpointSchema },
  /** Makes a key, which is never told again. */
  'endpoint.addKey': { input: z.object({ name: z.string() }), output: z.object({ key: z.string() }) },
  'endpoint.removeKey': { input: z.object({ name: z.string() }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** What main pushes to every renderer. */
export const events = {
  /** Free memory and disk, every few seconds while anybody watches. */
  'app.resources': resourcesSchema,
  /** A self-test has ended, whoever asked for it. */
  'devices.tested': z.array(deviceReportSchema),
  'jobs.changed': jobSchema,
  /** Lists to be asked for again. */
  'models.changed': none,
  'datasets.changed': none,
  'adapters.changed': none,
  'exports.changed': none,
  'settings.changed': none,
  /** A run's row has changed: state, progress, loss; at most a few times a second each. */
  'runs.changed': runSchema,
  /** Runs were removed or restored. */
  'runs.listChanged': none,
  'runs.logged': z.object({ id: z.string(), entry: logEntrySchema }),
  'runs.sampled': z.object({ id: z.string(), sample: sampleSchema }),
  /** It was switched, or its keys have changed. */
  'endpoint.changed': none,
  /** The model's weights are rounded for fast answers, once; the share that is done. */
  'playground.preparing': z.object({ id: z.string(), share: z.number() }),
  'playground.token': z.object({ id: z.string(), variant: z.int(), text: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type Method = keyof typeof methods;
export type Input<M extends Method> = z.infer<(typeof methods)[M]['input']>;
export type Output<M extends Method> = z.infer<(typeof methods)[M]['output']>;

export type EventName = keyof typeof events;
export type Payload<E extends EventName> = z.infer<(typeof events)[E]>;

/** The methods as main implements them. */
export type Implementation = { readonly [M in Method]: (input: Input<M>) => Promise<Output<M>> };

/** Pushes an event to every renderer. */
export type Emit = <E extends EventName>(event: E, payload: Payload<E>) => void;

/** All that a host needs to serve renderers. */
export interface Services {
  readonly methods: Implementation;
  /** Calls the listener with each event from now on; returns the function that ends it. */
  subscribe(listener: Emit): () => void;
  /**
   * Keeps a file that a browser sends, in the home folder under a name made of its own.
   * @returns its path
   * @throws AppError `disk` where there is no room; `interrupted` where the bytes end early; nothing is left then
   */
  upload(name: string, bytes: AsyncIterable<Uint8Array>, size: number): Promise<string>;
  /** Ends what runs here, leaves what the user wants to go on, and closes the store. */
  close(): Promise<void>;
}
