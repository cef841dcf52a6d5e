"""Writes what Python's Jinja renders of small templates, and of templates in the manner of well-known families.

test/fixtures/templates/snippets.json holds the small ones, families.json the renderings of families/*.jinja beside it.

The environment is the one that transformers 5.24 compiles chat templates in, taken from it, at a fixed moment. Run by hand:

    pip install jinja2==3.1.6 transformers==5.24
    python test/reference/make_templates.py
"""

import datetime
import json
import pathlib

from transformers.utils import chat_template_utils


class Noon(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 1, 1, 12, 0, 0)


chat_template_utils.datetime = Noon

CONTEXT = {
    "messages": [
        {"role": "system", "content": "  Be kind.\n"},
        {"role": "user", "content": "Hé 👩‍👩‍👧, 1 < 2 & \"so\" it's?"},
        {"role": "assistant", "content": "Yes.", "tool_calls": [{"function": {"name": "f", "arguments": {"b": 1, "a": [True, None, 1.5]}}}]},
    ],
    "tools": None,
    "documents": None,
    "add_generation_prompt": True,
    "bos_token": "<s>",
    "eos_token": "</s>",
    "none": None,
    "yes": True,
    "no": False,
    "int": 7,
    "negative": -7,
    "big": 12345678901234567890,
    "float": 1.0,
    "tiny": 1e-7,
    "huge": 1e16,
    "third": 0.1,
    "text": "Hello World",
    "empty": "",
    "odd": " \t\u00a0\u2003\x1c\x85\ufeffx\ufeff\u3000",
    "lines": "a\n\n  b\r\nc\x0bd\u2028e\n",
    "accents": "ÄÖß ǆ naïve ΣΑΣ",
    "emoji": "a👩b🙂c",
    "list": [3, 1, 2],
    "mixed": [1, "a", None, True, 2.5, [1, 2], {"k": "v"}],
    "names": ["bob", "Al", "cy", "AL"],
    "dict": {"b": 1, "a": 2, "C": 3},
    "nested": {"x": {"y": [{"z": 1}, {"z": 2}]}, "items": "shadow", "none": None},
    "people": [{"name": "Bo", "age": 3, "at": {"city": "Rom"}}, {"name": "al", "age": 1, "at": {"city": "Ulm"}}, {"name": "Cy", "age": 3}],
    "nothing": [],
    "nodict": {},
    "json": {"a": "é\"\\\n\t\u007f\u2028", "b": [1, 1.0, 1e20, -0.0, 1e-7], "c": {}, "d": [], "e": None, "f": True},
}

SNIPPETS = {}


def group(name, *templates):
    SNIPPETS[name] = list(templates)


group(
    "texts of values",
    *["{{ %s }}" % e for e in (
        "none yes no int negative big float tiny huge third text empty list mixed dict nested nothing nodict json (1,) () (1,2) [] "
        "missing [missing] [none] {1:2} {'a':none} 1e16 1e15 123456789.125 0.1 1e-4 1e-5 1.5e300 -0.0 1_000 0x1f 0b11 0o17 1.0e2 "
        "True true None False 'a' \"b\" 'it\\'s' '\"' 'a' 'b'").split(" ")],
    "{{ ['it\\'s', '\"', '\\'\"', 'a\\nb\\t\\\\', '\u00e9\u200b\u00a0\U0001f600', '\x7f\x01'] }}", "{{ odd.split() }}", "{{ [text, emoji, accents] }}",
    "{{ 1 ~ 'a' ~ none ~ true ~ 1.0 ~ missing ~ [1] }}", "{{ text 'x' }}", "{{ 'a' 'b' ~ \"c\" }}",
    "{{ '\\x41\\u00e9\\U0001F600\\101\\q\\a' }}", "{{ {'a': 1, 'a': 2, 1: 'x', 1.0: 'y', true: 'z'} }}", "{{ range(3) }}", "{{ range(2, 5) }}",
    "{{ dict.items() }} {{ dict.keys() }} {{ dict.values() }}", "{{ (none, true) }}", "{{ namespace(a=1, b='x') }}",
    "{{ [[1, [2]], (1, [2])] }}", "{{ 'x' if no }}", "{{ 'x' if no else 'y' }}", "{{ 1 if yes if no else 2 }}",
)
group(
    "arithmetic",
    *["{{ %s }}" % e for e in (
        "1+2", "1 + 2.0", "7 / 2", "8 / 2", "7 // 2", "-7 // 2", "7 // -2", "-7 % 3", "7 % -3", "7.5 % 2", "-7.5 % 2", "-7.5 // 2", "2 ** 10", "2 ** -1", "2 ** 0.5", "-2 ** 2",
        "2 ** 3 ** 2", "1 / 0", "1 % 0", "1 // 0", "1.0 / 0", "yes + yes", "yes * 3", "'ab' * 3", "3 * 'ab'", "[1] * 2", "'a' + 'b'", "[1] + [2]", "(1,) + (2,)", "'a' + 1", "1 + 'a'",
        "none + 'a'", "'a' + none", "dict + dict", "dict + {}", "[1] + (2,)", "missing + 'a'", "'a' + missing", "- int", "-none", "+ int", "+'a'", "big + 1", "big * big", "big // 7", "big / 7", "1 - 2 - 3", "2 * 3 + 4 * 5",
        "(1 + 2) * 3", "1 + 2 ~ 3", "'%s-%s' % (1, 'x')", "'%s' % none", "'%d %5.2f %-4s| %04d' % (3.9, 2.345, 'ab', 42)", "'%(a)s' % {'a': 1}", "'%s' % 1 % 2", "'%s %s' % 1", "'%r' % 'a'", "'100%'", "'%%' % ()", "'x' % 1",
        "0.1 + 0.2", "1e308 * 10", "big * 1.0", "10 ** 20", "'-' * -1", "missing * 2", "int - missing", "not 1", "1 - -1", "2.5 // 1", "1e16 + 1", "7 // 2.0", "list - list", "'a' - 'b'", "-yes", "3.0 * 'a'",
    )],
)
group(
    "comparisons",
    *["{{ %s }}" % e for e in (
        "1 == 1.0", "1 == true", "0 == false", "1 == '1'", "none == false", "none == none", "none is none", "missing == missing", "missing == none", "missing == ''", "[1, 2] == [1.0, 2]", "[1] == (1,)", "(1, 2) == (1, 2)",
        "{'a': 1, 'b': [2]} == {'b': [2], 'a': 1.0}", "dict == {'a': 2, 'b': 1, 'C': 3}", "{} == []", "nested.x == {'y': [{'z': 1}, {'z': 2}]}", "messages[0] == messages[0]", "messages[0] == messages[1]", "messages[0] != messages[1]",
        "'a' < 'b'", "'B' < 'a'", "'a' < 'aa'", "'\uffff' < '\U0001f600'", "1 < 2 < 3", "1 < 3 < 2", "3 > 2 >= 2", "1 < 'a'", "none < 1", "missing < 1", "[1, 2] < [1, 3]", "[1] < [1, 2]", "(1, 'a') < (1, 'b')", "1 <= 1.0", "true > false", "dict < dict", "big == big", "big > 1.5",
        "1 in [1, 2]", "1.0 in [1, 2]", "'1' in [1]", "'ell' in text", "1 in text", "none in [none]", "none in text", "missing in [1]", "missing in text", "'a' in missing", "'a' in dict", "'z' in dict", "'a' not in dict", "1 not in [1]", "'tool_calls' in messages[2]", "'tool_calls' in messages[0]",
        "1 in none", "1 in 5", "1 in range(3)", "[1] in [[1], 2]", "{'z': 1} in nested.x.y", "[1] in dict", "'a' in ('a',)", "'b' in dict.keys()", "1 in dict.values()", "('a', 2) in dict.items()", "'' in text", "not 'a' in dict", "not (1 == 2)", "not missing", "yes and 'x'", "no and 'x'", "'' or 'x'", "none or [] or 0", "1 and 2 and 3", "no or missing", "1 == 1 and 2 == 2 or no",
        "range(3) == range(3)", "range(3) == [0, 1, 2]", "text is sameas text", "'true' == true", "1 == 1 == true",
    )],
    *["{%% if %s %%}T{%% else %%}F{%% endif %%}" % e for e in ("none 0 0.0 '' [] {} () missing 'a' [0] {'a':1} -1 0.1 range(0) range(1) dict.items() nodict.items() nothing|select 'False' messages tools documents namespace() nothing|map('upper')").split(" ")],
)
group(
    "places",
    *["{{ %s }}" % e for e in (
        "list[0]", "list[-1]", "list[9]", "list[-9]", "list['a']", "list[1.0]", "list[true]", "list.0", "list.1", "text[0]", "text[-1]", "text[99]", "emoji[1]", "emoji[-2]", "emoji[1:4]", "text[1:4]", "text[:-1]", "text[::2]", "text[::-1]", "text[5:2]", "text[-3:]", "text[:99]", "text[1:none]", "list[1:]", "list[::-1]",
        "list[-2:]", "list[:2:1]", "list[::0]", "(1, 2, 3)[1:]", "range(10)[2:5]", "range(10)[3]", "messages[1:] | length", "tools[1:]", "missing[1:]", "none[0]", "missing[0]", "int[0]", "dict[0]", "dict['a']", "dict.a", "dict.zz", "dict['zz']", "dict.zz.y", "dict['zz']['y']", "none.x", "none.x.y", "missing.x", "missing['x']",
        "nested.items()", "nested['items']", "nested.x.y[1].z", "nested['x']['y'][0]['z']", "nested.keys()", "{1: 'a', 'b': 2}[1]", "{1: 'a'}[1.0]", "{1: 'a'}[true]", "{1: 'a'}['1']", "{none: 'a'}[none]", "{1: 'a'}.1", "text.length", "text['upper']()", "text.upper()", "text.nope", "text.nope()", "int.x", "messages[0].role", "messages[0]['role']",
        "messages[0].get('role')", "messages[0].get('zz')", "messages[0].get('zz', 'd')", "messages[2].tool_calls[0].function.arguments.a[1]", "messages[-1].content", "messages|last", "dict.get('a') + 1", "nested.get('none', 'd')", "text[1.5:]", "[1,2][[0]]", "dict[[0]]", "text[list]", "dict.items()[0]", "missing()", "text()", "none()", "list.append", "list.append(1)", "dict.update({})", "dict.pop('a')",
        "range(5)[-1]", "range(0, 10, 3)|list", "range(5, 0, -2)|list", "range(0)|list", "range(1, 2, 0)", "range('a')", "range(200000)", "range(2.0)", "range()|list", "dict.a.b.c", "yes.x", "loop", "loop.index", "''[0]",
    )],
)
group(
    "methods of texts",
    *["{{ %s }}" % e for e in (
        "text.upper()", "text.lower()", "text.title()", "text.capitalize()", "text.swapcase()", "accents.upper()", "accents.lower()", "'they\\'re ok-go 3d'.title()", "'ß'.upper()", "'éa'.capitalize()", "text.strip()", "[odd.strip()]", "[odd.lstrip()]", "[odd.rstrip()]", "'xxaxx'.strip('x')", "'xyaxy'.strip('yx')", "'xxaxx'.lstrip('x')",
        "'xxaxx'.rstrip('x')", "'\\n\\n a\\n'.lstrip('\\n')", "['\\n\\n a \\n'.strip('\\n')]", "'👩a👩'.strip('👩')", "'a'.strip(none)", "'a'.strip(1)", "text.split()", "text.split(' ')", "'a,b,,c'.split(',')", "'a,b,,c'.split(',', 1)", "'a,b,c'.rsplit(',', 1)", "' a  b c '.split(none, 1)", "' a  b c '.split(maxsplit=1)", "'a b'.split('')",
        "''.split()", "''.split(',')", "'a</think>b</think>c'.split('</think>')[-1]", "'abc'.split(sep='b')", "lines.splitlines()", "lines.splitlines(true)", "''.splitlines()", "'a\\n'.splitlines()", "'a\\r\\nb'.splitlines()", "'a-b-c'.partition('-')", "'a-b-c'.rpartition('-')", "'abc'.partition('x')", "'abc'.rpartition('x')", "text.startswith('He')",
        "text.startswith(('X', 'He'))", "text.endswith('ld')", "text.endswith('')", "text.startswith('e', 1)", "text.startswith(1)", "text.replace('l', 'L')", "text.replace('l', 'L', 1)", "'aaa'.replace('', '-')", "'aaa'.replace('', '-', 2)", "'aaa'.replace('aa', 'b')", "text.replace('z', 'L')", "text.replace('l')", "text.find('o')", "text.rfind('o')", "text.find('zz')",
        "emoji.find('b')", "text.index('o')", "text.index('zz')", "text.count('l')", "text.count('')", "','.join(['a', 'b'])", "','.join([1])", "', '.join(dict)", "''.join(names)", "text.removeprefix('Hello ')", "text.removesuffix('World')", "text.removeprefix('x')", "text.removesuffix('')", "'7'.zfill(3)", "'-7'.zfill(4)", "'abc'.center(8)", "'abc'.center(7, '*')", "'ab'.center(5, '.')",
        "'abc'.ljust(5) ~ '|'", "'abc'.rjust(5, '.')", "'abc'.ljust(2)", "'12'.isdigit()", "''.isdigit()", "'1a'.isdigit()", "'abc'.isalpha()", "'ab1'.isalnum()", "'é日'.isalpha()", "' \\t'.isspace()", "''.isspace()", "'abc'.islower()", "'aB'.islower()", "'1'.islower()", "'AB1'.isupper()", "'{} {}'.format(1, 'a')", "'{0} {1} {0}'.format(1, none)", "'{a}'.format(a=true)", "'{{}}'.format()",
        "'{}'.format()", "'{'.format()", "text.upper(1)", "text.strip(chars='H')", "'a' .upper()", "'a'.join('xyz')", "'%s'.format(1)", "text.lower().split(' ')[1].capitalize()", "'12'.isnumeric()", "'12'.isdecimal()", "''.join([])", "text.replace(old='l', new='x')", "'a\\tb c'.split('\\t')", "'x'.startswith('')",
    )],
)
group(
    "filters on texts",
    *["{{ %s }}" % e for e in (
        "text | upper", "text | lower", "none | upper", "int | upper", "text | title", "'o\\'neil (and) co-op' | title", "text | capitalize", "none | capitalize", "[odd | trim]", "'xxaxx' | trim('x')", "none | trim", "5 | trim", "missing | trim", "text | replace('l', 'L')", "text | replace('l', 'L', 1)", "123 | replace(2, 'x')", "none | replace('N', 'n')",
        "list | join", "list | join(', ')", "names | join('-')", "mixed | join('|')", "people | join(', ', attribute='name')", "people | map(attribute='age') | join('+')", "missing | join", "none | join", "'abc' | join('.')", "dict | join(',')", "text | length", "emoji | length", "list | length", "dict | length", "none | length", "missing | length", "int | length", "text | count", "range(4) | length",
        "'abc' | center(9) ~ '|'", "'a\\nb\\n\\nc' | indent", "'a\\nb\\n\\nc' | indent(2)", "'a\\nb\\n\\nc' | indent(2, true)", "'a\\nb\\n\\nc' | indent(2, true, true)", "'a\\nb' | indent('> ')", "'a\\nb' | indent(width=1, first=true)", "none | indent", "'' | indent", "text | wordcount", "'%s is %d' | format('x', 3)", "'%(a)s' | format(a=1)", "text | truncate(5)", "text | truncate(5, true, '', 0)",
        "'foo bar baz qux' | truncate(9)", "'foo bar baz qux' | truncate(9, true)", "'foo bar baz qux' | truncate(11)", "'foo bar baz qux' | truncate(11, false, '...', 0)", "5 | string", "none | string", "[1] | string", "1.0 | string + 'x'", "true | string", "missing | string", "text | reverse", "emoji | reverse", "text | first", "text | last", "text | list", "emoji | list", "text | safe", "'<a>' | safe", "text | upper | lower", "text | upper ~ 'x'", "('<' | safe) ~ '<'", "'a' | safe is string", "('a' | safe) == 'a'", "('' | safe) or 'x'", "['<' | safe | tojson]", "('<' | safe | string) ~ '<'", "'a' | safe is escaped", "'a' | safe is iterable", "('<' | safe) in ['<']",
        "text | nope", "text | upper()", "text | upper(1)", "text | replace('l')", "text | default('x')", "missing | default('x')", "missing | default", "none | default('x')", "none | default('x', true)", "'' | default('x', boolean=true)", "missing | d('y')", "dict.zz | default('n')", "dict.zz.y | default('n')", "0 | default(5, true)",
    )],
)
group(
    "filters on numbers",
    *["{{ %s }}" % e for e in (
        "-3 | abs", "(-3) | abs", "(-3.5) | abs", "'a' | abs", "true | abs", "'42' | int", "' 42 ' | int", "'42.7' | int", "'x' | int", "'x' | int(5)", "'x' | int(default=5)", "none | int", "3.9 | int", "(-3.9) | int", "true | int", "'1e3' | int", "'1_000' | int", "'12345678901234567890' | int", "missing | int", "'3.5' | float", "'x' | float", "'x' | float(1.5)", "'inf' | float", "3 | float", "none | float", "' 1e3 ' | float",
        "2.5 | round", "3.5 | round", "2.567 | round(2)", "2.675 | round(2)", "0.125 | round(2)", "0.375 | round(2)", "-2.5 | round", "(-2.5) | round", "42 | round", "42.55 | round(1, 'floor')", "42.51 | round(1, 'ceil')", "2.1 | round(method='ceil')", "2.5 | round | int", "'a' | round", "2.5 | round(0, 'nope')", "1e300 | round", "list | sum", "people | sum(attribute='age')", "list | sum(start=10)", "['a'] | sum", "nothing | sum", "[1.5, 2] | sum", "list | min", "list | max",
        "names | min", "names | max", "nothing | max", "people | max(attribute='age')", "people | min(attribute='name')", "[1, 'a'] | min", "'hello' | max", "names | min(case_sensitive=true)", "dict | max",
    )],
)
group(
    "filters on lists",
    *["{{ %s }}" % e for e in (
        "list | sort", "list | sort(reverse=true)", "list | sort(true)", "names | sort", "names | sort(case_sensitive=true)", "names | sort(false, true)", "people | sort(attribute='age') | map(attribute='name') | list", "people | sort(attribute='age,name') | map(attribute='name') | list", "people | sort(attribute='age', reverse=true) | map(attribute='name') | list", "mixed | sort", "dict | sort", "text | sort | join",
        "people | sort(attribute='zz')", "dict | dictsort", "dict | dictsort(true)", "dict | dictsort(false, 'value')", "dict | dictsort(by='value', reverse=true)", "list | dictsort", "list | first", "list | last", "nothing | first", "nothing | last", "dict | first", "dict | last", "missing | first", "missing | last", "none | first", "dict | list", "dict.items() | list", "dict | items | list", "missing | items | list", "none | items | list", "list | items | list",
        "list | reverse | list", "dict | reverse | list", "(1, 2) | reverse | list", "list | reverse | first", "list | reverse | length", "none | reverse", "names | unique | list", "names | unique(true) | list", "[1, 1.0, true, '1'] | unique | list", "people | unique(attribute='age') | map(attribute='name') | list", "[[1], [1]] | unique | list", "range(5) | batch(2) | list", "range(5) | batch(2, 'x') | list", "range(5) | slice(2) | list",
        "range(5) | slice(3, 'x') | list", "nothing | batch(2) | list", "people | groupby('age') | map(attribute='grouper') | list", "people | groupby('age') | map('last') | map('length') | list", "people | groupby('at.city', default='?') | map(attribute='0') | list", "people | map(attribute='name') | list", "people | map(attribute='at.city') | list", "people | map(attribute='at') | list", "people | map(attribute='zz', default='-') | list", "people | map(attribute='zz') | list",
        "names | map('upper') | list", "names | map('replace', 'b', 'x') | join(',')", "list | map('string') | list", "names | map('nope') | list", "names | map | list", "names | map(1) | list", "names | map(attribute='0') | list", "[[1, 2], [3, 4]] | map('first') | list", "[[1, 2], [3, 4]] | map(attribute=1) | list", "missing | map('upper') | list", "list | map('upper') | length", "list | select | list", "mixed | select | list", "mixed | reject | list",
        "list | select('odd') | list", "list | reject('odd') | list", "list | select('gt', 1) | list", "mixed | select('string') | list", "mixed | reject('none') | list", "list | select('in', [1, 2]) | list", "list | select('nope') | list", "people | selectattr('age', 'equalto', 3) | map(attribute='name') | list", "people | selectattr('at') | map(attribute='name') | list", "people | rejectattr('at') | map(attribute='name') | list", "people | selectattr('at', 'defined') | list | length", "people | selectattr('at.city', 'eq', 'Rom') | list | length",
        "people | rejectattr('age', '>', 1) | list | length", "messages | selectattr('role', 'equalto', 'user') | list | length", "messages | selectattr('tool_calls', 'defined') | first | length", "messages | rejectattr('role', 'equalto', 'system') | first | attr('role')", "messages | selectattr('role', 'in', ['user', 'system']) | map(attribute='role') | join(',')", "people | selectattr | list", "none | select | list", "none | map('upper') | list", "none | list", "int | list", "ns | attr('x')", "text | attr('nope') | default('u')", "dict | attr('a') | default('u')",
    )],
    "{% set g = list | select('odd') %}{{ g | list }}{{ g | list }}", "{% set g = list | map('string') %}{{ g | first }}{{ g | first }}{{ g | list }}", "{% set r = list | reverse %}{{ r | list }}{{ r | list }}",
)
group(
    "tests",
    *["{{ %s }}" % e for e in (
        "1 is odd", "2 is even", "2 is odd", "'a' is odd", "-3 is odd", "6 is divisibleby 3", "6 is divisibleby(4)", "missing is defined", "text is defined", "none is defined", "dict.zz is defined", "dict.zz is undefined", "dict.zz is not defined", "missing.x is defined", "none is none", "missing is none", "'' is none", "text is not none", "yes is boolean", "1 is boolean", "yes is true", "1 is true", "no is false", "0 is false", "1 is integer", "yes is integer",
        "1.0 is integer", "1.0 is float", "1 is float", "1 is number", "yes is number", "'1' is number", "text is string", "1 is string", "dict is mapping", "list is mapping", "missing is mapping", "list is sequence", "text is sequence", "dict is sequence", "int is sequence", "missing is sequence", "range(2) is sequence", "dict.items() is sequence", "(1,) is sequence", "list is iterable", "text is iterable", "int is iterable", "none is iterable", "missing is iterable", "(list | select) is iterable",
        "(list | select) is sequence", "dict.items() is iterable", "range is callable", "text is callable", "missing is callable", "text.upper is callable", "'abc' is lower", "'ABC' is upper", "'' is lower", "text is escaped", "1 is sameas 1", "none is sameas none", "yes is sameas true", "1 is sameas true", "1 is in [1, 2]", "'a' is in 'abc'", "3 is not in [1]", "1 is eq 1.0", "1 is equalto 2", "1 is ne 2", "2 is gt 1", "2 is greaterthan 1", "2 is ge 2", "1 is lt 2", "1 is lessthan 2", "1 is le 0", "1 is eq(1)",
        "'upper' is filter", "'nope' is filter", "'safe' is filter", "'odd' is test", "'nope' is test", "text is nope", "text is string and text is lower", "not text is string", "text is string or missing is defined", "1 is eq 1 and 2 is eq 2", "[1] is eq [1]", "'a' is in dict", "text is not string", "('x' is string) is true", "none is not mapping", "messages[0].content is string", "messages[0].parts is defined and messages[0].parts is iterable", "text is in(['Hello World'])",
    )],
    "{% if no %}{{ 1 is nope }}{{ 1 | nope }}{% endif %}ok", "{% if yes %}{{ 1 | nope }}{% endif %}ok",
)
group(
    "json",
    *["{{ %s }}" % e for e in (
        "json | tojson", "json | tojson(indent=2)", "json | tojson(indent=4)", "json | tojson(indent=0)", "json | tojson(indent='\\t')", "json | tojson(ensure_ascii=true)", "json | tojson(true)", "json | tojson(separators=(',', ':'))", "json | tojson(indent=2, separators=(',', ': '))", "dict | tojson(sort_keys=true)", "nested | tojson(sort_keys=true, indent=1)", "none | tojson", "yes | tojson", "big | tojson", "float | tojson", "tiny | tojson", "huge | tojson", "text | tojson", "emoji | tojson", "emoji | tojson(ensure_ascii=true)",
        "'</script>&' | tojson", "'\\'' | tojson", "mixed | tojson", "(1, 2) | tojson", "{1: 2, none: 3, true: 4, 1.5: 5} | tojson", "missing | tojson", "[missing] | tojson", "range(3) | tojson", "dict.items() | tojson", "(list | select) | tojson", "nodict | tojson(indent=2)", "[[], {}] | tojson(indent=2)", "messages[2].tool_calls | tojson", "messages[2].tool_calls[0].function.arguments | tojson(indent=2)", "('inf' | float) | tojson", "'a' | tojson | length", "'a' | tojson ~ 'b'", "json | tojson(sort_keys=true) | length", "{'b': 1, 1: 2} | tojson(sort_keys=true)",
    )],
)
group(
    "dates",
    *["{{ strftime_now(%r) }}" % e for e in ("%d %b %Y", "%Y-%m-%d", "%B %d, %Y", "%A", "%a", "%H:%M:%S", "%I:%M %p", "%j", "%y", "%-d %B", "%e", "%-m/%-d/%y", "%F %T", "%D", "%U %W %V %u %w", "%c", "%x %X", "%%", "", "x", "%Z|%z", "%C %g %G %h %n%t|", "%k %l %P %r %R", "%_d", "%^a %^B", "%-H:%-M", "%f")],
    "{{ strftime_now() }}", "{{ strftime_now(1) }}", "{% if strftime_now is defined %}{{ strftime_now('%Y') }}{% endif %}",
)
group(
    "white space",
    "a\n{% if yes %}\nb\n{% endif %}\nc\n", "  {% if yes %}  \n  b  {% endif %}  c", "a {%- if yes -%} b {%- endif -%} c", "a\n  {%- if yes %}\n  b\n  {%- endif %}\n c", "x {{- ' y ' -}} z", "x\n\n{{ 'y' }}\n\nz\n\n", "\n{{ 'y' }}", "{{ 'y' }}\n", "{{ 'y' }}\n\n", "a {# c #} b", "a\n{# c #}\nb", "a\n  {# c #}\n  b", "a {#- c -#} b", "  {#- c #}\nx", "{% raw %} {{ x }} {% endraw %}", "a\n  {% raw %}\n {% x %}\n  {% endraw %}\nb", "a {%- raw -%} {{ }} {%- endraw -%} b",
    "\t{% set a = 1 %}\t\nx", "a\n{%+ if yes %}b{% endif %}", "a\n  {%+ if yes +%}\nb{% endif %}", "{% if yes +%}\nb{% endif %}", "{{ '{{' }} {{ '}}' }}", "{{ '{%' }}", "{ { } } { %", "a{% if yes %}\r\nb\r\n{% endif %}\rc", "a\r\n\r\n{{- 'x' }}\r\n", "{{ 'a\r\nb' }}", "{% for i in list %}\n  {{ i }}\n{% endfor %}\n", "{%- for i in list %}\n  {{- i }}\n{%- endfor %}\n", "{% for i in list -%}\n  {{ i }}\n{% endfor -%}\nend", "{% if yes %}a{% endif %}\n\nb", "\u2003{%- if yes %}a{% endif %}", "a\u00a0\n\u00a0{% if yes %}b{% endif %}",
    "{{\n 'a'\n}}", "{%\n if yes\n %}a{% endif %}", "{{ {'a': {'b': 1}}['a']['b'] }}", "{{ {'a':{'b':1}} }}", "{{ '}}' ~ \"%}\" }}", "", "\n", "\n\n", "   ", "{{ 'a' }}{{ 'b' }}", "x{% set a %}\n  y\n{% endset %}\nz[{{ a }}]", "{{+ 1 }}", "a  {{+ 1 }}", "{% if yes %}\x0b\nx{% endif %}", "{#- a -#}\n\n x", "{% raw %}{% endraw %}",
)
group(
    "blocks",
    "{% if no %}a{% elif int == 7 %}b{% else %}c{% endif %}", "{% if no %}a{% elif no %}b{% else %}c{% endif %}", "{% if no %}a{% endif %}", "{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}", "{% if yes %}{% set x = 2 %}{% endif %}{{ x }}", "{% set x = 1 %}{% for i in list %}{% set x = i %}{% endfor %}{{ x }}", "{% for i in list %}{{ x }}{% set x = i %}{% endfor %}", "{% set x = 0 %}{% for i in list %}{{ x }}{% set x = i %}{{ x }}{% endfor %}{{ x }}",
    "{% set ns = namespace(x=0) %}{% for i in list %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}", "{% set ns = namespace() %}{% set ns.a = 1 %}{{ ns.a }}{{ ns.b }}", "{% set ns = namespace({'a': 1}) %}{{ ns.a }}{{ ns['a'] }}", "{% set ns.x = 1 %}", "{% set d = {} %}{% set d.x = 1 %}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a, b = [1] %}", "{% set a = 1, 2 %}{{ a }}", "{% set (a, b) = (1, 2) %}{{ b }}", "{% set a %}x{{ int }}{% endset %}{{ a }}", "{% set a | upper %}x{{ int }}{% endset %}{{ a }}", "{% set a | replace('x', 'y') | upper %}x{% endset %}{{ a }}",
    "{% set messages = messages[1:] %}{{ messages | length }}", "{% for m in messages %}{% set messages = [] %}{{ messages | length }}{% endfor %}{{ messages | length }}", "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}", "{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q }}", "{% set a = 5 %}{% with a = 1, b = a %}{{ a }}{{ b }}{% endwith %}", "{% filter upper %}a{{ 'b' }}{% endfilter %}", "{% filter upper | replace('A', 'x') %}a{% endfilter %}", "{% set none_ = none %}{{ none_ }}", "{% if none is none %}a{% endif %}", "{% generation %}a{{ int }}{% endgeneration %}", "{% for m in messages %}{% generation %}{{ m.role }}{% endgeneration %};{% endfor %}",
    "{% set x = 1 %}{% generation %}{% set x = 2 %}{% endgeneration %}{{ x }}", "{% if a is defined %}{{ a }}{% else %}{% set a = 1 %}{% endif %}{{ a }}", "{{ raise_exception('no: ' ~ int) }}", "{{ raise_exception() }}", "{% if no %}{{ raise_exception('x') }}{% endif %}ok", "{{ undefined_function() }}", "{% set loop = 5 %}{{ loop }}", "{% for i in list: %}{{ i }}{% endfor %}", "{% if yes: %}a{% else: %}b{% endif %}", "{{ dict(a=1, b=2) }}", "{{ dict({'a': 1}, b=2) }}", "{{ dict() }}", "{% set x = dict(dict, d=4) %}", "{% set tools = tools or [] %}{{ tools }}",
    "{% nope %}", "{% if yes %}", "{% endif %}", "{{ }}", "{{ 1 + }}", "{{ (1 }}", "{{ 1 ) }}", "{{ 'a }}", "{% set = 1 %}", "{% for in x %}{% endfor %}", "{# a", "{{ a b }}", "{% set true = 1 %}", "{{ 1 | }}", "{{ @ }}", "{% for x in list %}", "{% macro %}{% endmacro %}", "{{ a.}}", "{{ a[] }}", "{{ f(a=1, 2) }}", "{{ not }}", "{{ x is }}",
)
group(
    "loops",
    "{% for i in list %}{{ i }}{% endfor %}", "{% for i in list %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }};{% endfor %}", "{% for i in list %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }};{% endfor %}", "{% for i in list %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in [1, 1, 2] %}{{ loop.changed(i) }}{% endfor %}", "{% for i in nothing %}a{% else %}none{% endfor %}", "{% for i in list %}{{ i }}{% else %}none{% endfor %}",
    "{% for i in list if i > 1 %}{{ i }}{{ loop.index }}/{{ loop.length }}{{ loop.last }};{% endfor %}", "{% for i in list if i > 9 %}{{ i }}{% else %}none{% endfor %}", "{% for k, v in dict.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k, v in dict | dictsort %}{{ k }}={{ v }};{% endfor %}", "{% for k in dict %}{{ k }}{% endfor %}", "{% for c in 'a👩b' %}[{{ c }}]{% endfor %}", "{% for a, b in [[1, 2], [3, 4]] %}{{ a + b }};{% endfor %}", "{% for a, b in [[1, 2, 3]] %}{% endfor %}", "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "{% for i in none %}{% endfor %}", "{% for i in missing %}a{% endfor %}b", "{% for i in 5 %}{% endfor %}",
    "{% for i in list %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "{% for i in list %}{{ i }}{% if i == 1 %}{% break %}{% endif %}{% endfor %}", "{% for i in list %}a{% if i == 1 %}b{% continue %}{% endif %}c{% endfor %}", "{% for i in list %}{% break %}{% else %}e{% endfor %}", "{% for i in list %}{% continue %}{% else %}e{% endfor %}", "{% for i in list %}{{ i }}{% for j in list %}{% if j == 1 %}{% break %}{% endif %}{{ j }}{% endfor %};{% endfor %}", "{% break %}", "{% for i in range(3) %}{% for j in range(3) %}{% if j > i %}{% continue %}{% endif %}{{ loop.index }}{% endfor %}|{{ loop.index }};{% endfor %}",
    "{% set g = list | select %}{% for i in g %}{{ i }}{% break %}{% endfor %}{% for i in g %}{{ i }}{% endfor %}", "{% for i in list | select %}{{ loop.length }}{{ i }}{% endfor %}", "{% for i in list | map('string') %}{{ loop.last }}{{ loop.nextitem }}{% endfor %}", "{% set ns = namespace(stop=false) %}{% for i in list if not ns.stop %}{{ i }}{% set ns.stop = true %}{% endfor %}", "{% for m in messages %}{% if loop.first and m.role == 'system' %}S{% elif loop.last %}L{% else %}{{ loop.index0 }}{% endif %}{% endfor %}", "{% for m in messages | reverse %}{{ m.role }} {% endfor %}", "{% for m in messages[::-1] %}{{ loop.index0 }}{{ m.role }} {% endfor %}",
    "{% for i in range(3, 0, -1) %}{{ i }}{% endfor %}", "{% for i in [1, 2] + [3] %}{{ i }}{% endfor %}", "{% for i in 1, 2 %}{{ i }}{% endfor %}", "{% for x in list %}{{ loop is defined }}{% endfor %}", "{% for x in list %}{{ loop.nope }}{% endfor %}", "{% for x in list %}{{ loop(list) }}{% endfor %}", "{% for x in list %}{{ loop.depth }}{% endfor %}", "{% for x in list %}{% for y in 'ab' %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}", "{% for i in range(3) %}{% set x = i %}{% endfor %}{{ x is defined }}", "{% for i in list %}{{ loop | length }}{% endfor %}", "{% for i, j in people | groupby('age') %}{{ i }}:{{ j | length }};{% endfor %}", "{% for g in people | groupby('age') %}{{ g.grouper }}:{{ g.list | length }};{% endfor %}",
)
group(
    "macros",
    "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=5, a=4) }} {{ m() }}", "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, x=2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(z=2) }}", "{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}", "{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(3) }}", "{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}", "{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}",
    "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}", "{% macro m() %}{{ caller() }}!{% endmacro %}{% call m() %}hi{{ int }}{% endcall %}", "{% macro m(l) %}{% for i in l %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(x) m(list) %}<{{ x }}>{% endcall %}", "{% macro m() %}x{% endmacro %}{% call m() %}hi{% endcall %}", "{% macro m(a) %}{% set q = a %}{{ q }}{% endmacro %}{{ m(1) }}{{ q }}", "{% macro m() %}\n  a\n{% endmacro %}[{{ m() }}]", "{{ m() }}{% macro m() %}a{% endmacro %}", "{% macro m(a) %}{{ a | upper }}{% endmacro %}{{ m('x') ~ m('y') | length }}", "{% for i in list %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*[1, 2]) }}{{ m(**{'a': 1, 'b': 2}) }}", "{% macro m(d) %}{% if d is mapping %}{ {%- for k, v in d.items() %}{{ k }}: {{ m(v) }}{{ ', ' if not loop.last }}{% endfor %} }{% elif d is string %}'{{ d }}'{% elif d is sequence %}[{% for i in d %}{{ m(i) }}{{ ',' if not loop.last }}{% endfor %}]{% else %}{{ d }}{% endif %}{% endmacro %}{{ m(nested) }} {{ m(mixed) }}", "{% macro m() %}{{ loop is defined }}{% endmacro %}{% for i in [1] %}{{ m() }}{% endfor %}", "{% macro m(a=[]) %}{{ a }}{% endmacro %}{{ m() }}{{ m([1]) }}", "{% set y %}{% macro m() %}z{% endmacro %}{{ m() }}{% endset %}{{ y }}", "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}", "{% macro m(a, b=1, c) %}{% endmacro %}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ [1, 2] | map('m') | list }}", "{% macro m() %}{% set messages = [] %}{{ messages | length }}{% endmacro %}{{ m() }}{{ messages | length }}", "{{ namespace(_a=1) }}", "{% set ns = namespace() %}{% set ns._a = 1 %}",
)


def user(content):
    return {"role": "user", "content": content}


def assistant(content, **more):
    return {"role": "assistant", "content": content, **more}


def call(name, arguments):
    return {"type": "function", "id": "call00001", "function": {"name": name, "arguments": arguments}}


PARAMETERS = {
    "type": "object",
    "properties": {
        "b": {"type": "integer", "default": 3},
        "a": {"type": ["string", "null"]},
        "c": {"type": "array", "items": {"type": "object", "properties": {"z": {"type": "number", "default": 1.0}}}},
        "d": {"type": "string", "enum": ["x", "y\"'"]},
    },
    "required": ["a"],
}
TOOLS = [{"type": "function", "function": {"name": "sum", "description": " adds <b> & 'c' ", "parameters": PARAMETERS}}]
ARGUMENTS = {"text": "é \"q\"\n", "n": 1, "f": 1.0, "t": True, "none": None, "list": [1, "x", {"k": False}]}

CONVERSATIONS = {
    "one question": ([user("Hé 👩‍👩‍👧?")], None),
    "one answer": ([user("Q"), assistant("A")], None),
    "two answers and a system prompt": ([{"role": "system", "content": " Rhyme.\n"}, user("Hi "), assistant("\n Fly\n"), user("Ho"), assistant("So")], None),
    "an empty system prompt": ([{"role": "system", "content": ""}, user("Q"), assistant("A")], None),
    "code": ([user("Q"), assistant("\n    def f():\n        pass\n<b>&\"'")], None),
    "a call and its result": ([user("1?"), assistant("", tool_calls=[call("sum", ARGUMENTS)]), {"role": "tool", "content": "1", "name": "sum", "tool_call_id": "call00001"}, assistant("One")], TOOLS),
    "thoughts": ([user("Q1"), assistant("A1", reasoning_content="\nR1\n"), user("Q2"), assistant("A2", reasoning_content="R2")], None),
    "thoughts in the content": ([user("Q1"), assistant("<think>\nR1\n</think>\n\nA1"), user("Q2"), assistant("<think>R2</think>A2")], None),
    "two questions in a row": ([user("Q1"), user("Q2"), assistant("A")], None),
}


def render(template, context=CONTEXT):
    try:
        return {"text": chat_template_utils._compile_jinja_template(template).render(**context)}
    except Exception as error:
        return {"error": type(error).__name__}


def families(folder):
    """Every family's template with every conversation, shown and asked."""
    for file in sorted(folder.glob("*.jinja")):
        for name, (messages, tools) in CONVERSATIONS.items():
            for ask in (False, True):
                context = {"messages": messages, "tools": tools, "documents": None, "add_generation_prompt": ask, "bos_token": "<s>", "eos_token": "</s>"}
                rendered = render(file.read_bytes().decode(), context)
                yield {"family": file.stem, "conversation": name, "ask": ask, **rendered}


def main():
    out = pathlib.Path(__file__).parent.parent / "fixtures" / "templates"
    groups = {name: [{"template": t, **render(t)} for t in templates] for name, templates in SNIPPETS.items()}
    (out / "snippets.json").write_text(json.dumps({"context": CONTEXT, "groups": groups}, ensure_ascii=True, indent=1) + "\n")
    conversations = {name: {"messages": messages, "tools": tools} for name, (messages, tools) in CONVERSATIONS.items()}
    rendered = list(families(out / "families"))
    (out / "families.json").write_text(json.dumps({"conversations": conversations, "rendered": rendered}, ensure_ascii=True, indent=1) + "\n")
    print(sum(map(len, groups.values())), "snippets,", len(rendered), "renderings of families")


main()
