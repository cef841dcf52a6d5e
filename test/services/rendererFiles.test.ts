/** Only the renderer's own files are served, and each with the strict headers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rendererResponse } from '../../src/main/services/app/rendererFiles.ts';

let outside: string;
let folder: string;

beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'lowrank-files-'));
  folder = join(outside, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(outside, 'secret.js'), 'secret');
  writeFileSync(join(folder, '.hidden.js'), 'hidden');
  writeFileSync(join(folder, 'index.html'), '<html>');
  writeFileSync(join(folder, 'notes.txt'), 'no such type');
  writeFileSync(join(folder, 'assets/index-a1.js'), 'code');
});

afterAll(() => rmSync(outside, { recursive: true }));

test('the page comes with a policy that allows no inline script and no framing', async () => {
  const response = await rendererResponse(folder, '/');
  expect([response.status, await response.text()]).toEqual([200, '<html>']);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const policy = response.headers.get('content-security-policy')!.split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy.join(' ')).not.toContain('unsafe');
});

test('files with a hash in their name may be kept for good', async () => {
  const response = await rendererResponse(folder, '/assets/index-a1.js');
  expect(await response.text()).toBe('code');
  expect(response.headers.get('cache-control')).toBe('max-age=31536000, immutable');
});

test.each([
  '/../secret.js',
  '/assets/../../secret.js',
  '/..%2fsecret.js',
  '/%2e%2e/secret.js',
  '/..\\secret.js',
  '//secret.js',
  '/.hidden.js',
  '/notes.txt',
  '/assets',
  '/index.html\0.js',
  '/nothing.js',
  '',
])('%j is not found', async (path) => {
  const response = await rendererResponse(folder, path);
  expect([response.status, await response.text()]).toEqual([404, 'Not found.']);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('a renderer that was never built says so and what to do', async () => {
  const response = await rendererResponse(join(outside, 'unbuilt'), '/');
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('Run "npm run build".');
});
