/** An export's card offers Ollama and LM Studio where they were found, and only for what each of them takes. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { NoticeProvider } from '../../src/renderer/src/components/notices.tsx';
import { MadeExports } from '../../src/renderer/src/pages/Exports/MadeExports.tsx';
import { loadWords } from '../../src/renderer/src/text/catalogues.ts';
import { TextProvider } from '../../src/renderer/src/text/TextProvider.tsx';
import type { Export } from '../../src/shared/records/exports.ts';

vi.mock('../../src/renderer/src/api.ts', () => ({ api: {}, inWindow: false }));

interface Made {
  readonly name: string;
  /** Of its GGUF files. */
  readonly files: readonly string[];
  /** Conversations that the TEMPLATE of its Modelfile was proven on; null without a Modelfile. */
  readonly proven: number | null;
  readonly missing?: boolean;
}

function madeOf({ name, files, proven, missing = false }: Made): Export {
  const figures = { largestDifference: 0, tolerance: 1, adapterEffect: 2 };
  const shares = { relativeError: null, relativeLimit: null, effectShare: null };
  const certificate = { ...figures, ...shares, proven, dtype: 'q8_0', adapter: { name } };
  return {
    ...{ id: name, adapterVersionId: null, adapter: name, model: 'tiny', basePath: null, target: 'gguf' },
    ...{ path: `/exports/${name}`, bytes: 1, createdAt: 0, missing },
    certificate: {
      ...certificate,
      files: files.map((file) => ({ name: file, bytes: 1, sha256: '' })),
    } as unknown as Export['certificate'],
  };
}

const list: readonly Made[] = [
  { name: 'modelfile and one file', files: ['model-Q8_0.gguf'], proven: 6 },
  { name: 'rendered by Ollama itself', files: ['base.gguf', 'adapter-F32.gguf'], proven: 0 },
  { name: 'one file', files: ['model-Q8_0.gguf'], proven: null },
  { name: 'no file of theirs', files: [], proven: null },
  { name: 'gone', files: ['model-Q8_0.gguf'], proven: 6, missing: true },
];

/** Names of the exports that are offered to each, where this much is installed. */
async function offered(hasOllama: boolean, hasLmStudio: boolean) {
  const client = new QueryClient();
  client.setQueryData(['exports.hasOllama', undefined], hasOllama);
  client.setQueryData(['exports.hasLmStudio', undefined], hasLmStudio);
  const words = await loadWords('en');
  const html = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <TextProvider initial={words} setting="en">
        <NoticeProvider>
          <MadeExports list={list.map(madeOf)} onShare={() => {}} />
        </NoticeProvider>
      </TextProvider>
    </QueryClientProvider>,
  );
  client.clear();
  const named = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, name]) => name);
  return {
    shown: named(/aria-label="Copy path: ([^"]+)"/g).length,
    ollama: named(/aria-label="Create ([^"]+) in Ollama"/g),
    lmStudio: named(/aria-label="Put ([^"]+) into LM Studio"/g),
  };
}

const forOllama = ['modelfile and one file', 'rendered by Ollama itself'];
const forLmStudio = ['modelfile and one file', 'one file'];

test.each([
  [false, false, [], []],
  [true, false, forOllama, []],
  [false, true, [], forLmStudio],
  [true, true, forOllama, forLmStudio],
])('Ollama found: %s, LM Studio found: %s: offered for what each takes', async (ollama, lm, created, put) => {
  expect(await offered(ollama, lm)).toEqual({ shown: list.length, ollama: created, lmStudio: put });
});
