/** Six chat formats, each with a system prompt, several turns and a tool: what is learned is exactly what the model says. */

import { describe, expect, test } from 'vitest';
import { renderAnswers } from '../../../src/main/engine/data/assistantSpans.ts';
import { ChatTemplate } from '../../../src/main/engine/data/chatTemplate.ts';
import type { Conversation } from '../../../src/main/engine/data/conversation.ts';
import { chatml, gemma, llama3, mistral, phi3, qwen3 } from './chatFormats.ts';
import { failure } from './support.ts';

interface Format {
  readonly source: string;
  readonly bos: string;
  readonly eos: string;
  readonly specials: readonly string[];
}

const formats: Readonly<Record<string, Format>> = {
  chatml: { source: chatml, bos: '', eos: '<|im_end|>', specials: ['<|im_start|>', '<|im_end|>'] },
  qwen3: { source: qwen3, bos: '', eos: '<|im_end|>', specials: ['<|im_start|>', '<|im_end|>'] },
  llama3: {
    source: llama3,
    bos: '<|begin_of_text|>',
    eos: '<|eot_id|>',
    specials: ['<|begin_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'],
  },
  gemma: {
    source: gemma,
    bos: '<bos>',
    eos: '<eos>',
    specials: ['<bos>', '<eos>', '<start_of_turn>', '<end_of_turn>'],
  },
  phi3: {
    source: phi3,
    bos: '<s>',
    eos: '<|endoftext|>',
    specials: ['<|user|>', '<|assistant|>', '<|system|>', '<|end|>', '<|endoftext|>'],
  },
  mistral: {
    source: mistral,
    bos: '<s>',
    eos: '</s>',
    specials: ['<s>', '</s>', '[INST]', '[/INST]', '[TOOL_CALLS]'],
  },
};

/** The rendered texts with what is learned between « and ». */
function marked(name: string, conversation: Conversation): string[] {
  const { source, bos, eos, specials } = formats[name]!;
  const rendered = renderAnswers(
    new ChatTemplate(source, { bos, eos }),
    conversation,
    new Set(specials),
    'all',
  );
  return rendered.map(({ text, answers }) => {
    let [marked, at] = ['', 0];
    for (const [start, end] of answers) {
      marked += `${text.slice(at, start)}«${text.slice(start, end)}»`;
      at = end;
    }
    return marked + text.slice(at);
  });
}

const talk: Conversation = {
  messages: [
    { role: 'system', content: 'Rhyme.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Fly ' },
    { role: 'user', content: 'Ho' },
    { role: 'assistant', content: 'So' },
  ],
};
const call = { function: { name: 'sum', arguments: { a: 1 } } };
const toolTalk: Conversation = {
  messages: [
    { role: 'user', content: '1?' },
    { role: 'assistant', content: '', tool_calls: [call], reasoning_content: 'hm' },
    { role: 'tool', content: '1' },
    { role: 'assistant', content: 'One' },
  ],
  tools: [{ name: 'sum' }],
};

describe('several turns with a system prompt', () => {
  test.each<[string, string[]]>([
    [
      'chatml',
      [
        '<|im_start|>system\nRhyme.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n«Fly <|im_end|>»\n' +
          '<|im_start|>user\nHo<|im_end|>\n<|im_start|>assistant\n«So<|im_end|>»\n',
      ],
    ],
    [
      'llama3',
      [
        '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nToday Date: 01 Jan 2026\n\nRhyme.<|eot_id|>' +
          '<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n«Fly<|eot_id|>»' +
          '<|start_header_id|>user<|end_header_id|>\n\nHo<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n«So<|eot_id|>»',
      ],
    ],
    [
      'gemma',
      [
        '<bos><start_of_turn>user\nRhyme.\n\nHi<end_of_turn>\n<start_of_turn>model\n«Fly<end_of_turn>»\n' +
          '<start_of_turn>user\nHo<end_of_turn>\n<start_of_turn>model\n«So<end_of_turn>»\n',
      ],
    ],
    [
      'phi3',
      [
        '<|system|>\nRhyme.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\n«Fly <|end|>»\n<|user|>\nHo<|end|>\n<|assistant|>\n«So<|end|>»\n<|endoftext|>',
      ],
    ],
    [
      'mistral',
      [
        '<s>[INST] Rhyme.\n\nHi[/INST]« Fly</s>»',
        '<s>[INST] Hi[/INST] Fly</s>[INST] Rhyme.\n\nHo[/INST]« So</s>»',
      ],
    ],
    [
      'qwen3',
      [
        '<|im_start|>system\nRhyme.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n«Fly <|im_end|>»\n' +
          '<|im_start|>user\nHo<|im_end|>\n<|im_start|>assistant\n«<think>\n\n</think>\n\nSo<|im_end|>»\n',
      ],
    ],
  ])('%s', (name, expected) => {
    expect(marked(name, talk)).toEqual(expected);
  });
});

describe('a tool call and its result', () => {
  const called = '<tool_call>{"name": "sum", "arguments": {"a": 1}}</tool_call>';
  test.each<[string, string[]]>([
    [
      'chatml',
      [
        `<|im_start|>system\nBe kind.Tools: {"name": "sum"}<|im_end|>\n<|im_start|>user\n1?<|im_end|>\n<|im_start|>assistant\n«${called}<|im_end|>»\n` +
          '<|im_start|>user\n<tool_response>1</tool_response><|im_end|>\n<|im_start|>assistant\n«One<|im_end|>»\n',
      ],
    ],
    [
      'qwen3',
      [
        `<|im_start|>system\nTools: {"name": "sum"}<|im_end|>\n<|im_start|>user\n1?<|im_end|>\n<|im_start|>assistant\n«<think>\nhm\n</think>\n\n${called}<|im_end|>»\n` +
          '<|im_start|>user\n<tool_response>1</tool_response><|im_end|>\n<|im_start|>assistant\n«<think>\n\n</think>\n\nOne<|im_end|>»\n',
      ],
    ],
    [
      'llama3',
      [
        '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nToday Date: 01 Jan 2026\n\n<|eot_id|>' +
          '<|start_header_id|>user<|end_header_id|>\n\nTools: {"name": "sum"}\n\n1?<|eot_id|>' +
          '<|start_header_id|>assistant<|end_header_id|>\n\n«{"name": "sum", "arguments": {"a": 1}}<|eot_id|>»' +
          '<|start_header_id|>ipython<|end_header_id|>\n\n1<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n«One<|eot_id|>»',
      ],
    ],
    [
      'mistral',
      [
        '<s>[AVAILABLE_TOOLS] [{"name": "sum"}][/AVAILABLE_TOOLS][INST] 1?[/INST]«[TOOL_CALLS] [{"name": "sum", "arguments": {"a": 1}}]</s>»' +
          '[TOOL_RESULTS] 1[/TOOL_RESULTS]« One</s>»',
      ],
    ],
  ])('%s', (name, expected) => {
    expect(marked(name, toolTalk)).toEqual(expected);
  });

  test('gemma refuses it in its own words', async () => {
    expect(await failure(() => marked('gemma', toolTalk))).toBe(
      "bad-data: the model's chat template refuses the turns user, assistant, tool, assistant: " +
        'Conversation roles must alternate user/assistant',
    );
  });

  test('phi3 leaves the call out, which is named', async () => {
    expect(await failure(() => marked('phi3', toolTalk))).toBe(
      "bad-data: turn 2: the model's chat template shows no tool calls",
    );
  });
});

test('in every format a talk of any length is learned answer by answer', () => {
  const messages = Array.from({ length: 10 }, (_, i) => ({
    role: i % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: `${i % 2 === 0 ? 'question' : 'answer'} ${i}`,
  }));
  for (const name of Object.keys(formats)) {
    const texts = marked(name, { messages });
    const answers = texts.flatMap((text) => [...text.matchAll(/«([^»]*)»/g)].map((match) => match[1]!));
    const end = formats[name]!.specials.find((token) => answers[0]!.endsWith(token))!;
    expect(answers.map((answer) => answer.slice(-(8 + end.length)))).toEqual(
      [1, 3, 5, 7, 9].map((i) => `answer ${i}${end}`),
    );
    expect(answers.join('')).not.toContain('question');
  }
});
