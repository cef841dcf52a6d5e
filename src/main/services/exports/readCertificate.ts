/** Reads the certificate of an export's row, whichever version of the program wrote it. */
import { basename } from 'node:path';
import { z } from 'zod';
import { type Certificate, certificateSchema } from '../../../shared/records/exports.ts';

/** Certificates of before named base and adapter by their folders on this machine. */
const byPathSchema = z.object({ path: z.string(), sha256: z.string() });
const oldSchema = certificateSchema.extend({ base: byPathSchema, adapter: byPathSchema });

/** @returns with the base's folder where the certificate tells it; null where it does not */
export function readCertificate(json: string): {
  readonly certificate: Certificate;
  readonly basePath: string | null;
} {
  const written: unknown = JSON.parse(json);
  const old = oldSchema.safeParse(written);
  if (!old.success) return { certificate: certificateSchema.parse(written), basePath: null };
  const { base, adapter, ...rest } = old.data;
  const certificate = {
    ...rest,
    base: { name: basename(base.path), hubId: null, sha256: base.sha256 },
    adapter: { name: basename(adapter.path), sha256: adapter.sha256 },
  };
  return { certificate, basePath: base.path };
}
