/** Words for what is predicted of a run that is put together, in Chinese. */
import type { en } from './en.ts';

export const zh: typeof en = {
  warnings: {
    tooLarge: (needed, available) => `约需 ${needed} 内存，可用 ${available}。请换用较小的模型。`,
    tooLargeAsSet: (needed, available) => `约需 ${needed} 内存，可用 ${available}。换一组设置就放得下。`,
    tight: (needed, available) => `可用的 ${available} 内存中约需 ${needed}：请关闭其他程序。`,
    disk: (needed, available) => `约需写入 ${needed}，磁盘剩余 ${available}。`,
    rankAboveSide: (rank, side) => `秩 ${rank} 大于某层较短的一边 ${side}：适配器会比这一层本身还大。`,
    fewRows: (_count, rows) => `${rows} 行太少：它可能只是背下这些行，而没有从中学到什么。`,
    nothingHeldOut: '没有留出任何行，因此无法判断哪一步最好，也无法判断是否有帮助。',
    cut: (_count, rows, maxLength) => `${rows} 行超过 ${maxLength} 个词元，末尾会被截掉。`,
    highRate: (rate) => `学习率 ${rate} 偏高：训练可能失控。`,
  },
  adapter: (rank, model, data) => `用 ${data} 为 ${model} 训练秩为 ${rank} 的适配器。`,
  full: (model, data) => `用 ${data} 训练整个 ${model}。`,
  file: '文件',
  rows: (_count, rows) => `${rows} 行`,
  someRows: '部分行',
  steps: (_count, steps) => `${steps} 步`,
  aboutSteps: (steps) => `约 ${steps}`,
  read: (rows, _epochs, shown, steps) => `${rows}读取 ${shown} 遍，共 ${steps}。`,
  readFor: (rows, steps) => `${rows}读取 ${steps}。`,
  lastKept: '没有留出任何行，因此保留最后一步。',
  measured: (rows, _count, shown) => `${rows}被留出，评估 ${shown} 次，保留最佳的一步。`,
  measuredEarly: (rows, _count, shown, patience) =>
    `${rows}被留出，评估 ${shown} 次，保留最佳的一步；连续 ${patience} 次无进展则提前结束。`,
  takes: (amounts) => `大约需要 ${[...amounts].join('、')}。`,
  memory: (bytes) => `${bytes} 内存`,
  disk: (bytes) => `${bytes} 磁盘空间`,
  fromAlike: (_count, runs) => `依据本机最近 ${runs} 次同等规模模型的训练。`,
  fromOthers: (_count, runs) => `依据本机 ${runs} 次其他模型的训练。`,
  fromSelfTest: '这台设备上还没有测量过训练，仅依据自检估计，可能有一半的偏差。',
  fromNothing: '这台设备上还没有测量过训练：首页的自检可以给出初步估计。',
  wasRight: (expected, took) => `上次估计 ${expected}，实际用了 ${took}。`,
  wasOff: (count, share) => `最近 ${count} 次估计的偏差为 ${share}。`,
  guessed: '行数尚未统计，这里按文件大小估计。',
};
