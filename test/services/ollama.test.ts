/** `ollama create`, run for an export: a stand-in for Ollama tells what it was asked. */

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createInOllama, findOllama } from '../../src/main/services/exports/ollama.ts';
import { failureOf, scratch } from './support.ts';

afterEach(() => vi.unstubAllEnvs());

/** A folder on PATH with a command of this name, which does what the script says, and an export to be taken in. */
function standIn(name: string, script: string) {
  const folder = join(scratch, name);
  const made = { path: join(folder, 'export'), adapter: 'Größe: 1/2 v3' };
  mkdirSync(made.path, { recursive: true });
  writeFileSync(join(made.path, 'Modelfile'), 'FROM ./model-Q8_0.gguf\n');
  const command = join(folder, 'ollama');
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  return { folder, made };
}

test('it runs in the export, under a name that Ollama takes', async () => {
  const { folder, made } = standIn('sound', `echo "$PWD $@" > ${join(scratch, 'asked.txt')}`);
  expect(findOllama()).toBe(join(folder, 'ollama'));
  expect(await createInOllama(made, '')).toBe('gro-e-1-2-v3');
  const asked = () => readFileSync(join(scratch, 'asked.txt'), 'utf8').trim();
  expect(asked()).toBe(`${made.path} create gro-e-1-2-v3 -f Modelfile`);
  expect(await createInOllama(made, 'FAQ')).toBe('faq');
  expect(asked()).toContain('create faq -f');
});

test('what Ollama says is why it failed', async () => {
  const { made } = standIn('broken', 'printf "\\033[Kgathering\\rError: no such model\\n" >&2; exit 3');
  expect(await failureOf(() => createInOllama(made, ''))).toMatchObject({
    code: 'unsupported',
    message: 'ollama create gro-e-1-2-v3 failed: Error: no such model',
  });
});

test('called off, it is stopped', async () => {
  const { made } = standIn('slow', 'exec sleep 60');
  const stop = new AbortController();
  const failure = failureOf(() => createInOllama(made, '', stop.signal));
  stop.abort();
  expect(await failure).toMatchObject({ code: 'interrupted' });
});

test('without Ollama, or without a Modelfile, it says so', async () => {
  const { made } = standIn('there', 'exit 0');
  expect(await failureOf(() => createInOllama({ ...made, path: scratch }, ''))).toMatchObject({
    code: 'not-found',
    message: `${scratch} has no Modelfile`,
  });
  vi.stubEnv('PATH', scratch);
  expect(findOllama()).toBeUndefined();
  expect(await failureOf(() => createInOllama(made, ''))).toMatchObject({ code: 'not-found' });
});
