/** Words of the page that compares runs, in Chinese. */
import type { en } from './en.ts';

const ratiosOf = <T>(word: (what: string) => T) => ({
  size: word('训练参数'),
  time: word('用时'),
  memory: word('内存'),
});

export const zh: typeof en = {
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
  found: {
    tooFew: '其中有留出损失的不足两次，无从排名。',
    unlikeRows: '它们是在不同的留出行上测得的，损失值不能精确到末位比较。',
    level: (best, second, loss) => `${best} 与 ${second} 不相上下，留出损失为 ${loss}。`,
    lowest: (best, loss, ahead, other) => `${best} 的留出损失最低，为 ${loss}，比 ${other} 低 ${ahead}。`,
    lowestOfAll: (best, loss, ahead, second) =>
      `${best} 的留出损失最低，为 ${loss}，比第二名 ${second} 低 ${ahead}。`,
    costSame: (other) => `它的代价与 ${other} 相当。`,
    cost: (other, ratios, figures) => `与 ${other} 相比，${ratios}：${figures}。`,
    ratio: {
      twice: ratiosOf((what) => () => `${what}是其两倍`),
      half: ratiosOf((what) => () => `${what}是其一半`),
      times: ratiosOf((what) => (figure: string) => `${what}是其 ${figure} 倍`),
      percent: ratiosOf((what) => (figure: string) => `${what}是其 ${figure} %`),
    },
    against: (best, other) => `${best} 对 ${other}`,
    trained: (figures) => `${figures} 个训练参数`,
    unmeasured: (_count, names) => `${names} 没有留出损失。`,
    list: (items) => [...items].join('、'),
    comma: '，',
  },
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
