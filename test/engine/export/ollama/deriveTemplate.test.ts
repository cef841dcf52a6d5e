/** Ollama's templates from a model's own: for six chat formats, what Go would render, and where none says the same. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChatTemplate } from '../../../../src/main/engine/data/chatTemplate.ts';
import { deriveTemplate } from '../../../../src/main/engine/export/ollama/deriveTemplate.ts';
import { renderGoTemplate } from '../../../../src/main/engine/export/ollama/goTemplate.ts';
import { chatml, gemma, llama3, mistral, phi3, qwen3 } from '../../data/chatFormats.ts';

/** SmolLM2's, whose system message stands where none is given. */
const withDefault = readFileSync(join(import.meta.dirname, 'smollm2.jinja'), 'utf8');

function derive(source: string, bos = '', eos = '', lead = bos) {
  const template = new ChatTemplate(source, { bos, eos });
  return deriveTemplate((messages, ask) => template.render({ messages }, ask), lead, eos);
}

test('turns between marks become a template of turns', () => {
  const plain = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
  const { source, proven, keepsSpaces } = derive(plain)!;
  expect(source).toBe(
    [
      '{{ range $i, $_ := .Messages }}',
      '{{ if eq .Role "system" }}<|im_start|>system\n{{ .Content }}<|im_end|>\n{{ end }}',
      '{{ if eq .Role "user" }}<|im_start|>user\n{{ .Content }}<|im_end|>\n{{ end }}',
      '{{ if eq .Role "assistant" }}<|im_start|>assistant\n{{ .Content }}<|im_end|>\n{{ end }}',
      '{{ end }}<|im_start|>assistant\n',
    ].join(''),
  );
  expect({ proven, keepsSpaces }).toEqual({ proven: 6, keepsSpaces: false });
});

test('a system message that stands where none is given stays', () => {
  const { source } = derive(withDefault)!;
  const rendered = renderGoTemplate(source, [{ role: 'user', content: 'Hi' }]);
  expect(rendered).toBe(
    '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' +
      '<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n',
  );
  const told = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ] as const;
  expect(renderGoTemplate(source, told)).toBe(
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n',
  );
});

test('the begin token is left to the tokenizer where that adds it, and written where it does not', () => {
  expect(derive(llama3, '<|begin_of_text|>')!.source).not.toContain('<|begin_of_text|>');
  const { source } = derive(llama3, '<|begin_of_text|>', '', '')!;
  expect(renderGoTemplate(source, [{ role: 'user', content: 'Hi' }])).toMatch(/^<\|begin_of_text\|><\|start_header_id\|>/);
  expect(derive(chatml, '<s>')).toBeUndefined();
});

test('a system prompt that belongs into the first question is put there', () => {
  const derived = derive(gemma, '<bos>', '<eos>')!;
  const told = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ] as const;
  const template = new ChatTemplate(gemma, { bos: '<bos>', eos: '<eos>' });
  expect(`<bos>${renderGoTemplate(derived.source, told)}`).toBe(template.render({ messages: told }, true));
});

test('every format either has its template or says that there is none', () => {
  const all = { chatml, gemma, llama3, mistral, phi3, qwen3 };
  const marks = { gemma: '<bos>', llama3: '<|begin_of_text|>', mistral: '<s>', phi3: '<s>' } as Record<string, string>;
  const found = Object.entries(all).map(([name, source]) => [name, derive(source, marks[name], name === 'phi3' ? '<|endoftext|>' : '</s>') !== undefined]);
  expect(Object.fromEntries(found)).toMatchInlineSnapshot(`
    {
      "chatml": true,
      "gemma": true,
      "llama3": true,
      "mistral": false,
      "phi3": true,
      "qwen3": false,
    }
  `);
});

test.each([
  ['counts its messages', "{% for m in messages %}{{ loop.index }} {{ m.role }}: {{ m.content }}\n{% endfor %}"],
  ['repeats a question', "{% for m in messages %}{{ m.role }}: {{ m.content }}{{ m.content }}\n{% endfor %}"],
  ['joins with a sign that Ollama drops', "{% for m in messages %}{{ m.role }}\u200d{{ m.content }}\n{% endfor %}"],
])('a template that %s has none in Ollama', (_, source) => {
  expect(derive(source)).toBeUndefined();
});

test('braces in what stands around messages are no actions of Go', () => {
  const { source } = derive("{% for m in messages %}{{ '{{' + m.role + '}} ' + m.content + '\\n' }}{% endfor %}")!;
  expect(renderGoTemplate(source, [{ role: 'user', content: '{{ .x }}' }])).toBe('{{user}} {{ .x }}\n');
});

test('what no Modelfile of ours says is refused', () => {
  expect(() => renderGoTemplate('{{ .Prompt }}', [])).toThrow('{{ .Prompt }}');
  expect(() => renderGoTemplate('{{ range .Tools }}{{ end }}', [])).toThrow('range .Tools');
});
