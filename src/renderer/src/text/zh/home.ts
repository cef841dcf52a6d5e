/** Words of the page Home, in Chinese. */
import type { home as english } from '../en/home.ts';

export const home: typeof english = {
  title: '首页',
  machine: '本机',
  processor: '处理器',
  cores: '核心数',
  memory: '内存',
  system: '系统',
  disk: '工作室占用',
  tryTitle: '试一试',
  tryAbout:
    '用示例数据（153 个向一家自行车铺提出的问题，店家的回答自成一格）微调入门模型，看它如何学会这种口吻。点击一次即可开始。',
  tryStarter: '微调 SmolLM2',
  tryStarterAbout:
    'SmolLM2-135M-Instruct 懂得多得多，也慢得多。如果本机没有会先下载；没有网络时使用入门模型。',
  tryTiny: '微调入门模型',
  tryTinyAbout: '随工作室附带，无需网络，很快就能完成。它能回答简单的日常问题。',
  ownData: '使用自己的数据：',
  now: '正在进行',
  lastRuns: '最近的训练',
  allRuns: '全部训练',
  step: (step, steps) => `第 ${step} / ${steps} 步`,
  loss: (loss) => `损失 ${loss}`,
  improved: (before, after) => `留出损失 ${before} → ${after}`,
  of: (model, data) => `${model}，数据 ${data}`,
  toTry: '等待试用',
  toTryAbout: '这些还没有人评分。问它们一些问题，然后打分。',
  try: '试用',
  tryVersion: (name) => `试用：${name}`,
  version: (name, number) => `${name} v${number}`,
  selfTest: {
    title: '自检',
    about: '在每个设备上真实训练一步，确认哪些设备可用、应当使用哪一个。',
    running: '正在每个设备上训练一步',
    again: '重新检测',
    chosen: '将被使用',
    works: '可用',
    unavailable: '不可用',
    step: (duration) => `每步 ${duration}`,
    fix: (fix) => `改变方法：${fix}`,
  },
};
