/** Words of the page that compares runs, in Chinese. */
import type { compare as english } from '../en/compare.ts';

export const compare: typeof english = {
  title: '对比训练',
  back: '全部训练',
  choose: '选择二到六次训练',
  chooseAbout: '请在训练记录中勾选，它们的曲线和不同的设置会显示在这里。',
  curves: '曲线',
  quantity: '显示内容',
  quantities: { heldOut: '留出损失', loss: '训练损失（平滑）' },
  axis: '公共坐标轴',
  axes: { step: '步数', share: '训练进度' },
  summary: (name, from, to) => `${name}：从 ${from} 变为 ${to}。`,
  noCurve: (name) => `${name}：没有数据点。`,
  inWords: '文字说明',
  differences: '不同的设置',
  same: '它们的设置相同。',
  setting: '设置',
  results: '结果',
  result: '结果',
  before: '训练前的留出损失',
  best: '最佳留出损失',
  ended: '结束于',
  steps: (step, steps) => `第 ${step} / ${steps} 步`,
};
