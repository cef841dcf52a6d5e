/** Why an engine's process ended is told from what is known of it, and a probe's warning is never its last word. */
import { expect, test } from 'vitest';
import { endOfProcess, type ProcessEnd } from '../../src/main/services/process/processEnd.ts';

const killed = (signal: string): ProcessEnd => ({ code: null, signal });
const exited = (code: number): ProcessEnd => ({ code, signal: null });
const vulkan = "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file\n";

test.each<[string, ProcessEnd | undefined, string, string, RegExp]>([
  ['killed', killed('SIGKILL'), '', 'interrupted', /ended from outside \(SIGKILL\)/],
  ['killed after a probe warned', killed('SIGKILL'), vulkan, 'interrupted', /^(?!.*Vulkan).*SIGKILL/],
  ['gone unseen', undefined, '', 'interrupted', /ended from outside/],
  ['gone unseen after a probe warned', undefined, vulkan, 'interrupted', /^(?!.*Vulkan).*ended from outside/],
  ['stopped by the allocator', killed('SIGTRAP'), vulkan, 'memory', /1 GiB \(SIGTRAP\)/],
  ['crashed in a library', killed('SIGSEGV'), '', 'internal', /crashed \(SIGSEGV\) without a word/],
  ['aborted with words', killed('SIGABRT'), 'no room\n', 'internal', /crashed \(SIGABRT\): no room$/],
  ['ended with a code', exited(7), `${vulkan}broken\n`, 'internal', /crashed \(exit code 7\): broken$/],
  ['gone unseen with words', undefined, 'broken\n', 'internal', /crashed: broken$/],
])('a process that was %s is told as that', (_how, end, lastLines, code, message) => {
  const error = endOfProcess(end, lastLines);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
});
