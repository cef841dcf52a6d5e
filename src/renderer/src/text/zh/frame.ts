/** Words of the frame around every page, and the few that many pages share, in Chinese. */
import type { frame as english } from '../en/frame.ts';

export const frame: typeof english = {
  name: 'Lowrank Studio',
  version: (version) => `版本 ${version}`,
  pages: '页面',
  disconnected: '与工作室的连接已断开，正在重试。',
  disconnectedHint: '如果工作室已重新启动，请打开它启动时显示的地址。',
  pageFailed: '此页面已停止运行',
  reload: '重新加载',
  retry: '重试',
  loading: '正在加载',
  undo: '撤销',
  close: '关闭',
  cancel: '取消',
  save: '保存',
  remove: '移除',
  rename: '重命名',
  open: '打开',
  more: '更多',
  search: '搜索',
  help: (term) => `什么是${term}？`,
  savePng: '保存为 PNG',
  saveCsv: '保存为 CSV',
  copy: '复制',
  copied: '已复制',
};
