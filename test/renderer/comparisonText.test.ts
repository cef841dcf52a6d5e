/** What is found of runs side by side is said in every language, with each name and figure as that language writes it. */
import { expect, test } from 'vitest';
import { formatsFor } from '../../src/renderer/src/format.ts';
import { en, loadWords } from '../../src/renderer/src/text/catalogues.ts';
import { comparisonText } from '../../src/shared/comparisonText.ts';
import type { Finding } from '../../src/shared/records/runs.ts';

const { catalogue: de } = await loadWords('de');
const { catalogue: zh } = await loadWords('zh');

const say = (finding: Finding) =>
  Object.entries({ en, de, zh } as const).map(([language, { compare }]) =>
    comparisonText(finding, compare.found, formatsFor(language as 'en' | 'de' | 'zh')),
  );

const both = { best: 'Wide', second: 'Narrow', loss: 2.46 };

test.each<[Finding, readonly string[]]>([
  [
    { kind: 'tooFew' },
    [
      'Fewer than two of these have a held-out loss: there is nothing to rank them by.',
      'Weniger als zwei davon haben einen Prüfverlust: Es gibt nichts, wonach sie zu ordnen wären.',
      '其中有留出损失的不足两次，无从排名。',
    ],
  ],
  [
    { kind: 'level', ...both },
    [
      'Wide and Narrow ended level, at a held-out loss of 2.460.',
      'Wide und Narrow endeten gleichauf, bei einem Prüfverlust von 2,460.',
      'Wide 与 Narrow 不相上下，留出损失为 2.460。',
    ],
  ],
  [
    { kind: 'lowest', ...both, ahead: 0.04 },
    [
      'Wide ended lowest, at a held-out loss of 2.460: 0.04 below Narrow.',
      'Wide endete am tiefsten, bei einem Prüfverlust von 2,460: 0,04 unter Narrow.',
      'Wide 的留出损失最低，为 2.460，比 Narrow 低 0.04。',
    ],
  ],
  [
    { kind: 'lowestOfAll', ...both, ahead: 0.04 },
    [
      'Wide ended lowest, at a held-out loss of 2.460: 0.04 below the next best, Narrow.',
      'Wide endete am tiefsten, bei einem Prüfverlust von 2,460: 0,04 unter dem nächstbesten, Narrow.',
      'Wide 的留出损失最低，为 2.460，比第二名 Narrow 低 0.04。',
    ],
  ],
  [
    {
      ...{ kind: 'cost', other: 'Narrow' },
      measures: [
        { of: 'size', best: 2000, other: 1000 },
        { of: 'time', best: 130, other: 100 },
        { of: 'memory', best: 3e9, other: 4e9 },
      ],
    },
    [
      'It took twice the size, 1.3 times the time and 75 % of the memory of Narrow: 2,000 against 1,000 trained numbers, 2 min 10 s against 1 min 40 s, 3.0 GB against 4.0 GB.',
      'Verglichen mit Narrow brauchte es das Doppelte der Größe, das 1,3-Fache der Zeit und 75 % des Speichers: 2.000 gegen 1.000 trainierte Zahlen, 2 min 10 s gegen 1 min 40 s, 3,0 GB gegen 4,0 GB.',
      '与 Narrow 相比，训练参数是其两倍、用时是其 1.3 倍、内存是其 75 %：2,000 对 1,000 个训练参数，2 分 10 秒 对 1 分 40 秒，3.0 GB 对 4.0 GB。',
    ],
  ],
  [
    { kind: 'cost', other: 'Narrow', measures: [{ of: 'time', best: 5, other: 10 }] },
    [
      'It took half the time of Narrow: 5 s against 10 s.',
      'Verglichen mit Narrow brauchte es die Hälfte der Zeit: 5 s gegen 10 s.',
      '与 Narrow 相比，用时是其一半：5 秒 对 10 秒。',
    ],
  ],
  [
    { kind: 'cost', other: 'Narrow', measures: [] },
    ['It cost as much as Narrow.', 'Es kostete so viel wie Narrow.', '它的代价与 Narrow 相当。'],
  ],
  [
    { kind: 'unmeasured', names: ['A'] },
    ['A has no held-out loss.', 'A hat keinen Prüfverlust.', 'A 没有留出损失。'],
  ],
  [
    { kind: 'unmeasured', names: ['A', 'B'] },
    ['A and B have no held-out loss.', 'A und B haben keinen Prüfverlust.', 'A、B 没有留出损失。'],
  ],
])('%j', (finding, sentences) => {
  // Formats keep figure and unit together with a space that does not break.
  expect(say(finding).map((text) => text.replace(/[\u00a0\u202f]/g, ' '))).toEqual(sentences);
});
