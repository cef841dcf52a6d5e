/** events.jsonl: what a run tells whoever follows it from another process, a line an event, never half a line. */

import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type RunLine, type RunMessage, runFiles } from '../../../shared/runJob.ts';
import { diskError } from '../formats/diskError.ts';
import { activeMs } from '../runtime/clock.ts';

const newline = 0x0a;
/** Room for the longest error. */
const reservedBytes = 2 ** 14;

export class EventLog {
  readonly file: string;
  readonly #descriptor: number;
  /** A file that is there to be removed: on a full disk it makes room for the last line. */
  readonly #reserve: string;

  /** Opens the log of `folder`, and cuts off the half line that a killed process left. @throws AppError `disk` */
  constructor(folder: string) {
    this.file = join(folder, runFiles.events);
    this.#reserve = join(folder, runFiles.reserve);
    try {
      this.#descriptor = openSync(this.file, 'a+');
      ftruncateSync(this.#descriptor, endOfLines(this.#descriptor));
    } catch (error) {
      throw diskError(error, this.file, 'write');
    }
    try {
      writeFileSync(this.#reserve, new Uint8Array(reservedBytes));
    } catch {
      // No room even for this: whatever is written next says so.
    }
  }

  /** Appends one line with one write. @throws AppError `disk`, having taken back what was written of it */
  append(message: RunMessage): void {
    const line: RunLine = { at: Date.now(), elapsed: Math.round(activeMs()) / 1000, ...message };
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const before = fstatSync(this.#descriptor).size;
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    } catch (error) {
      ftruncateSync(this.#descriptor, before);
      throw diskError(error, this.file, 'write');
    }
  }

  /** Appends the last line, for which there is room on a full disk too, and closes the file. @throws AppError `disk` */
  end(message: RunMessage): void {
    try {
      this.append(message);
    } catch {
      rmSync(this.#reserve, { force: true });
      this.append(message);
    }
    rmSync(this.#reserve, { force: true });
    closeSync(this.#descriptor);
  }
}

/** Bytes up to and with the last newline; looked for from the end, as the file may be large. */
function endOfLines(descriptor: number): number {
  const buffer = Buffer.alloc(2 ** 16);
  for (let end = fstatSync(descriptor).size; end > 0; ) {
    const start = Math.max(0, end - buffer.length);
    const read = readSync(descriptor, buffer, 0, end - start, start);
    const last = buffer.subarray(0, read).lastIndexOf(newline);
    if (last >= 0) return start + last + 1;
    end = start;
  }
  return 0;
}
