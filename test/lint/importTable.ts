/** Keeps the layers apart: who may import whom under `src`, as one table, and the check that enforces it. */
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * One row: files at or under `folders` may import what matches `may` and not `never`. A pattern is a file or
 * folder under `src`, `node:*`, `npm:*` or `npm:<package>`. Folders of one row may import each other. The row
 * whose folder is the longest prefix of a file's path governs that file.
 */
interface Row {
  readonly folders: readonly string[];
  readonly may: readonly string[];
  readonly never?: readonly string[];
}

const engine = 'main/engine';
const shell = [
  'npm:electron',
  'npm:better-sqlite3',
  'npm:kysely',
  'npm:hono',
  'npm:@hono/node-server',
  'npm:ws',
];
/** What a graph is made of, and what is known of a model before anything is trained, run or written. */
const arithmetic = ['onnx', 'autodiff', 'nn', 'optim'].map((room) => `${engine}/${room}`);
const model = [
  ...arithmetic,
  ...['models', 'adapters', 'data', 'formats', 'runtime'].map((room) => `${engine}/${room}`),
  ...['adapterFit.ts', 'baseModel.ts', 'describeModel.ts'].map((file) => `${engine}/${file}`),
];
const runtime = ['npm:onnxruntime-node', 'npm:onnxruntime-common'];

export const importTable: readonly Row[] = [
  { folders: ['shared'], may: ['npm:zod'] },
  { folders: [`${engine}/onnx`], may: ['shared', 'npm:@bufbuild/protobuf'] },
  { folders: [`${engine}/autodiff`], may: ['shared', `${engine}/onnx`] },
  { folders: [`${engine}/nn`], may: ['shared', `${engine}/onnx`] },
  {
    folders: [`${engine}/formats/gguf`],
    may: [
      'shared',
      `${engine}/formats`,
      `${engine}/models`,
      `${engine}/runtime/yieldOrAbort.ts`,
      'node:*',
      'npm:*',
    ],
    never: [...shell, ...runtime],
  },
  { folders: [`${engine}/optim`], may: ['shared', `${engine}/onnx`] },
  {
    folders: [`${engine}/models`],
    may: ['shared', `${engine}/onnx`, `${engine}/nn`, 'node:path', 'node:util'],
  },
  {
    folders: [`${engine}/data`, `${engine}/formats`],
    may: ['shared', `${engine}/runtime/random.ts`, `${engine}/runtime/yieldOrAbort.ts`, 'node:*', 'npm:*'],
    never: [...shell, ...runtime],
  },
  {
    folders: [`${engine}/runtime`],
    may: [...arithmetic, `${engine}/formats`, 'shared', 'node:*', ...runtime],
  },
  {
    folders: [`${engine}/adapters`],
    may: [
      ...arithmetic,
      `${engine}/models`,
      `${engine}/formats`,
      `${engine}/runtime`,
      `${engine}/baseModel.ts`,
      'node:*',
      'shared',
    ],
  },
  {
    folders: [`${engine}/objectives`],
    may: [...arithmetic, `${engine}/runtime`, 'shared'],
  },
  {
    folders: [`${engine}/infer`, `${engine}/export`],
    may: [...model, 'shared', 'node:*'],
  },
  {
    folders: [`${engine}/train`],
    may: [...model, `${engine}/objectives`, `${engine}/infer`, 'shared', 'node:*', 'npm:zod'],
  },
  {
    folders: [`${engine}/run`],
    may: [...model, `${engine}/infer`, `${engine}/export`, `${engine}/train`, 'shared', 'node:*', 'npm:zod'],
  },
  { folders: [engine], may: ['shared', 'node:*', 'npm:*'], never: [...shell, ...runtime] },
  { folders: ['main/store'], may: ['shared', 'node:*', 'npm:better-sqlite3', 'npm:kysely', 'npm:zod'] },
  {
    folders: ['main/services'],
    may: ['shared', 'main/store', `${engine}/index.ts`, '../package.json', 'node:*', 'npm:*'],
    never: [...shell, ...runtime, 'node:http', 'node:https'],
  },
  {
    folders: ['main/openai'],
    may: ['shared', 'main/services', 'main/web/address.ts', 'main/web/listen.ts', 'node:*', 'npm:*'],
    never: ['npm:electron', 'npm:better-sqlite3', 'npm:kysely', 'npm:ws', ...runtime],
  },
  {
    folders: ['main/electron', 'main/index.ts'],
    may: ['shared', 'main/services', 'main/openai', 'node:*', 'npm:electron', 'npm:zod'],
  },
  {
    folders: ['main/web', 'main/web.ts', 'main/cli', 'main/cli.ts'],
    may: ['shared', 'main/services', 'main/openai', '../package.json', 'node:*', 'npm:*'],
    never: ['npm:electron', 'npm:better-sqlite3', 'npm:kysely', ...runtime],
  },
  {
    folders: ['main/trainProcess.ts', 'main/workProcess.ts'],
    may: ['shared', `${engine}/index.ts`, `${engine}/tasks.ts`, 'node:*'],
  },
  { folders: ['preload'], may: ['shared', 'npm:electron'] },
  { folders: ['renderer'], may: ['shared', 'npm:*'], never: [...shell, ...runtime] },
];

/** The only file in which the renderer touches the bridge the host gave it. */
const bridgeFile = 'renderer/src/api.ts';

function covers(pattern: string, target: string): boolean {
  if (pattern.endsWith(':*')) return target.startsWith(pattern.slice(0, -1));
  return target === pattern || target.startsWith(`${pattern}/`);
}

/** The import specifier as the table spells it: a path under `src`, `node:name` or `npm:package`. */
function resolveTarget(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  return `npm:${specifier}`;
}

function specifiersOf(file: string, source: string): string[] {
  const { module, errors } = parseSync(file, source);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  const named = module.staticExports.flatMap((statement) =>
    statement.entries.map((entry) => entry.moduleRequest),
  );
  return [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...named.flatMap((request) => (request ? [request.value] : [])),
    // import('x') as a value or a type, and require('x'): the parser's module record leaves some of these out.
    ...[...source.matchAll(/\b(?:import|require)\(\s*['"`]([^'"`]+)['"`]/g)].map((match) => match[1]!),
  ];
}

/**
 * Problems of one file, each a sentence; empty when the file keeps to the table.
 * @param file path under `src` with forward slashes, such as `main/engine/nn/lora.ts`
 */
export function checkImports(file: string, source: string): string[] {
  const matches = importTable.flatMap((row) => row.folders.map((folder) => ({ row, folder })));
  const governing = matches
    .filter(({ folder }) => covers(folder, file))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
  if (!governing) return [`src/${file}: no row of the import table covers this file`];
  const { may, never = [], folders } = governing.row;
  const problems = [...new Set(specifiersOf(file, source))]
    .map((specifier) => ({ specifier, target: resolveTarget(file, specifier) }))
    .filter(({ target }) => {
      const allowed = [...folders, ...may].some((pattern) => covers(pattern, target));
      return !allowed || never.some((pattern) => covers(pattern, target));
    })
    .map(({ specifier }) => `src/${file}: ${governing.folder} may not import '${specifier}'`);
  if (file.startsWith('renderer/') && file !== bridgeFile && /\bwindow\s*\.\s*api\b/.test(source)) {
    problems.push(`src/${file}: only src/${bridgeFile} may use window.api`);
  }
  return problems;
}

if (import.meta.main) {
  const files = globSync('**/*.{ts,tsx}', { cwd: 'src' }).map((file) => file.replaceAll('\\', '/'));
  const problems = files.flatMap((file) => checkImports(file, readFileSync(`src/${file}`, 'utf8')));
  for (const problem of problems) console.error(problem);
  console.error(`${files.length} files checked against the import table, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
