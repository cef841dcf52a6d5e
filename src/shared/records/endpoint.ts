/** The endpoint: what programs on this machine ask instead of a service far away. */
import { z } from 'zod';
import { errorSchema } from '../errors.ts';

/** A base model, or a version of an adapter on it, as programs ask for it. */
export const servedModelSchema = z.object({
  /** Without slashes: it stands in addresses. */
  id: z.string(),
  modelId: z.string(),
  adapterVersionId: z.string().nullable(),
  /** The id of an adapter's base; null for a base. */
  parent: z.string().nullable(),
  /** Whether it has a chat template. */
  chats: z.boolean(),
  createdAt: z.number(),
});

export type ServedModel = z.infer<typeof servedModelSchema>;

export const endpointSchema = z.object({
  /** What programs are given as their base URL; null: it is off, or could not start. */
  url: z.string().nullable(),
  /** Why it could not start. */
  error: errorSchema.nullable(),
  models: z.array(servedModelSchema),
  /** Where there is one, every program needs a key. */
  keys: z.array(z.object({ name: z.string(), createdAt: z.number() })),
});

export type Endpoint = z.infer<typeof endpointSchema>;

/** Where it listens unless another port is chosen. */
export const usualEndpointPort = 8484;

/** The origin of a web page, such as `http://localhost:3000`. */
export const originSchema = z.string().regex(/^https?:\/\/[^/\s*?#]+$/);
