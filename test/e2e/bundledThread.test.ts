/** The thread that quantises, as the build makes it: where the bundle looks for it, and with the bytes of the sources. */

import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { quantize } from '../../src/main/engine/formats/gguf/quantize.ts';
import type { QuantizeJob } from '../../src/main/engine/formats/gguf/quantizePool.ts';

const thread = resolve('out/main/quantizeThread.js');

test('the bundle that quantises finds its thread one folder up, or beside itself', () => {
  const bundles = globSync('out/main/**/*.js').filter((file) =>
    readFileSync(file, 'utf8').includes('no quantizeThread beside'),
  );
  expect(bundles.length).toBeGreaterThan(0);
  for (const bundle of bundles) {
    const places = ['quantizeThread.js', '../quantizeThread.js'].map((name) => join(dirname(bundle), name));
    expect(places.filter((place) => existsSync(place)).map((place) => resolve(place))).toEqual([thread]);
  }
});

test('it gives the bytes of the sources', async () => {
  const values = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i * i));
  const worker = new Worker(thread, { execArgv: [] });
  try {
    worker.postMessage({ type: 'Q4_K', values } satisfies QuantizeJob);
    const [bytes] = (await once(worker, 'message')) as [Uint8Array];
    expect(Buffer.from(bytes)).toEqual(Buffer.from(quantize('Q4_K', values)));
  } finally {
    await worker.terminate();
  }
});
