/** A model's templates and named tokens are used as transformers uses them, and a missing system role is made up for. */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChatTemplate } from '../../../src/main/engine/data/chatTemplate.ts';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText, openModelText } from '../../../src/main/engine/data/modelText.ts';
import { openModelFolder } from '../../../src/main/engine/formats/modelFolder.ts';
import { noteSentence } from '../../../src/shared/dataNotes.ts';
import { failure, golden, smollm2, temporaryFolder, tokenizerFile, write } from './support.ts';

const tinyModel = join(import.meta.dirname, '../../../resources/models/tiny');
const question = { role: 'user', content: 'Q' } as const;

function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = join(temporaryFolder(), 'model');
  cpSync(tinyModel, folder, { recursive: true });
  cpSync(tokenizerFile, join(folder, 'tokenizer.json'));
  for (const [name, content] of Object.entries(files))
    write(folder, name, typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

test('conversations with tools are rendered by the template named for them', () => {
  const template = new ChatTemplate(
    { usual: 'plain {{ tools }}', withTools: 'tools {{ tools | length }}' },
    {},
  );
  expect(template.render({ messages: [question] }, false)).toBe('plain None');
  expect(template.render({ messages: [question], tools: [{ name: 'f' }] }, false)).toBe('tools 1');
});

test('tokens are named by special_tokens_map.json where tokenizer_config.json is of the older kind', () => {
  const chat_template = '{{ bos_token }}|{{ eos_token }}|{{ pad_token }}|{{ unk_token is defined }}';
  const special_tokens_map = {
    eos_token: { content: '<|im_end|>', lstrip: false },
    pad_token: '<|im_start|>',
  };
  const render = (config: object): string => {
    const folder = folderWith({
      'tokenizer_config.json': { chat_template, bos_token: '<|endoftext|>', ...config },
      'special_tokens_map.json': special_tokens_map,
      'chat_template.jinja': chat_template,
    });
    return openModelText(openModelFolder(folder)).template.render({ messages: [question] }, false);
  };
  expect(render({})).toBe('<|endoftext|>|<|im_end|>|<|im_start|>|False');
  expect(render({ eos_token: '<|endoftext|>' })).toBe('<|endoftext|>|<|im_end|>|<|im_start|>|False');
  expect(render({ eos_token: '<|endoftext|>', added_tokens_decoder: {} })).toBe(
    '<|endoftext|>|<|endoftext|>|<|im_start|>|False',
  );
});

test.each([
  [
    "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}",
    'refuses',
  ],
  ["{% set messages = messages | rejectattr('role', 'equalto', 'system') | list %}", 'leaves out'],
])('a system prompt stands before the first question where the template %s', async (start) => {
  const source = `${start}{% for m in messages %}<{{ m.role }}>{{ m.content }}<|im_end|>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}`;
  const model = modelText(smollm2.tokenizer, source);
  const messages = [{ role: 'system', content: 'Rhyme.' } as const, question];
  expect(model.template.render({ messages }, true)).toBe('<user>Rhyme.\n\nQ<|im_end|><assistant>');
  const rows = [
    { messages: [...messages, { role: 'assistant', content: 'A' }] },
    { messages: [question, { role: 'assistant', content: 'A' }] },
  ];
  const file = write(temporaryFolder(), 'rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  const { notes } = await loadDataset(file, model, { ...datasetDefaults, holdout: 0 });
  expect(notes).toEqual([{ code: 'systemInQuestion', rows: [1] }]);
  expect(notes.map(noteSentence)).toEqual([
    '1 row has a system prompt, which the model knows no place for: it stands before the first question (1).',
  ]);
});

test('a template that does not end stops a dataset, whatever is done with bad rows', async () => {
  const source = `${golden.chat_template}{% if messages | length > 3 %}{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}{% endif %}`;
  const model = modelText(smollm2.tokenizer, source);
  const turns = [question, { role: 'assistant', content: 'A' }];
  const row = JSON.stringify({ messages: [...turns, ...turns] });
  const file = write(temporaryFolder(), 'rows.jsonl', `${row}\n${row}`);
  const load = () => loadDataset(file, model, { ...datasetDefaults, badRows: 'skip' });
  expect(await failure(load)).toMatch(
    /^bad-model: the model's chat template does not end for the turns user, assistant, user, assistant: it takes more than/,
  );
});

test('a template that cannot be rendered exactly is refused by name', async () => {
  expect(await failure(() => modelText(smollm2.tokenizer, "{% include 'other' %}"))).toBe(
    'unsupported: the model\'s chat template asks for the tag "include", which cannot be rendered exactly as Python does',
  );
  const template = new ChatTemplate("{% if messages | length > 1 %}{{ 'a' | urlize }}{% endif %}", {});
  expect(await failure(() => template.render({ messages: [question, question] }, false))).toBe(
    'unsupported: the model\'s chat template asks for the filter "urlize", which cannot be rendered exactly as Python does',
  );
});
