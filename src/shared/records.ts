/** What the studio shows, as schemas: the contract checks them on the wire and everything else takes its types from here. */
import { z } from 'zod';

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
});

export type AppInfo = z.infer<typeof appInfoSchema>;
