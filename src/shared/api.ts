/** The contract between a renderer and main: every method and every event there is, as schemas. */
import { z } from 'zod';
import { appInfoSchema, deviceReportSchema } from './records.ts';

/** What a renderer may ask for. */
export const methods = {
  /** The program and the machine it runs on. */
  'app.info': { input: z.undefined(), output: appInfoSchema },
  /** Trains one real step on each device; answers from memory unless asked to test again. */
  'devices.selfTest': { input: z.object({ again: z.boolean() }), output: z.array(deviceReportSchema) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** What main pushes to every renderer. */
export const events = {
  /** A self-test has ended, whoever asked for it. */
  'devices.tested': z.array(deviceReportSchema),
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
}
