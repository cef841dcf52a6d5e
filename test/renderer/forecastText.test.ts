/** What is foretold of a run says the same in every language: each figure, in that language's way to write it. */
import { expect, test } from 'vitest';
import { formatsFor } from '../../src/renderer/src/format.ts';
import {
  basisSentences,
  runSentences,
  warningText,
} from '../../src/renderer/src/pages/NewRun/forecastText.ts';
import { en, loadWords } from '../../src/renderer/src/text/catalogues.ts';
import type { Warning } from '../../src/shared/records/forecast.ts';
import type { Preview } from '../../src/shared/records/runs.ts';

const { catalogue: de } = await loadWords('de');
const { catalogue: zh } = await loadWords('zh');

const spoken = [
  { words: en.newRun.forecast, formats: formatsFor('en') },
  { words: de.newRun.forecast, formats: formatsFor('de') },
  { words: zh.newRun.forecast, formats: formatsFor('zh') },
];
const say = (told: (each: (typeof spoken)[number]) => string) => spoken.map(told);

test.each<[Warning, readonly [string, string, string]]>([
  [
    { kind: 'tooLarge', needed: 9e9, available: 8e9, fix: { microTokens: 128 } },
    [
      'It needs about 9.0 GB of memory; 8.0 GB are there. With other settings it fits.',
      'Etwa 9,0 GB Speicher sind nötig, 8,0 GB sind da. Mit anderen Einstellungen passt es.',
      '约需 9.0 GB 内存，可用 8.0 GB。换一组设置就放得下。',
    ],
  ],
  [
    { kind: 'tooLarge', needed: 9e9, available: 8e9, fix: null },
    [
      'It needs about 9.0 GB of memory; 8.0 GB are there. Take a smaller model.',
      'Etwa 9,0 GB Speicher sind nötig, 8,0 GB sind da. Nehmen Sie ein kleineres Modell.',
      '约需 9.0 GB 内存，可用 8.0 GB。请换用较小的模型。',
    ],
  ],
  [
    { kind: 'disk', needed: 2e9, available: 1e9, fix: null },
    [
      'It writes about 2.0 GB; 1.0 GB of disk are free.',
      'Etwa 2,0 GB werden geschrieben; 1,0 GB sind auf der Platte frei.',
      '约需写入 2.0 GB，磁盘剩余 1.0 GB。',
    ],
  ],
  [
    { kind: 'fewRows', rows: 1, fix: null },
    [
      '1 row is few: it may learn them by heart rather than learn from them.',
      '1 Zeile ist wenig: Das Modell lernt sie womöglich auswendig, statt aus ihnen zu lernen.',
      '1 行太少：它可能只是背下这些行，而没有从中学到什么。',
    ],
  ],
  [
    { kind: 'cut', rows: 1200, maxLength: 1024, fix: null },
    [
      '1,200 rows are longer than 1,024 tokens and lose their end.',
      '1.200 Zeilen sind länger als 1.024 Token und verlieren ihr Ende.',
      '1,200 行超过 1,024 个词元，末尾会被截掉。',
    ],
  ],
  [
    { kind: 'highRate', rate: 0.05, fix: { lr: 2e-4 } },
    [
      'A learning rate of 0.05 is high: training may run away.',
      'Eine Lernrate von 0,05 ist hoch: Das Training kann aus dem Ruder laufen.',
      '学习率 0.05 偏高：训练可能失控。',
    ],
  ],
])('warns of %j', (warning, sentences) => {
  expect(say(({ words, formats }) => warningText(warning, words, formats))).toEqual(sentences);
});

test.each<[Warning, readonly string[]]>([
  [{ kind: 'tight', needed: 7e9, available: 8e9, fix: null }, ['7.0 GB', '8.0 GB']],
  [{ kind: 'rankAboveSide', rank: 100, side: 64, fix: { rank: 64 } }, ['100', '64']],
  [{ kind: 'nothingHeldOut', fix: null }, []],
])('every language has the figures of %j', (warning, figures) => {
  const [english = '', german = '', chinese = ''] = say(({ words, formats }) =>
    warningText(warning, words, formats),
  );
  for (const figure of figures) {
    expect(english).toContain(figure);
    expect(german).toContain(figure.replace('.', ','));
    expect(chinese).toContain(figure);
  }
  expect(new Set([english, german, chinese]).size).toBe(3);
});

const preview = (change: Partial<Preview> = {}, about: Partial<Preview['about']> = {}): Preview => ({
  ...{ problems: [], warnings: [], trainable: 1, total: 1, adapterBytes: 1, device: 'cpu', command: '' },
  ...{ steps: 90, rows: 57, heldOutRows: 3, seconds: 130, diskBytes: 3e6, diskFreeBytes: 1e9, basis: null },
  memory: {
    ...{ base: 1, adapter: 1, optimizer: 1, activations: 1 },
    total: 1.5e9,
    predicted: 1.5e9,
    available: 8e9,
    fit: 'fits',
  },
  about: {
    ...{ model: 'tiny', data: 'sums', rank: 16, epochs: 3, guessed: false, measurements: 2, patience: null },
    ...about,
  },
  ...change,
});
const told = (each: Preview) =>
  say(({ words, formats }) =>
    runSentences(each, words, formats)
      .join(' ')
      .replace(/[\u00a0\u202f]/g, ' '),
  );

test('a run in a few sentences', () => {
  expect(told(preview())).toEqual([
    'Trains an adapter of rank 16 for tiny on sums. 57 rows are read 3 times, which makes 90 steps. 3 rows are held out and measured twice; the best step is kept. It takes about 2 min 10 s, 1.5 GB of memory and 3.0 MB of disk.',
    'Trainiert einen Adapter mit Rang 16 für tiny mit den Daten sums. 57 Zeilen werden dreimal gelesen, das ergibt 90 Schritte. 3 Zeilen werden zurückgehalten und zweimal gemessen; der beste Schritt wird behalten. Nötig sind etwa 2 min 10 s, 1,5 GB Speicher und 3,0 MB auf der Platte.',
    '用 sums 为 tiny 训练秩为 16 的适配器。 57 行读取 3 遍，共 90 步。 3 行被留出，评估 2 次，保留最佳的一步。 大约需要 2 分 10 秒、1.5 GB 内存、3.0 MB 磁盘空间。',
  ]);
});

test('all weights, a number of steps, an end that may come early, and what is not known left out', () => {
  const figures = { rows: null, heldOutRows: null, steps: 1, seconds: null, diskBytes: null, memory: null };
  const about = { rank: null, epochs: null, measurements: 8, patience: 3 };
  expect(told(preview(figures, about))).toEqual([
    'Trains all of tiny on sums. The file is read for 1 step. Some rows are held out and measured 8 times; the best step is kept. The run ends early after 3 in a row without progress.',
    'Trainiert das ganze Modell tiny mit den Daten sums. Die Datei wird für 1 Schritt gelesen. Einige Zeilen werden zurückgehalten und 8-mal gemessen; der beste Schritt wird behalten. Nach 3 in Folge ohne Fortschritt endet der Lauf früher.',
    '用 sums 训练整个 tiny。 文件读取 1 步。 部分行被留出，评估 8 次，保留最佳的一步；连续 3 次无进展则提前结束。',
  ]);
  const [guess = ''] = told(preview({ rows: null, heldOutRows: 0 }, { guessed: true, epochs: 1 }));
  expect(guess).toContain('The file is read once, which makes about 90 steps. Nothing is held out');
  expect(told({ ...preview(), about: null })).toEqual(['', '', '']);
});

test('what the time is based on, and how good the last estimates were', () => {
  const record = { count: 3, off: 0.1, expected: 7, took: 14 };
  const based = (basis: Preview['basis'], guessed = false) =>
    say(({ words, formats }) => basisSentences(preview({ basis }, { guessed }), words, formats).join(' '));
  expect(based({ kind: 'runs', count: 2, alike: true, record })).toEqual([
    'From the last 2 runs of a model of this size here. The last 3 estimates were off by 10 %.',
    'Geschätzt nach den letzten 2 Läufen von Modellen dieser Größe hier. Die letzten 3 Schätzungen lagen um 10 % daneben.',
    '依据本机最近 2 次同等规模模型的训练。 最近 3 次估计的偏差为 10 %。',
  ]);
  const [english, german] = based({ kind: 'runs', count: 1, alike: false, record: { ...record, count: 1 } });
  expect(english).toBe('From a run of other models here. The last estimate was 7 s and it took 14 s.');
  expect(german).toBe(
    'Geschätzt nach einem Lauf eines anderen Modells hier. Zuletzt waren 7 s geschätzt, und es dauerte 14 s.',
  );
  expect(based({ kind: 'selfTest' })[0]).toContain('self-test alone');
  expect(based({ kind: 'nothing' })[1]).toContain('noch kein Lauf gemessen');
  expect(based(null, true)[2]).toBe('行数尚未统计，这里按文件大小估计。');
});
