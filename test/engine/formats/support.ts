/** What the tests of the file formats share: temporary folders, hand-made files, and the shape of an error. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { AppError, type ErrorCode } from '../../../src/shared/errors.ts';

export const golden = join(import.meta.dirname, '../../fixtures/golden');

/** An empty folder that lives as long as the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a safetensors file as it comes: nothing about the header is checked or completed. */
export function writeRaw(
  file: string,
  header: string | object,
  data = new Uint8Array(),
  claimed?: bigint,
): string {
  const asIs = typeof header === 'string' || header instanceof Uint8Array;
  const json = Buffer.from(asIs ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(json.byteLength));
  writeFileSync(file, Buffer.concat([length, json, data]));
  return file;
}

/** Asserts that `action` throws an AppError of this code whose message holds `text` and whose hint says something. */
export function expectError(action: () => unknown, code: ErrorCode, text: string): void {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    const { code: found, message, hint } = error as AppError;
    expect(message).toContain(text);
    expect(found).toBe(code);
    expect(hint).not.toBe('');
    return;
  }
  expect.unreachable(`nothing was thrown, expected: ${text}`);
}
