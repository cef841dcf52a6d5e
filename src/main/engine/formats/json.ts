/** Reads the JSON files that lie beside weights: config.json, adapter_config.json and their like. */

import { readFileSync, statSync } from 'node:fs';
import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { diskError } from './diskError.ts';

/** A parsed JSON object nothing is known about yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

// The index of the largest public model has about 10 MB.
const longestText = 2 ** 26;

/** The object in `file`. @throws AppError `not-found`, `disk`; `code` when it is not a JSON object. */
export function readJsonObject(file: string, code: ErrorCode): JsonObject {
  const text = readText(file, code);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const hint = say`The file is damaged: copy or download it again.`;
    throw new AppError(code, say`${file} is not valid JSON: ${(error as Error).message}`, hint, {
      cause: error,
    });
  }
  if (nestsTooDeep(value))
    throw new AppError(
      code,
      say`${file} nests lists or objects too deep`,
      say`No such file needs that: do not trust it.`,
    );
  if (isJsonObject(value)) return value;
  throw new AppError(
    code,
    say`${file} holds no JSON object`,
    say`The file is damaged: copy or download it again.`,
  );
}

/** The text of a small UTF-8 file. @throws AppError `not-found`, `disk`; `code` when it is absurdly large. */
export function readText(file: string, code: ErrorCode): string {
  try {
    const found = statSync(file);
    if (found.isFile() && found.size <= longestText) return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const what = found.isFile()
      ? say`${found.size} bytes, more than the ${longestText} expected of it`
      : say`no regular file`;
    throw new AppError(code, say`${file} is ${what}`, say`Copy or download the folder again.`);
  } catch (error) {
    throw diskError(error, file, 'read');
  }
}

/** Whether a parsed value nests deeper than any file we read: what walks it, such as JSON.stringify, would run out of stack. */
export function nestsTooDeep(value: unknown, levels = 64): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => nestsTooDeep(inner, levels - 1));
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
