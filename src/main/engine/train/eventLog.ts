/** events.jsonl: what a run tells whoever follows it from another process, a line an event, never half a line. */

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type RunLine, type RunMessage, runFiles } from '../../../shared/runJob.ts';
import { diskError } from '../formats/diskError.ts';

const newline = 0x0a;

export class EventLog {
  readonly file: string;
  readonly #descriptor: number;

  /** Opens the log of `folder`, and cuts off the half line that a killed process left. @throws AppError `disk` */
  constructor(folder: string) {
    this.file = join(folder, runFiles.events);
    try {
      this.#descriptor = openSync(this.file, 'a+');
      ftruncateSync(this.#descriptor, endOfLines(this.#descriptor));
    } catch (error) {
      throw diskError(error, this.file, 'write');
    }
  }

  /** Appends one line with one write. @throws AppError `disk`, having taken back what was written of it */
  append(message: RunMessage): void {
    const line: RunLine = { at: Date.now(), ...message };
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const before = fstatSync(this.#descriptor).size;
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    } catch (error) {
      ftruncateSync(this.#descriptor, before);
      throw diskError(error, this.file, 'write');
    }
  }

  close(): void {
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
