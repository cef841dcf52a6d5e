/** Plants forbidden imports, at least one for every row of the table, and sees each refused. */
import { expect, test } from 'vitest';
import { checkImports, importTable } from './importTable.ts';

const forbidden: readonly (readonly [file: string, specifier: string])[] = [
  ['shared/api.ts', 'node:fs'],
  ['shared/api.ts', 'react'],
  ['main/engine/onnx/encode.ts', '../nn/lora.ts'],
  ['main/engine/onnx/ops/matmul.ts', '../../runtime/session.ts'],
  ['main/engine/onnx/graph.ts', 'onnxruntime-node'],
  ['main/engine/autodiff/backward.ts', '../runtime/session.ts'],
  ['main/engine/nn/lora.ts', '../data/pack.ts'],
  ['main/engine/optim/adamw.ts', '../train/loop.ts'],
  ['main/engine/models/llama.ts', '../autodiff/backward.ts'],
  ['main/engine/data/pack.ts', '../onnx/graph.ts'],
  ['main/engine/formats/gguf/names.ts', '../../train/memory.ts'],
  ['main/engine/formats/gguf.ts', '../nn/lora.ts'],
  ['main/engine/infer/generate.ts', 'onnxruntime-node'],
  ['main/engine/train/loop.ts', '../../store/runs.ts'],
  ['main/engine/runtime/session.ts', '../../services/app/devices.ts'],
  ['main/engine/runtime/session.ts', '../train/loop.ts'],
  ['main/engine/infer/generate.ts', '../train/loop.ts'],
  ['main/engine/objectives/sft.ts', '../train/loop.ts'],
  ['main/engine/adapters/lora.ts', '../train/loop.ts'],
  ['main/engine/export/certificate.ts', '../train/loop.ts'],
  ['main/engine/train/loop.ts', '../run/runFile.ts'],
  ['main/engine/run/train.ts', '../tasks/chat.ts'],
  ['main/engine/tasks.ts', 'electron'],
  ['main/store/runs.ts', '../engine/index.ts'],
  ['main/services/app/devices.ts', '../../engine/runtime/devices.ts'],
  ['main/services/app/devices.ts', 'electron'],
  ['main/services/app/devices.ts', 'node:http'],
  ['main/electron/window.ts', '../engine/index.ts'],
  ['main/index.ts', './store/runs.ts'],
  ['main/web/server.ts', 'electron'],
  ['main/openai/answer.ts', '../web/host.ts'],
  ['main/cli.ts', './engine/index.ts'],
  ['main/web.ts', './store/runs.ts'],
  ['main/trainProcess.ts', './services/runs/index.ts'],
  ['preload/index.ts', 'zod'],
  ['renderer/src/main.tsx', '../../main/services/app/devices.ts'],
  ['renderer/src/main.tsx', 'node:path'],
];

const allowed: readonly (readonly [file: string, specifier: string])[] = [
  ['shared/api.ts', 'zod'],
  ['main/engine/onnx/ops/matmul.ts', '../../../../shared/errors.ts'],
  ['main/engine/autodiff/rules.ts', '../onnx/graph.ts'],
  ['main/engine/models/llama.ts', '../nn/lora.ts'],
  ['main/engine/data/readRows.ts', '../formats/atomic.ts'],
  ['main/engine/data/readRows.ts', 'hyparquet'],
  ['main/engine/train/loop.ts', '../autodiff/backward.ts'],
  ['main/engine/runtime/session.ts', 'onnxruntime-node'],
  ['main/services/app/devices.ts', '../../engine/index.ts'],
  ['main/index.ts', './electron/window.ts'],
  ['main/cli.ts', './services/app/devices.ts'],
  ['preload/index.ts', 'electron'],
  ['renderer/src/main.tsx', '../../shared/api.ts'],
];

test.each(forbidden)('%s may not import %s', (file, specifier) => {
  expect(checkImports(file, `import { x } from '${specifier}';\n`)).toHaveLength(1);
});

test.each(allowed)('%s may import %s', (file, specifier) => {
  expect(checkImports(file, `import { x } from '${specifier}';\n`)).toEqual([]);
});

test('every row of the table has a planted import', () => {
  const planted = new Set(forbidden.map(([file]) => file));
  const bare = importTable.filter(
    (row) => ![...planted].some((file) => row.folders.some((folder) => file.startsWith(folder))),
  );
  expect(bare).toEqual([]);
});

test.each([
  ["import type { X } from 'electron';"],
  ["export { x } from 'electron';"],
  ["export * from 'electron';"],
  ["const x = await import('electron');"],
  ["type X = import('electron').App;"],
  ["import 'electron';"],
])('%s counts as an import', (source) => {
  expect(checkImports('main/services/runs.ts', source)).toEqual([
    "src/main/services/runs.ts: main/services may not import 'electron'",
  ]);
});

test('window.api belongs to one renderer file', () => {
  expect(checkImports('renderer/src/api.ts', 'export const api = window.api;')).toEqual([]);
  expect(checkImports('renderer/src/pages/Home/Home.tsx', 'window.api.send(1);')).toEqual([
    'src/renderer/src/pages/Home/Home.tsx: only src/renderer/src/api.ts may use window.api',
  ]);
});

test('a file outside the table is refused, so that a new folder gets its row', () => {
  expect(checkImports('main/misc/tools.ts', '')).toEqual([
    'src/main/misc/tools.ts: no row of the import table covers this file',
  ]);
});
