/** A template that never ends, or writes without end, ends in a sentence. */

import { expect, test } from 'vitest';
import {
  EndlessTemplate,
  TemplateFault,
  TemplateSyntaxFault,
} from '../../../../src/main/engine/data/jinja/faults.ts';
import { render } from './support.ts';

function failureOf(template: string): Error {
  try {
    render(template);
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, got none');
}

test.each([
  [
    'loops within loops',
    '{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}',
    'steps',
  ],
  ['output without end', "{% for i in range(99999) %}{{ 'x' * 99999 }}{% endfor %}", 'characters'],
  [
    'a text that doubles',
    "{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
    'characters',
  ],
  ['a text that replacing blows up', "{% set a = 'a' * 99999 %}{{ a.replace('a', a) }}", 'characters'],
  [
    'a text joined of long ones',
    "{% set a = 'a' * 9999999 %}{{ [a, a, a, a, a, a, a, a] | join }}",
    'characters',
  ],
  ['a text repeated too often', "{{ 'x' * 10 ** 12 }}", 'characters'],
  ['a field that is too wide', "{{ 'x'.center(10 ** 12) }}", 'characters'],
  [
    'a list that doubles',
    '{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}',
    'steps',
  ],
  [
    'macros that call each other',
    '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}',
    'without end',
  ],
  [
    'lists within lists printed',
    '{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.t | string | length }}',
    'steps',
  ],
  [
    'lists within lists compared',
    '{% set ns = namespace(a=[1], b=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }}',
    'steps',
  ],
])('%s', (_name, template, what) => {
  const error = failureOf(template);
  expect(error).toBeInstanceOf(EndlessTemplate);
  expect(error.message).toContain(what);
});

test.each([
  ['a range of more than the sandbox allows', '{% for i in range(10 ** 9) %}x{% endfor %}', 'Range too big'],
  ['a number of thousands of digits', '{{ 10 ** 100000 }}', '4300 digits'],
])('%s fails as in Python', (_name, template, what) => {
  expect(() => render(template)).toThrow(TemplateFault);
  expect(() => render(template)).toThrow(what);
});

test('expressions and blocks nest only so deep', () => {
  expect(() => render(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`)).toThrow(TemplateSyntaxFault);
  expect(() => render(`{{ ${'-'.repeat(5000)}1 }}`)).toThrow(TemplateSyntaxFault);
  expect(() => render('{% if true %}'.repeat(5000))).toThrow(TemplateSyntaxFault);
  expect(() => render('x'.repeat(2 ** 20 + 1))).toThrow(EndlessTemplate);
});

test('a long template of many tags is read in one pass', () => {
  expect(render("{{ 'a' }}\n".repeat(50_000))).toBe('a\n'.repeat(50_000).slice(0, -1));
});
