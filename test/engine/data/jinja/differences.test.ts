/** The ways in which engines for Jinja outside Python are known to differ from it silently, each with what Python renders. */

import { describe, expect, test } from 'vitest';
import { render } from './support.ts';

const arguments_ = { flag: true, ratio: 1.5, none: null, list: [1, 'x'] };

describe('as in Python', () => {
  test.each<[string, string, object, string]>([
    [
      'strip takes the characters it is given',
      "{{ text.strip('x') }}|{{ text.lstrip('x') }}|{{ text.rstrip('x') }}",
      { text: 'xx a x' },
      ' a | a x|xx a ',
    ],
    [
      'only line breaks are taken off where only they are named',
      "[{{ text.lstrip('\\n') }}]",
      { text: '\n\n  def f' },
      '[  def f]',
    ],
    [
      'continue keeps what the round has written',
      '{% for i in list %}a{% if i == 2 %}{% continue %}{% endif %}b{% endfor %}',
      { list: [1, 2, 3] },
      'abaab',
    ],
    [
      'break keeps what the round has written',
      '{% for i in list %}{{ i }}{% if i == 2 %}{% break %}{% endif %},{% endfor %}',
      { list: [1, 2, 3] },
      '1,2',
    ],
    [
      'maps are equal by what they hold',
      '{{ a == b }} {{ a != b }} {{ a in [b] }}',
      { a: { x: 1, y: [2] }, b: { y: [2], x: 1 } },
      'True False True',
    ],
    [
      'lists are equal by what they hold',
      '{{ a == b }} {{ a == [1] }} {{ a == 1 }}',
      { a: [1, 'x'], b: [1, 'x'] },
      'True False False',
    ],
    [
      'values of different types are unequal, numbers aside',
      "{{ 1 == '1' }} {{ none == false }} {{ 1 == true }} {{ 1 == 1.0 }}",
      {},
      'False False True True',
    ],
    [
      'true, false and none are printed with capitals',
      '{{ flag }} {{ none }} {{ not flag }} {{ list }}',
      arguments_,
      "True None False [1, 'x']",
    ],
    [
      'a map is printed in Python’s spelling',
      '{{ map }}',
      { map: arguments_ },
      "{'flag': True, 'ratio': 1.5, 'none': None, 'list': [1, 'x']}",
    ],
    [
      'line ends of Windows in a template count as line feeds',
      '{% if true %}\r\na\r\n{%- endif %}\r\nb\r\n',
      {},
      'ab',
    ],
    [
      'none is another thing than undefined',
      '{{ tools is none }} {{ tools is defined }} {{ missing is none }} {{ missing is defined }}',
      { tools: null },
      'True True False False',
    ],
    [
      'dates have all their forms',
      "{{ strftime_now('%-d %B %y, %j %e %I:%M %p %A') }}",
      {},
      '1 January 26, 001  1 12:00 PM Thursday',
    ],
    ['a map is asked by a number', "{{ {1: 'one', 2: 'two'}[number] }}", { number: 2 }, 'two'],
    [
      'filters and tests of every kind exist',
      "{{ list | sort | unique | map('string') | join('-') }} {{ map | dictsort }} {{ 4 is divisibleby 2 }} {{ list | batch(2) | list }}",
      { list: [3, 1, 3], map: { b: 1, a: 2 } },
      "1-3 [('a', 2), ('b', 1)] True [[3, 1], [3]]",
    ],
  ])('%s', (_name, template, context, expected) => {
    expect(render(template, context)).toBe(expected);
  });

  test('maps cannot be added, as Python refuses it', () => {
    expect(() => render('{{ a + b }}', { a: { x: 1 }, b: { y: 2 } })).toThrow(
      "unsupported operand type(s) for +: 'dict' and 'dict'",
    );
  });

  test('a missing variable prints nothing, and what needs a value of it fails with its name', () => {
    expect(render('[{{ missing }}]')).toBe('[]');
    expect(() => render('{{ missing.name }}')).toThrow("'missing' is undefined");
    expect(() => render("{{ 'a' + message.name }}", { message: {} })).toThrow(
      "'dict object' has no attribute 'name'",
    );
  });
});

describe('what is not rendered exactly is refused by name', () => {
  test.each([
    ['{{ text | urlize }}', 'the filter "urlize"'],
    ["{% include 'other' %}", 'the tag "include"'],
    ['{% for i in list recursive %}{% endfor %}', 'a recursive loop'],
    ['{{ lipsum() }}', 'the function "lipsum"'],
    ["{{ 'a'.encode() }}", 'str.encode'],
    ["{{ ''.__class__ }}", 'str.__class__'],
    ["{{ '{:>5}'.format(1) }}", 'the format {:>5}'],
    ["{{ strftime_now('%s') }}", 'the date form %s'],
    ["{{ 'a'.upper }}", 'a function printed as text'],
    ["{{ [1] | map('string') }}", 'a generator printed as text'],
    ["{{ ('<' | safe) | upper }}", 'the filter "upper" on a text marked as safe'],
  ])('%s', (template, message) => {
    expect(() => render(template, { text: 'x', list: [1] })).toThrow(message);
  });

  test('unknown filters and tests are found before anything is rendered', () => {
    expect(() => render('{% for i in [] %}{{ i | nope }}{% endfor %}')).toThrow("No filter named 'nope'.");
    expect(() => render('{% for i in [] %}{{ i is nope }}{% endfor %}')).toThrow("No test named 'nope'.");
  });
});
