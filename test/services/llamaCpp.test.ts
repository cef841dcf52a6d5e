/** Where llama.cpp is installed it opens every GGUF export as well, and what it finds is in the certificate. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { acceptRun } from '../../src/main/services/adapters/index.ts';
import { exportMethods } from '../../src/main/services/exports/index.ts';
import { alsoInLlamaCpp } from '../../src/main/services/exports/llamaCpp.ts';
import { addModel, addRun, copyOf, failureOf, openTestHome, tinyModel, trainAdapter } from './support.ts';

/** The libraries of the package that tests have, where an installation would put them. */
const libraries = join(
  dirname(fileURLToPath(import.meta.resolve('node-llama-cpp'))),
  '../../@node-llama-cpp/linux-x64/bins/linux-x64',
);

let adapter: string;
let other: string;
beforeAll(async () => {
  adapter = await trainAdapter();
  other = await trainAdapter({ seed: 5 });
});

function open() {
  const { context } = openTestHome();
  mkdirSync(join(context.home.path, 'llama.cpp'));
  symlinkSync(libraries, join(context.home.path, 'llama.cpp/3.21.1'));
  addModel(context);
  const adapterVersionId = acceptRun(context, addRun(context, adapter, { name: 'Sums' }));
  return { context, methods: exportMethods(context), adapterVersionId };
}

test.each([
  ['gguf', 'q8_0'],
  ['gguf-lora', 'f32'],
] as const)('%s as %s: it computes there what base and adapter compute', async (target, dtype) => {
  const { context, methods, adapterVersionId } = open();
  expect(await methods['exports.llamaCpp']()).toMatchObject({ state: 'installed' });
  const job = await methods['exports.create']({ adapterVersionId, target, dtype, path: '' });
  await context.jobs.finished(job.id);
  const [made] = await methods['exports.list']();
  const [, llama] = made!.certificate.consumers;
  expect(llama).toMatchObject({ name: 'llama.cpp', version: 'v0.4.0', texts: 4 });
  expect(llama?.effectShare).toBeCloseTo(1, 1);
  expect(llama?.relativeError).toBeLessThan(0.05);
  expect(JSON.parse(readFileSync(join(made!.path, 'certificate.json'), 'utf8'))).toEqual(made!.certificate);
  const text = readFileSync(join(made!.path, 'certificate.txt'), 'utf8');
  expect(text).toMatch(/^Opened again by Lowrank Studio \S+, llama\.cpp v0\.4\.0\.$/m);
  expect(text).toMatch(
    /^llama\.cpp v0\.4\.0 opened it too: [\d.]+ % of what the adapter changes arrives there/m,
  );
});

/** One export, in a copy of its own for each who asks. */
let first: ReturnType<typeof exportOnce> | undefined;

async function exportOnce() {
  const { context, methods, adapterVersionId } = open();
  const order = { adapterVersionId, target: 'gguf', dtype: 'f16', path: '' } as const;
  await context.jobs.finished((await methods['exports.create'](order)).id);
  const [made] = await methods['exports.list']();
  return { context, methods, certificate: made!.certificate, path: made!.path };
}

async function written(name: string) {
  first ??= exportOnce();
  const { path, ...made } = await first;
  const out = join(dirname(path), name);
  cpSync(path, out, { recursive: true });
  return { ...made, out };
}

test('what llama.cpp computes otherwise is kept as failed, listed with its reason, and can be deleted', async () => {
  const { context, methods, certificate, out } = await written('another');
  const task = { model: tinyModel, adapter: other, out };
  const error = await failureOf(() => alsoInLlamaCpp(context, task, certificate, {}));
  expect([error.code, error.message]).toEqual([
    'drift',
    expect.stringMatching(
      /what llama\.cpp computes differs from base and adapter by [\d.]+ % .*; the files are in .*\.failed$/,
    ),
  ]);
  expect(existsSync(out)).toBe(false);
  const [failed] = await methods['exports.failed']();
  expect(failed).toMatchObject({
    path: `${out}.failed`,
    reason: expect.stringContaining('what llama.cpp computes differs from base and adapter'),
  });
  expect(failed?.bytes).toBeGreaterThan(300_000);
  expect((await failureOf(() => methods['exports.removeFailed']({ path: copyOf(adapter) }))).code).toBe(
    'not-found',
  );
  await methods['exports.removeFailed']({ path: failed!.path });
  expect(await methods['exports.failed']()).toEqual([]);
});

test('a file over which llama.cpp ends its process fails the export, not the studio', async () => {
  const { context, certificate, out } = await written('broken');
  const name = readdirSync(out).find((each) => each.endsWith('.gguf'))!;
  const bytes = readFileSync(join(out, name));
  // Without the number of heads llama.cpp divides by what it does not know.
  bytes.write('llama.attention.head_kount', bytes.indexOf('llama.attention.head_count'));
  writeFileSync(join(out, name), bytes);
  const task = { model: tinyModel, adapter, out };
  const error = await failureOf(() => alsoInLlamaCpp(context, task, certificate, {}));
  expect([error.code, error.message]).toEqual(['drift', expect.stringMatching(/^llama\.cpp /)]);
  expect(existsSync(`${out}.failed`)).toBe(true);
});

test('called off while llama.cpp looks, nothing is left of the export', async () => {
  const { context, certificate, out } = await written('left');
  const stop = new AbortController();
  const task = { model: tinyModel, adapter, out };
  const failure = failureOf(() =>
    alsoInLlamaCpp(context, task, certificate, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    }),
  );
  expect((await failure).code).toBe('interrupted');
  expect(existsSync(out)).toBe(false);
});
