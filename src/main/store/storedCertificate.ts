/** The certificate of an export's row, whichever version of the program wrote it. */
import { basename } from 'node:path';
import { z } from 'zod';
import { certificateSchema } from '../../shared/records/exports.ts';

/** Certificates of before 0.2 named base and adapter by their folders on this machine. */
const earlierSchema = z.looseObject({
  base: z.object({ path: z.string(), sha256: z.string() }),
  adapter: z.object({ path: z.string(), sha256: z.string() }),
});

function fromEarlier(written: unknown): unknown {
  const earlier = earlierSchema.safeParse(written);
  if (!earlier.success) return written;
  const { base, adapter, ...rest } = earlier.data;
  return {
    ...rest,
    base: { name: basename(base.path), hubId: null, ...base },
    adapter: { name: basename(adapter.path), sha256: adapter.sha256 },
  };
}

const base = certificateSchema.shape.base.extend({
  /** The base's folder, where the certificate told it. */
  path: z.string().optional(),
});

export const storedCertificateSchema = z.preprocess(fromEarlier, certificateSchema.extend({ base }));
export type StoredCertificate = z.infer<typeof storedCertificateSchema>;
