/** What the machine has left: memory and disk now, and what the home folder occupies. */
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resources } from '../../../shared/records/app.ts';
import { diskFree, memoryNow } from '../../engine/index.ts';

export { diskFree };

/** Milliseconds the home's size is believed: walking a large one costs seconds. */
const homeSizeAge = 60_000;

/** Bytes of all files under a folder; one that vanishes meanwhile counts for nothing, and links are not followed. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) bytes += await folderBytes(path);
      else if (entry.isFile()) bytes += (await stat(path).catch(() => null))?.size ?? 0;
    }
  } catch (cause) {
    if (!['ENOENT', 'EACCES'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
  }
  return bytes;
}

export class ResourceMeter {
  readonly #home: string;
  #homeBytes: number | null = null;
  #measuredAt = 0;

  constructor(home: string) {
    this.#home = home;
  }

  /** At once: the home's size is the last one measured, and is measured again when it is old. */
  async resources(): Promise<Resources> {
    if (Date.now() - this.#measuredAt > homeSizeAge) void this.#measureHome();
    const { freeBytes, totalBytes } = memoryNow();
    return {
      memoryFreeBytes: freeBytes,
      memoryBytes: totalBytes,
      diskFreeBytes: diskFree(this.#home),
      homeBytes: this.#homeBytes,
      home: this.#home,
    };
  }

  async #measureHome(): Promise<void> {
    this.#measuredAt = Date.now();
    // A home that cannot be walked has no size to show, and its owner hears of that from whatever needs the folder.
    this.#homeBytes = await folderBytes(this.#home).catch(() => null);
  }
}
