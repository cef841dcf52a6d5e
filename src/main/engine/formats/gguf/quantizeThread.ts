/** A thread that quantises what it is sent: an entry of its own, since a bundle has no other way to start one. */

import { parentPort } from 'node:worker_threads';
import { quantize } from './quantize.ts';
import type { QuantizeJob } from './quantizePool.ts';

parentPort?.on('message', ({ type, values }: QuantizeJob) => {
  const bytes = quantize(type, values);
  parentPort?.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
});
