/** Threads as the build makes them: where the bundle looks for them, and one with the bytes of the sources. */

import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { quantize } from '../../src/main/engine/formats/gguf/quantize.ts';
import type { QuantizeJob } from '../../src/main/engine/formats/gguf/quantizePool.ts';

const thread = resolve('out/main/quantizeThread.js');

test.each(['quantizeThread', 'parquetThread'])(
  'the bundle that starts %s finds it one folder up, or beside itself',
  (name) => {
    const bundles = globSync('out/main/**/*.js').filter((file) =>
      new RegExp(`threadFile\\(["']${name}["']`).test(readFileSync(file, 'utf8')),
    );
    expect(bundles.length).toBeGreaterThan(0);
    for (const bundle of bundles) {
      const places = [`${name}.js`, `../${name}.js`].map((place) => join(dirname(bundle), place));
      expect(places.filter((place) => existsSync(place)).map((place) => resolve(place))).toEqual([
        resolve(`out/main/${name}.js`),
      ]);
    }
  },
);

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
