/** Words of the page Home, in Chinese. */
import type { home as english } from '../en/home.ts';

export const home: typeof english = {
  title: '首页',
  machine: '本机',
  processor: '处理器',
  cores: '核心数',
  memory: '内存',
  system: '系统',
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
