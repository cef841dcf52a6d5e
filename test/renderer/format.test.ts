/** Times read as people tell them, in each language. */
import { expect, test } from 'vitest';
import { deviceLines, reportText } from '../../src/renderer/src/components/deviceReasonText.ts';
import { deviceText, formatsFor } from '../../src/renderer/src/format.ts';
import { de as home } from '../../src/renderer/src/pages/Home/words/de.ts';
import { deviceFixes, deviceReasons } from '../../src/shared/deviceReasons.ts';

const en = formatsFor('en');
const de = formatsFor('de');

test('times are told by how long ago they were, and by their day once that is long', () => {
  const now = Date.UTC(2026, 10, 24, 12);
  expect(en.ago(now - 20_000, now)).toBe('now');
  expect(en.ago(now - 5 * 60_000, now)).toBe('5 minutes ago');
  expect(en.ago(now - 3 * 3_600_000, now)).toBe('3 hours ago');
  expect(en.ago(now - 26 * 3_600_000, now)).toBe('yesterday');
  expect(en.ago(now - 40 * 86_400_000, now)).toBe('Oct 15, 2026');
  expect(de.ago(now - 5 * 60_000, now)).toBe('vor 5 Minuten');
});

test('devices by the names people know', () => {
  expect(['cpu', 'cuda', 'cuda:1', 'webgpu'].map(deviceText)).toEqual([
    'CPU',
    'GPU 0 (CUDA)',
    'GPU 1 (CUDA)',
    'GPU (WebGPU)',
  ]);
});

test('why a device is used is said in the language of the reader, and what nobody knows as it was', () => {
  const reason = `cpu: ${deviceReasons.onlyOne}; cuda:0: ${deviceReasons.noNvidia}; webgpu: device lost (7)`;
  expect(deviceLines(reason, home.selfTest)).toEqual([
    'CPU: kein anderes Gerät hilft',
    'GPU 0 (CUDA): keine NVIDIA-Karte und kein Treiber dafür gefunden',
    'GPU (WebGPU): device lost (7)',
  ]);
  expect(deviceLines('The only device here that works', home.selfTest)).toEqual([
    'The only device here that works',
  ]);
  const report = { device: 'webgpu', available: false, chosen: false };
  const none = { ...report, reason: `webgpu: ${deviceReasons.noWebGpu}`, fix: deviceFixes.noWebGpu };
  expect(reportText(none, home.selfTest)).toEqual({
    why: 'kein Grafiktreiber gefunden, den WebGPU nutzen kann',
    fix: 'Einen Vulkan-Treiber installieren (Linux) oder den Grafiktreiber erneuern.',
  });
  const slow = { ...report, available: true, reason: 'webgpu trained a small step in 2 s, slower than 1 s' };
  expect(reportText(slow, home.selfTest)).toEqual({ why: 'Langsamer als der Prozessor.', fix: undefined });
});
