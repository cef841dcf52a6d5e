/** What can go wrong on the way to data, before anything of it is read, as codes and facts; a part of `dataFaults.ts`. */
import { z } from 'zod';

/** @param facts besides the code */
function fault<C extends string, F extends z.ZodRawShape>(code: C, facts: F) {
  return z.object({ code: z.literal(code), ...facts });
}

/** Without its folder. */
const file = z.string();
/** `owner/name` on the Hub. */
const repo = z.string();

export const accessFaultSchema = z.discriminatedUnion('code', [
  // The disk.
  fault('noFile', { file }),
  fault('noPermission', { file, action: z.enum(['read', 'write']) }),
  fault('diskFull', {}),
  fault('readOnlyDisk', { file }),
  /** The folder it would lie in is not there. */
  fault('noFolder', { file }),
  /** Larger than this disk lets a file be. */
  fault('fileTooLarge', { file }),
  /** Bytes that are wanted and there. */
  fault('noRoom', { needed: z.int(), free: z.int() }),
  /** Any other error of the operating system, by its code. */
  fault('diskError', { file, action: z.enum(['read', 'write']), reason: z.string() }),

  // A browser's upload.
  fault('uploadCut', { file }),
  fault('uploadRefused', { file, status: z.int() }),
  fault('noPath', { file }),

  // The Hub.
  fault('noHubName', { asked: z.string() }),
  fault('notOnHub', { repo, page: z.string() }),
  /** `withToken`: a token was shown, and did not help. */
  fault('hubLocked', { repo, page: z.string(), withToken: z.boolean() }),
  fault('hubStatus', { host: z.string(), status: z.int() }),
  fault('hubUnreachable', { host: z.string() }),
  fault('downloadBroke', {}),
  fault('downloadWrong', { file }),
  fault('noTableOnHub', { repo, known: z.array(z.string()) }),
  fault('noSuchConfig', { repo, asked: z.string(), configs: z.array(z.string()) }),
  fault('noHubSplit', { repo, asked: z.string(), splits: z.array(z.string()) }),
  fault('noTrainingSplit', { repo, splits: z.array(z.string()) }),

  // The library.
  fault('nameTaken', { name: z.string() }),
  fault('nameEmpty', {}),
  /** Too long, or with characters that command a terminal or turn the direction of reading; `name` is cut and made printable. */
  fault('nameUnfit', { name: z.string(), most: z.int() }),
  /** A run needs it. */
  fault('inUse', { name: z.string(), run: z.string() }),
  fault('cancelled', { title: z.string() }),

  // A conversation.
  /** In tokens; `most` with the answer. */
  fault('promptTooLong', { tokens: z.int(), most: z.int() }),
  /** A model that is to answer, in bytes, and the run that is training meanwhile, where there is one. */
  fault('noRoomToAnswer', {
    model: z.string(),
    needed: z.int(),
    free: z.int(),
    run: z.string().exactOptional(),
  }),
]);
