/** What the studio shows, as schemas: the contract checks them on the wire and everything else takes its types from here. */

import { z } from 'zod';
import { pathIn } from '../paths.ts';
import { saidSchema } from '../sentence.ts';
import { originSchema, usualEndpointPort } from './endpoint.ts';

/** What a real training step on one device showed. */
export const deviceReportSchema = z.object({
  /** As `--device` takes it: `cpu`, `cuda:0`, `webgpu`. */
  device: z.string(),
  /** Whether the step ran and its numbers were right. */
  available: z.boolean(),
  /** Whether `auto` takes this device; true for exactly one device of a list. */
  chosen: z.boolean(),
  /** One sentence: why it was chosen, why another one is better, or why it cannot be used. */
  reason: z.string(),
  /** The one thing to do about it, where there is one. */
  fix: z.string().exactOptional(),
  /** Seconds one step took. */
  stepSeconds: z.number().nonnegative().exactOptional(),
});

export type DeviceReport = z.infer<typeof deviceReportSchema>;

/** The program and the machine it runs on. */
export const appInfoSchema = z.object({
  version: z.string(),
  /** Operating system and processor architecture, such as `linux x64`. */
  platform: z.string(),
  /** The processor's own name. */
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.int().positive(),
  /** What the user must know of the database, such as that it was damaged and what became of it. */
  notice: saidSchema.nullable(),
  /** Whether a password let this page in, so that it can sign out. */
  behindPassword: z.boolean(),
  /** The words by which its command line is called where it runs, and those by which a command finds this home. */
  command: z.array(z.string()),
  homeOption: z.array(z.string()),
});

export type AppInfo = z.infer<typeof appInfoSchema>;

/** What a path is chosen for. Single files are dropped or picked in the page, which is the system's dialog already. */
export const choiceSchema = z.enum([
  'modelFolder',
  'dataFolder',
  'adapterFolder',
  'exportsFolder',
  'newExport',
]);

export type Choice = z.infer<typeof choiceSchema>;

/** What the bar at the bottom shows besides the running job; pushed every few seconds while somebody watches. */
export const resourcesSchema = z.object({
  memoryFreeBytes: z.number().nonnegative(),
  memoryBytes: z.number().nonnegative(),
  /** Of the disk the home folder lies on. */
  diskFreeBytes: z.number().nonnegative(),
  /** What the studio itself occupies: models, runs, exports, cache; null until it has been counted. */
  homeBytes: z.number().nonnegative().nullable(),
  home: z.string(),
});

export type Resources = z.infer<typeof resourcesSchema>;

/** What the user has chosen; one row a key in the store. */
/** A page in the menu bar of the studio's own window. */
export const menuEntrySchema = z.object({
  under: z.enum(['file', 'go']),
  label: z.string(),
  /** Such as `/runs`. */
  route: z.string(),
  accelerator: z.string(),
});

export type MenuEntry = z.infer<typeof menuEntrySchema>;

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'de', 'zh']),
  /** Bytes that checkpoints of all runs may occupy together. */
  checkpointBudgetBytes: z.int().positive(),
  /** Where exports go unless the user names a folder; empty: `exports` in the home folder. */
  exportsFolder: z.literal('').or(pathIn('home')),
  notifications: z.boolean(),
  /** Trains at low priority, so that the machine stays usable. */
  lowPriority: z.boolean(),
  /** Answers of the Playground and to other programs are computed from weights in 8 bits. */
  fastAnswers: z.boolean(),
  /** A run goes on when the window or the program closes. */
  keepTraining: z.boolean(),
  /** Other programs on this machine may ask the models. */
  endpoint: z.boolean(),
  endpointPort: z.int().min(1024).max(65_535),
  /** Origins of web pages that may do so. */
  endpointOrigins: z.array(originSchema).max(20),
});

export type Settings = z.infer<typeof settingsSchema>;

/** A language the studio speaks. */
export type Language = Exclude<Settings['language'], 'system'>;

/** What holds where nothing was chosen. Not in the schema: `partial()` would fill what a change leaves out. */
export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  checkpointBudgetBytes: 20_000_000_000,
  exportsFolder: '',
  notifications: true,
  lowPriority: false,
  fastAnswers: true,
  keepTraining: true,
  endpoint: false,
  endpointPort: usualEndpointPort,
  endpointOrigins: [],
};
