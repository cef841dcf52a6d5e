/** Files made to harm: none is followed out of its folder, run, or allowed to exhaust the process; each is refused by name. */

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSafetensors } from '../../../src/main/engine/formats/safetensors.ts';
import { train } from '../../../src/main/engine/run/train.ts';
import type { AppError, ErrorCode } from '../../../src/shared/errors.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import {
  dataFile,
  editJson,
  expectError,
  failureOf,
  modelFolder,
  newFolder,
  newPath,
  runOf,
  settings,
} from './support.ts';

const weights = 'model.safetensors';
const index = 'model.safetensors.index.json';
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

/** Asserts how a run fails, and that it leaves nothing. */
async function expectRefusal(
  changes: Partial<RunConfigInput>,
  code: ErrorCode,
  ...texts: string[]
): Promise<AppError> {
  const out = newPath();
  const error = await failureOf(() => train(settings(changes), { out, onEvent: () => {} }));
  expectError(error, code, ...texts);
  expect(existsSync(out)).toBe(false);
  return error;
}

describe('a model folder', () => {
  /** Moves the weights to `place` and names them so in the index. */
  const elsewhere = (place: (folder: string) => string) => (folder: string) => {
    const names = [...openSafetensors(join(folder, weights)).keys()];
    const target = place(folder);
    rmSync(join(folder, weights));
    writeFileSync(
      join(folder, index),
      JSON.stringify({ weight_map: Object.fromEntries(names.map((name) => [name, target])) }),
    );
  };
  const outside = join(newFolder(), weights);
  writeFileSync(outside, 'not yours');

  test.each<[string, (folder: string) => void, readonly string[]]>([
    [
      'with a shard above it',
      elsewhere(() => `../${weights}`),
      [`lies in "../${weights}"`, 'of the same folder'],
    ],
    ['with a shard at an absolute path', elsewhere(() => outside), [`lies in "${outside}"`]],
    ['with a shard in a folder', elsewhere(() => `shards/${weights}`), ['lies in "shards/']],
    [
      'whose weights link to something else',
      (folder) => {
        rmSync(join(folder, weights));
        symlinkSync('/etc/passwd', join(folder, weights));
      },
      ['/etc/passwd'],
    ],
    [
      'whose weights never end',
      (folder) => {
        rmSync(join(folder, weights));
        symlinkSync('/dev/zero', join(folder, weights));
      },
      ['not a regular file'],
    ],
    [
      'whose licence is a link to a secret',
      (folder) => symlinkSync(outside, join(folder, 'LICENSE')),
      [`LICENSE is a link to ${outside}, outside the model's folder`],
    ],
    [
      'whose template is a pipe',
      (folder) => {
        rmSync(join(folder, 'chat_template.jinja'));
        spawnSync('mkfifo', [join(folder, 'chat_template.jinja')]);
      },
      ['chat_template.jinja is no regular file'],
    ],
    [
      'whose header is endless',
      (folder) => {
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(99_000_000n);
        writeFileSync(join(folder, weights), length);
        truncateSync(join(folder, weights), 99_000_008); // zeros, which take no place on the disk
      },
      ['the header is not valid JSON'],
    ],
    [
      'whose header nests without end',
      (folder) => {
        const header = Buffer.from(`{"a":${deep}}`);
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(BigInt(header.byteLength));
        writeFileSync(join(folder, weights), Buffer.concat([length, header]));
      },
      ['the header nests lists or objects too deep'],
    ],
    [
      'whose config.json nests without end',
      (folder) => writeFileSync(join(folder, 'config.json'), `{"model_type":"llama","x":${deep}}`),
      ['config.json nests lists or objects too deep'],
    ],
    [
      'whose tokenizer nests without end',
      (folder) => writeFileSync(join(folder, 'tokenizer.json'), `{"model":${deep}}`),
      ['tokenizer.json: not a tokenizer'],
    ],
    [
      'with a billion layers',
      (folder) => editJson(join(folder, 'config.json'), { num_hidden_layers: 1e9 }),
      ['"num_hidden_layers" is 1000000000; expected a whole number from 1 to 4096'],
    ],
    [
      'with sizes beyond all numbers',
      (folder) => editJson(join(folder, 'config.json'), { hidden_size: 2 ** 40, head_dim: null }),
      ['"hidden_size" is 1099511627776; expected a whole number from 1 to 2147483647'],
    ],
  ])('%s is refused', async (_, change, texts) => {
    await expectRefusal({ model: modelFolder(change) }, 'bad-model', ...texts);
  });

  test('that asks for things named like the insides of an object is refused by name', async () => {
    const model = modelFolder((folder) => {
      const text = readFileSync(join(folder, 'config.json'), 'utf8').replace('{', '{"constructor": 1,');
      writeFileSync(join(folder, 'config.json'), text);
    });
    await expectRefusal(
      { model },
      'unsupported',
      'asks for constructor 1',
      'supported: nothing under this name',
    );
  });

  test('with pickled weights beside a config is refused, unopened', async () => {
    const model = modelFolder((folder) =>
      renameSync(join(folder, weights), join(folder, 'pytorch_model.bin')),
    );
    await expectRefusal({ model }, 'unsupported', 'pytorch_model.bin is a pickle file, which may run code');
  });

  test('laid out as the Hub lays out its cache, all links, trains', async () => {
    const cache = newFolder();
    const snapshot = join(cache, 'snapshots/0123abcd');
    mkdirSync(join(cache, 'blobs'));
    mkdirSync(snapshot, { recursive: true });
    const plain = modelFolder();
    for (const name of [
      'config.json',
      weights,
      'tokenizer.json',
      'tokenizer_config.json',
      'chat_template.jinja',
    ]) {
      renameSync(join(plain, name), join(cache, 'blobs', `blob-of-${name.replace('.', '-')}`));
      symlinkSync(`../../blobs/blob-of-${name.replace('.', '-')}`, join(snapshot, name));
    }
    expect((await runOf({ model: snapshot })).weights.equals((await runOf()).weights)).toBe(true);
  });

  test('cannot fill the screen or command the terminal through a message', async () => {
    const name = `\u001b[2J\u001b]0;owned\u0007${'x'.repeat(100_000)}`;
    const model = modelFolder((folder) => editJson(join(folder, 'config.json'), { [name]: 1 }));
    const { message } = await expectRefusal(
      { model },
      'unsupported',
      'asks for \ufffd[2J\ufffd]0;owned\ufffdxxx',
    );
    expect(message.length).toBeLessThan(4100);
    expect(message).not.toMatch(/\p{Cc}/u);
  });
});

describe('a chat template', () => {
  const template = (source: string) =>
    modelFolder((folder) => writeFileSync(join(folder, 'chat_template.jinja'), source));
  const brackets = (depth: number) => `{{ ${'['.repeat(depth)}${']'.repeat(depth)} }}`;

  test.each<[string, string, ErrorCode, string]>([
    ['that nests without end', brackets(100_000), 'bad-model', 'line 1: expressions nest too deep'],
    [
      'that calls itself',
      '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}',
      'bad-model',
      'its macros call each other without end',
    ],
    [
      'that doubles a text without end',
      '{% set n = namespace(s="x") %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}',
      'bad-model',
      'it makes a text of more than 67108864 characters',
    ],
    [
      "that reaches for JavaScript's own objects",
      '{{ "".constructor.constructor("return process")() }}',
      'bad-data',
      "'str object' has no attribute 'constructor'",
    ],
    ['that includes a file', '{% include "/etc/passwd" %}', 'unsupported', 'asks for the tag "include"'],
    ['that imports', '{% import "fs" as fs %}', 'unsupported', 'asks for the tag "import"'],
    ["that asks for a list's prototype", '{{ messages.__proto__ }}', 'unsupported', 'list.__proto__'],
  ])('%s is refused', async (_, source, code, text) => {
    await expectRefusal({ model: template(source) }, code, text);
  });

  test('sees nothing of JavaScript behind its values', async () => {
    const hidden = ['messages[0].constructor', 'strftime_now.constructor', 'strftime_now.call'];
    const seen = hidden.map((name) => `${name} is defined`).join(' or ');
    const turn = '{{ m.role ~ ": " ~ m.content ~ "<|im_end|>" }}';
    const chat = (when: string) =>
      template(
        `{% if ${when} %}{{ raise_exception("seen") }}{% endif %}{% for m in messages %}${turn}{% endfor %}` +
          '{% if add_generation_prompt %}assistant: {% endif %}',
      );
    expect((await runOf({ model: chat(seen), steps: 1 })).result.state).toBe('done');
    await expectRefusal({ model: chat('messages is defined') }, 'bad-data', 'seen');
  });
});

describe('an adapter to start from', () => {
  const spoiled = async (change: (folder: string) => void) => {
    const { out } = await runOf({ steps: 1 });
    change(out);
    return out;
  };
  const edit = (changes: Record<string, unknown>) => (folder: string) =>
    editJson(join(folder, 'adapter_config.json'), changes);

  test.each<[string, (folder: string) => void, ErrorCode, string]>([
    [
      'that is a pickle',
      (folder) => renameSync(join(folder, 'adapter_model.safetensors'), join(folder, 'adapter_model.bin')),
      'unsupported',
      'adapter_model.bin is a pickle file',
    ],
    [
      'with a rank its matrices lack',
      edit({ r: 1e9 }),
      'bad-adapter',
      'has rank 4, but adapter_config.json says 1000000000',
    ],
    ['without a rank', edit({ r: 0 }), 'bad-adapter', 'r is 0, expected a whole number above 0'],
    [
      'with an endless scale',
      edit({ lora_alpha: '1e999' }),
      'bad-adapter',
      'lora_alpha is "1e999", expected a number',
    ],
    [
      'with a rank pattern that tries without end',
      edit({ rank_pattern: { '([a-z0-9._]+)+!': 4 } }),
      'unsupported',
      '([a-z0-9._]+)+!',
    ],
    [
      'whose config nests without end',
      (folder) => writeFileSync(join(folder, 'adapter_config.json'), `{"peft_type":${deep}}`),
      'bad-adapter',
      'adapter_config.json nests lists or objects too deep',
    ],
    [
      'of a custom class',
      edit({ auto_mapping: { base_model_class: 'Evil' }, peft_type: 'EVIL' }),
      'unsupported',
      'peft_type is "EVIL"',
    ],
  ])('%s is refused', async (_, change, code, text) => {
    await expectRefusal({ init: await spoiled(change) }, code, text);
  });
});

describe('a dataset', () => {
  test('whose rows nest without end is refused with the line', async () => {
    const cell = dataFile([{ question: 'Why?', answer: 'so' }, `{"question": "Why?", "answer": ${deep}}`]);
    await expectRefusal({ data: cell }, 'bad-data', `${cell}, line 2: `, 'expected text, found a list');
    const turn = (extra: string) =>
      `{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"${extra}}]}`;
    const call = dataFile([turn(''), turn(`, "tool_calls": ${deep}`)]);
    await expectRefusal(
      { data: call },
      'bad-data',
      `${call}, line 2: `,
      'turn 2: lists or objects nest too deep',
    );
  });

  test('with columns named like the insides of an object is read as any other', async () => {
    const data = dataFile([
      `{"__proto__": "Why?", "constructor": "so"}`,
      `{"__proto__": "How?", "constructor": "thus"}`,
    ]);
    const map = { prompt: '__proto__', answer: 'constructor' };
    const run = await runOf({ data, map, steps: 1 });
    expect(run.result.state).toBe('done');
    expect(({} as Record<string, unknown>).Why).toBeUndefined();
  });
});
