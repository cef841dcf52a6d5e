/** PEFT's patterns of module names: regular expressions, which come from strangers and must not cost more than a moment. */

import { createContext, runInContext } from 'node:vm';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';

/** Rank or alpha by pattern. */
export type ModulePattern = Readonly<Record<string, number>>;

/** Milliseconds for all that one pattern is asked; a few names take microseconds. */
const patience = 500;
const longest = 500;

/** Python writes a group's name otherwise; what else JavaScript reads differently it refuses in Unicode mode. */
function asJavaScript(pattern: string): RegExp {
  const named = pattern.replaceAll('(?P<', '(?<').replaceAll('(?P=', '\\k<');
  return new RegExp(`^(?:.*\\.)?(?:${named.replaceAll('\\-', '-').replaceAll('\\_', '_')})$`, 'u');
}

/**
 * Which of `modules` a key of rank_pattern or alpha_pattern means: by their whole name, or its end from a dot on.
 * @throws AppError `unsupported` for what is no regular expression here, or takes too long
 */
export function matchingModules(pattern: string, modules: readonly string[]): readonly string[] {
  const shown = JSON.stringify(pattern.slice(0, longest));
  const refuse = (found: Sentence) =>
    new AppError('unsupported', found, say`Name the modules, such as q_proj or layers.0.mlp.up_proj.`);
  if (pattern.length > longest)
    throw refuse(say`the pattern ${shown} of module names is longer than ${longest} characters`);
  let expression: RegExp;
  try {
    expression = asJavaScript(pattern);
  } catch (cause) {
    throw refuse(
      say`the pattern ${shown} of module names cannot be read as a regular expression: ${(cause as Error).message}`,
    );
  }
  // What repeats nothing takes no more steps than it has letters.
  if (!/[*+?{|]/.test(pattern)) return modules.filter((name) => expression.test(name));
  const context = createContext({ expression, modules });
  try {
    const found = runInContext('modules.map((name) => expression.test(name))', context, {
      timeout: patience,
    });
    return modules.filter((_, i) => (found as readonly boolean[])[i]);
  } catch {
    throw refuse(say`the pattern ${shown} of module names takes too long to compare`);
  }
}

/** What the first matching key says of each module; modules that none matches are missing. @throws as above */
export function patternValues(
  pattern: ModulePattern,
  modules: readonly string[],
): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const [key, value] of Object.entries(pattern))
    for (const name of matchingModules(
      key,
      modules.filter((each) => !values.has(each)),
    ))
      values.set(name, value);
  return values;
}
