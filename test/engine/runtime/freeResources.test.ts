/** Free memory and disk are those that programs could get, on each system. */
import { readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskFree, memoryNow, readVmStat } from '../../../src/main/engine/runtime/freeResources.ts';

/** As macOS 15 prints it. */
const vmStat = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                                6029.
Pages active:                            292317.
Pages inactive:                          289604.
Pages speculative:                         1922.
Pages throttled:                              0.
Pages wired down:                        124543.
Pages purgeable:                           3203.
"Translation faults":                 823341234.
Pages copy-on-write:                   21003420.
Pages zero filled:                    412334219.
Pages reactivated:                     10233412.
Pages purged:                           2342341.
File-backed pages:                       151410.
Anonymous pages:                         432433.
Pages stored in compressor:              602131.
Pages occupied by compressor:            253102.
Decompressions:                        23423412.
`;

test('a Mac has free what lies idle and what it keeps only to be quick', () => {
  expect(readVmStat(vmStat)).toBe(16_384 * (6029 + 3203 + 151_410));
});

test('what vm_stat does not say is not guessed', () => {
  expect(readVmStat(vmStat.replace('File-backed', 'Other'))).toBeUndefined();
  expect(readVmStat('')).toBeUndefined();
});

test('Linux has free what the kernel calls available', () => {
  if (process.platform !== 'linux') return;
  const available = () =>
    1024 * Number(/^MemAvailable: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
  const before = available();
  const { freeBytes, totalBytes } = memoryNow();
  // Other programs take and give back some between the readings.
  expect(Math.abs(freeBytes - (before + available()) / 2)).toBeLessThan(0.1 * totalBytes);
  expect(totalBytes).toBeGreaterThan(freeBytes);
});

test('the disk of a folder that is still to be made is that of the nearest one there is', () => {
  const { bsize, blocks } = statfsSync(tmpdir());
  const free = diskFree(join(tmpdir(), 'not', 'there', 'yet'));
  expect(free).toBeGreaterThan(0);
  expect(free % bsize).toBe(0);
  expect(free).toBeLessThanOrEqual(blocks * bsize);
});
