/** Shows that a training process lives, also while onnxruntime blocks its thread for minutes, and keeps its clock. */

import { Worker } from 'node:worker_threads';
import { beatMs, clockData, clockProgram, stopBeating } from '../runtime/clock.ts';

/** A program of its own, since a file would have to be found in every bundle; a full disk does not stop it. */
const program = `
  const { utimesSync } = require('node:fs');
  const { file } = require('node:worker_threads').workerData;
  ${clockProgram}
  setInterval(() => {
    beatClock();
    try { utimesSync(file, new Date(), new Date()); } catch {} // removed together with its folder
  }, ${beatMs});
`;

/** Touches `file` every second until this process ends; does not keep it from ending. */
export function startHeartbeat(file: string): void {
  const worker = new Worker(program, { eval: true, workerData: { file, clock: clockData }, execArgv: [] });
  worker.unref();
  // A run is worth more than the sign that it lives.
  worker.on('error', stopBeating);
}
