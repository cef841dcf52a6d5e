/** Exports for Ollama: what the Modelfile says, and who renders where no template of Ollama's says the same. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBaseModel } from '../../../../src/main/engine/baseModel.ts';
import { openModelText } from '../../../../src/main/engine/data/modelText.ts';
import { exportAdapter } from '../../../../src/main/engine/export/exportAdapter.ts';
import { readGgufHead } from '../../../../src/main/engine/formats/gguf/read.ts';
import { temporaryFolder } from '../../formats/support.ts';
import { goldenAdapter, modelWithCompanions, prompts } from '../support.ts';

async function exported(target: 'ollama' | 'gguf-lora', files: Readonly<Record<string, string>>) {
  const parent = temporaryFolder();
  const folder = join(parent, 'base');
  modelWithCompanions(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const model = openBaseModel(folder);
  const out = join(parent, 'out');
  const certificate = await exportAdapter(target, { model, adapter: goldenAdapter() }, out, { prompts });
  return { model, out, certificate, modelfile: readFileSync(join(out, 'Modelfile'), 'utf8') };
}

const generation = {
  eos_token_id: [2, 0],
  do_sample: true,
  ...{ temperature: 0.2, top_k: 20, top_p: 0.9, repetition_penalty: 1.1 },
};

test('the file, the template, every end token, the sampling and the licence', async () => {
  const { modelfile, certificate } = await exported('ollama', {
    'generation_config.json': JSON.stringify(generation),
  });
  expect(modelfile).toMatchInlineSnapshot(`
    "FROM ./model-Q8_0.gguf

    # Renders 6 conversations as the template of the model does.
    TEMPLATE """{{ range $i, $_ := .Messages }}{{ if eq .Role "system" }}<|im_start|>system
    {{ .Content }}<|im_end|>
    {{ end }}{{ if eq .Role "user" }}<|im_start|>user
    {{ .Content }}<|im_end|>
    {{ end }}{{ if eq .Role "assistant" }}<|im_start|>assistant
    {{ .Content }}<|im_end|>
    {{ end }}{{ end }}<|im_start|>assistant
    """

    PARAMETER stop "<|im_end|>"
    PARAMETER stop "<|endoftext|>"
    PARAMETER temperature 0.2
    PARAMETER top_k 20
    PARAMETER top_p 0.9
    PARAMETER repeat_penalty 1.1
    PARAMETER num_ctx 256
    LICENSE """free"""
    "
  `);
  expect(certificate).toMatchObject({ target: 'ollama', dtype: 'q8_0', proven: 6 });
});

test('an adapter stands beside its base', async () => {
  const { modelfile } = await exported('gguf-lora', { 'generation_config.json': '{"do_sample": false}' });
  expect(modelfile).toMatch(/^FROM \.\/base-Q8_0\.gguf\nADAPTER \.\/adapter-F32\.gguf\n\n/);
  expect(modelfile).toContain('\nPARAMETER temperature 0\n');
});

test('where no template is the same, Ollama renders with one in the file that it takes for no other', async () => {
  const odd = '{% for m in messages %}{{ loop.index }} {{ m.role }}: {{ m.content }}<|im_end|>\n{% endfor %}';
  const { model, out, modelfile, certificate } = await exported('ollama', { 'chat_template.jinja': odd });
  expect(modelfile).not.toContain('TEMPLATE """');
  expect(modelfile).toContain('Ollama renders conversations with the one in the GGUF file');
  expect(certificate.proven).toBe(0);
  const { metadata } = readGgufHead(join(out, 'model-Q8_0.gguf'));
  const written = metadata.need('tokenizer.chat_template', 'text');
  expect(written.endsWith(`#}${odd}`)).toBe(true);
  expect(written.length).toBeGreaterThan(odd.length + 100);
  const messages = [{ role: 'user', content: 'Hi' }] as const;
  const render = (chatTemplate: string) =>
    openModelText({ ...model.folder, chatTemplate }).template.render({ messages }, true);
  expect(render(written)).toBe(render(odd));
});
