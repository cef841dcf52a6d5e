/** What the tests of the template engine share: JSON with its digits, and a rendering in one call. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromJson } from '../../../../src/main/engine/data/jinja/fromJson.ts';
import { Template } from '../../../../src/main/engine/data/jinja/template.ts';

interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}

/** A fixture of templates; numbers keep their form, so that 1.0 stays a float. */
export function templateFixture(name: string): unknown {
  const json = JSON as unknown as ExactJson;
  const text = readFileSync(join(import.meta.dirname, '../../../fixtures/templates', name), 'utf8');
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' ? json.rawJSON(source!) : value,
  );
}

export function render(template: string, context: object = {}): string {
  const variables = Object.entries(context).map(([name, value]) => [name, fromJson(value)] as const);
  return new Template(template).render(variables);
}
