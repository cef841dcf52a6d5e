/** Time as a run counts it: what the computer sleeps through is no part of it, and a clock that is set does not move it. */

import { uptime } from 'node:os';
import { amount, type Sentence, say } from '../../../shared/sentence.ts';

/** Nanoseconds: of sleep that the steady clock has counted, of sleep in all, and the steady clock at the last beat. */
const shared = new BigInt64Array(new SharedArrayBuffer(24));
const [counted, slept, lastBeat] = [0, 1, 2];

/** Milliseconds between two beats of a thread that no training step blocks. */
export const beatMs = 1000;
/** The same in nanoseconds, and how much later a beat is where it was not active; a busy machine delays it by less. */
const due = [1_000_000_000n, 9_000_000_000n] as const;

/**
 * How long the process was not active between two beats: as far as the steady clock has counted it, and in truth. That
 * clock stands still while Linux is suspended; it runs on under macOS and Windows, and for a process that is stopped.
 * @param passed nanoseconds between them, by the steady clock and by one that counts sleep too
 */
export function suspendedNs(
  passed: { readonly steady: bigint; readonly real: bigint },
  [beat, late]: readonly [bigint, bigint],
): { readonly counted: bigint; readonly slept: bigint } {
  const longer = passed.steady > passed.real ? passed.steady : passed.real;
  if (longer - beat < late) return { counted: 0n, slept: 0n };
  return { counted: passed.steady > beat ? passed.steady - beat : 0n, slept: longer - beat };
}

/** What a thread that is given its program as text needs to keep this clock, with `beatClock()` once every `beatMs`. */
export const clockData = { shared, due };
export const clockProgram = `
  const suspendedNs = ${suspendedNs};
  const { shared, due } = require('node:worker_threads').workerData.clock;
  const clocks = () => ({
    steady: process.hrtime.bigint(),
    real: BigInt(Math.round(1e9 * require('node:os').uptime())),
  });
  let last = clocks();
  Atomics.store(shared, ${lastBeat}, last.steady);
  function beatClock() {
    const now = clocks();
    const lost = suspendedNs({ steady: now.steady - last.steady, real: now.real - last.real }, due);
    Atomics.store(shared, ${lastBeat}, -1n); // do not read now
    Atomics.add(shared, ${counted}, lost.counted);
    Atomics.add(shared, ${slept}, lost.slept);
    Atomics.store(shared, ${lastBeat}, now.steady);
    last = now;
  }`;

const origin = process.hrtime.bigint() - BigInt(Math.round(1e6 * performance.now()));

/** Milliseconds since this process began, without those it slept. */
export function activeMs(): number {
  for (;;) {
    const beat = Atomics.load(shared, lastBeat);
    if (beat < 0n) continue;
    const now = process.hrtime.bigint();
    // Woken up before the thread that beats.
    const since = beat === 0n ? 0n : now - beat;
    const lost = Atomics.load(shared, counted) + suspendedNs({ steady: since, real: since }, due).counted;
    if (beat === Atomics.load(shared, lastBeat)) return Number(now - origin - lost) / 1e6;
  }
}

/** Without the thread's beats, whatever time passes counts. */
export function stopBeating(): void {
  Atomics.store(shared, lastBeat, 0n);
}

/** Milliseconds by which a clock that was set is off; it is slewed by less. */
const set = 5000;

/** Notices afterwards what became of the computer's clocks. */
export class ClockWatch {
  #slept = 0n;
  #counted = 0n;
  #offset = Date.now() - realMs();

  /** What has happened since it was asked last, in words. */
  takeMessages(): Sentence[] {
    const offset = Date.now() - realMs();
    const moved = offset - this.#offset;
    const total = { slept: Atomics.load(shared, slept), counted: Atomics.load(shared, counted) };
    const sleep = Number(total.slept - this.#slept) / 1e9;
    const stopped = process.platform === 'linux' && total.counted > this.#counted;
    this.#offset = offset;
    this.#slept = total.slept;
    this.#counted = total.counted;
    const words: Sentence[] = [];
    if (sleep > 0)
      words.push(
        stopped
          ? say`The training process stood still for ${amount.duration(sleep)}, which counts as no time of the run; training goes on as if nothing had been`
          : say`The computer slept for ${amount.duration(sleep)}, which counts as no time of the run; training goes on as if nothing had been`,
      );
    if (Math.abs(moved) > set)
      words.push(
        moved < 0
          ? say`The computer's clock was set back by ${amount.duration(-moved / 1000)}: the time this run counts does not follow it`
          : say`The computer's clock was set ahead by ${amount.duration(moved / 1000)}: the time this run counts does not follow it`,
      );
    return words;
  }
}

/** Milliseconds that pass whatever the clock is set to, and while the computer sleeps. */
function realMs(): number {
  try {
    return 1000 * uptime();
  } catch {
    return performance.now();
  }
}
