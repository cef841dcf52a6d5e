/** A new run's pure parts: what an adapter adds, the picture of it, the draft's changes, questions out of the data. */
import { describe, expect, test } from 'vitest';
import { formatsFor } from '../../src/renderer/src/format.ts';
import { defaultOf, fieldGroups } from '../../src/renderer/src/pages/NewRun/advancedFields.ts';
import {
  asFull,
  asLora,
  changesBetween,
  chosen,
  type Draft,
  draftFrom,
  patternOf,
  patternText,
  problemsOf,
  promptsOf,
} from '../../src/renderer/src/pages/NewRun/draft.ts';
import {
  isTarget,
  largestRank,
  layerWeights,
  loraWeights,
  timesFewer,
} from '../../src/renderer/src/pages/NewRun/loraSizes.ts';
import { memoryShares } from '../../src/renderer/src/pages/NewRun/memoryShares.ts';
import { problemText } from '../../src/renderer/src/pages/NewRun/problemText.ts';
import { firstQuestions, questionOf } from '../../src/renderer/src/pages/NewRun/questionOf.ts';
import { rankGeometry } from '../../src/renderer/src/pages/NewRun/rankGeometry.ts';
import { en, loadWords } from '../../src/renderer/src/text/catalogues.ts';
import type { RunDetail } from '../../src/shared/records/runs.ts';
import { completeRunConfig, runConfigSchema, validateRunConfig } from '../../src/shared/runConfig.ts';

describe('what a rank costs', () => {
  const large = { out: 4096, in: 4096 };

  test('at 4096 x 4096 and rank 8: 65,536 numbers against 16.8 M, 256 times fewer', () => {
    const { number, count } = formatsFor('en');
    expect(number(loraWeights(large, 8))).toBe('65,536');
    expect(count(layerWeights(large))).toBe('16.8 M');
    expect(timesFewer(large, 8)).toBe(256);
    expect(
      en.newRun.rank.picture('q_proj', count(layerWeights(large)), number(loraWeights(large, 8)), '256'),
    ).toBe(
      'The weight W of q_proj has 16.8 M numbers and stays as it is. Beside it A and B are trained, 65,536 numbers together: 256 times fewer.',
    );
  });

  test('an oblong layer: A has the width, B the height', () => {
    expect(loraWeights({ out: 1536, in: 576 }, 16)).toBe(16 * 1536 + 16 * 576);
  });

  test('the largest rank is that of the smallest layer that is adapted, and at most 256', () => {
    const linear = [
      { module: 'q_proj', out: 576, in: 576, count: 30 },
      { module: 'k_proj', out: 192, in: 576, count: 30 },
    ];
    expect(largestRank(linear, 'all-linear')).toBe(192);
    expect(largestRank(linear, 'q_proj')).toBe(256);
    expect(largestRank([], 'all-linear')).toBe(256);
    expect(isTarget({ module: 'k_proj' }, 'q_proj, k_proj')).toBe(true);
    expect(isTarget({ module: 'k_proj' }, 'q_proj')).toBe(false);
  });
});

describe('the picture', () => {
  test('is to one scale: W, B and A as wide and high as their numbers say', () => {
    const { w, b, a, thickened } = rankGeometry({ out: 128, in: 64 }, 16);
    expect([w.width, w.height]).toEqual([64, 128]);
    expect([b.width, b.height]).toEqual([16, 128]);
    expect([a.width, a.height]).toEqual([64, 16]);
    expect(thickened).toBe(false);
    expect(b.x).toBeGreaterThan(w.width);
    expect(a.x).toBeGreaterThan(b.x + b.width);
  });

  test('says when a rank is too thin to be seen at its scale', () => {
    const { w, b, thickened } = rankGeometry({ out: 4096, in: 4096 }, 8);
    expect(w.width).toBe(128);
    expect(b.width).toBe(1.5); // 0.25 to scale
    expect(thickened).toBe(true);
  });
});

describe('the draft', () => {
  const draft = { model: 'm', data: 'd', rank: 8, dropout: 0.1, targets: 'q_proj', init: '/a' };

  test('as full fine-tuning has nothing of an adapter, and passes the validator', () => {
    const full = asFull(draft);
    expect(problemsOf(full)).toEqual(new Map());
    expect(full.lr).toBe(2e-5);
    expect(asFull({ ...draft, lr: 1e-3 }).lr).toBe(1e-3);
    expect(validateRunConfig({ ...chosen(draft), method: 'full' }).length).toBeGreaterThan(0);
  });

  test('goes back to LoRA with its own learning rate, unless one was chosen', () => {
    expect(asLora(asFull(draft), 32)).toMatchObject({ method: 'lora', rank: 32, lr: undefined });
    expect(asLora({ ...draft, lr: 5e-4 }, 4).lr).toBe(5e-4);
  });

  test('names what changed, also what was taken out', () => {
    expect(changesBetween({ a: 1, rank: 8 } as never, { rank: 16 })).toEqual([
      ['a', undefined],
      ['rank', 16],
    ]);
    expect(changesBetween(draft, { ...draft })).toEqual([]);
  });

  test('leaves out what is empty, and is judged by the validator of main', () => {
    expect(chosen({ model: 'm', data: '', lr: undefined })).toEqual({ model: 'm' });
    expect([...problemsOf({ model: 'm', data: 'd', rank: 0, lr: 'much' })]).toEqual(
      validateRunConfig({ model: 'm', data: 'd', rank: 0, lr: 'much' }).map(({ field, detail }) => [
        field,
        detail,
      ]),
    );
  });

  test.each<[Draft, string, string, string]>([
    [{ rank: 0 }, 'Mindestens 1.', 'At least 1.', '不能小于 1。'],
    [{ rank: 1.5 }, 'Hier wird eine ganze Zahl gebraucht.', 'A whole number is needed.', '请输入整数。'],
    [{ lr: 'much' }, 'Hier wird eine Zahl gebraucht.', 'A number is needed.', '请输入数字。'],
    [{ lr: 0 }, 'Mehr als 0.', 'More than 0.', '必须大于 0。'],
    [{ dropout: 1 }, 'Weniger als 1.', 'Less than 1.', '必须小于 1。'],
    [
      { layersToTransform: 'x' },
      'So geschrieben: 0-3, 7.',
      'Write it like 0-3, 7.',
      '请按这种形式填写：0-3, 7。',
    ],
    [
      { batchTokens: 8, microTokens: 1000 },
      'Höchstens die Tokens eines Schritts, 8.',
      'At most the tokens of a step, 8.',
      '不能超过每步的词元数 8。',
    ],
  ])('says of %j what is wrong in each language', async (values, german, english, chinese) => {
    const [detail] = problemsOf({ model: 'm', data: 'd', ...values }).values();
    const said = await Promise.all(
      (['de', 'en', 'zh'] as const).map(async (language) =>
        problemText(detail!, (await loadWords(language)).catalogue.newRun.problems, formatsFor(language)),
      ),
    );
    expect(said).toEqual([german, english, chinese]);
  });

  test('begins again from a run with what was chosen there, not with what followed from it', () => {
    const config = completeRunConfig({ model: '/models/m', data: '/d.csv', rank: 32, lr: 1e-3 });
    const run = { config, modelId: 'm1', out: '/runs/r' } as unknown as RunDetail;
    const again = draftFrom(run, 'again', 'd1');
    expect(again).toMatchObject({ model: 'm1', data: 'd1', rank: 32, lr: 1e-3 });
    expect([again.alpha, again.epochs, again.init]).toEqual([undefined, undefined, undefined]);
    expect(problemsOf(again)).toEqual(new Map());
    expect(draftFrom({ ...run, modelId: null }, 'again', undefined)).toMatchObject({
      ...{ model: '/models/m', data: '/d.csv' },
    });
    expect(draftFrom(run, 'continue', 'd1')).toMatchObject({ init: '/runs/r', alpha: 64, rank: 32 });
  });

  test('takes a question a line, each once, eight at most', () => {
    expect(promptsOf(' a \n\nb\na\n')).toEqual(['a', 'b']);
    expect(promptsOf(Array.from({ length: 12 }, (_, i) => `q${i}`).join('\n')).length).toBe(8);
  });
});

describe('advanced settings', () => {
  const offered = Object.values(fieldGroups).flatMap((looks) => looks.map(({ field }) => field));

  test('hold every setting of a run that the steps do not show, and that works', () => {
    const ofData = ['data', 'map', 'encoding', 'sheet', 'split'];
    const elsewhere = ['model', ...ofData, 'method', 'rank', 'init'];
    expect([...offered, ...elsewhere].sort()).toEqual(Object.keys(runConfigSchema.shape).sort());
  });

  test('show the default that holds while they are empty', () => {
    expect(defaultOf('alpha', 8, undefined)).toBe(16);
    expect(defaultOf('epochs', 8, undefined)).toBe(3);
    expect(defaultOf('epochs', 8, 100)).toBeUndefined();
    expect(defaultOf('lr', 8, undefined)).toBe(2e-4);
  });

  test('offer only values the validator takes', () => {
    for (const [field, options] of Object.entries(en.newRun.options))
      for (const option of Object.keys(options))
        expect([field, option, [...problemsOf({ model: 'm', data: 'd', [field]: option })]]).toEqual([
          field,
          option,
          [],
        ]);
  });
});

test('values of some layers are read from lines once all are finished, and shown as they were typed', () => {
  const typed = 'q_proj=32\nlayers.[0-3].*=4.5';
  expect(patternOf(typed)).toEqual({ q_proj: 32, 'layers.[0-3].*': 4.5 });
  expect(patternText(patternOf(typed))).toBe(typed);
  expect([patternOf(''), patternText(undefined)]).toEqual([undefined, '']);
  const unfinished = patternOf('q_proj=');
  expect([unfinished, patternText(unfinished)]).toEqual(['q_proj=', 'q_proj=']);
  expect(problemsOf({ model: 'm', data: 'd', rankPattern: unfinished }).has('rankPattern')).toBe(true);
});

test('the parts of the memory bar follow one another and fill it', () => {
  const memory = { base: 60, adapter: 10, optimizer: 20, activations: 10, total: 100 };
  const shares = memoryShares({ ...memory, predicted: 100, available: 400, fit: 'fits' });
  expect(shares.map(({ part, from, size }) => [part, from, size])).toEqual([
    ['base', 0, 0.6],
    ['adapter', 0.6, 0.1],
    ['optimizer', 0.7, 0.2],
    ['activations', expect.closeTo(0.9), 0.1],
  ]);
});

describe('a question out of a conversation', () => {
  const ask = (text: string) =>
    questionOf([
      { text, learned: false, start: 0 },
      { text: 'An answer.', learned: true, start: 9 },
    ]);

  test.each([
    ['<|im_start|>user\nHow often?<|im_end|>\n<|im_start|>assistant\n', 'How often?'],
    [
      '<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHow\nmany?<|im_end|>\n<|im_start|>assistant\n',
      'How many?',
    ],
    [
      '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nWhere?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
      'Where?',
    ],
    ['<s>[INST] Why? [/INST]', 'Why?'],
    ['<start_of_turn>user\nWho?<end_of_turn>\n<start_of_turn>model\n', 'Who?'],
    ['Which one?', 'Which one?'],
  ])('%j asks %s', (text, question) => {
    expect(ask(text)).toBe(question);
  });

  test('is none where nothing is asked, or too much', () => {
    expect(questionOf([{ text: 'All is learned.', learned: true, start: 0 }])).toBeUndefined();
    expect(ask('<|im_start|>assistant\n')).toBeUndefined();
    expect(ask('x'.repeat(201))).toBeUndefined();
  });

  test('each comes once', () => {
    const pieces = [
      { text: 'Why?', learned: false },
      { text: 'So.', learned: true },
    ];
    const preview = [1, 2, 3].map((row) => ({ row, pieces }));
    expect(firstQuestions({ preview } as never, 3)).toEqual(['Why?']);
  });
});
