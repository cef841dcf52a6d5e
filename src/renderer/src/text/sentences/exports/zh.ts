/** What main says of exports and of llama.cpp, in Chinese, by its English pattern. */

export const zh: Readonly<Record<string, string>> = {
  '{0} holds no export that failed.': '{0} 中没有失败的导出。',
  'the export needs {0} until it is compared, and {1} are free where {2} would be':
    '导出在比较完成前需要 {0}，而 {2} 所在处只有 {1} 可用',
  'Make room, choose a folder on another disk, or fewer bits a number.':
    '请腾出空间、选择其他磁盘上的文件夹，或使用位数更少的数值格式。',
  'llama.cpp came to an end over it: {0}': 'llama.cpp 处理它时退出：{0}',
  'Export as a merged model, and please report this.': '请改为导出合并后的模型，并报告此问题。',
  'there is no llama.cpp for {0} {1} to be installed': '没有可供 {0} {1} 安装的 llama.cpp',
  'Exports are opened again by Lowrank all the same.': '导出仍会由 Lowrank 重新打开检查。',
  '{0} cannot be reached ({1})': '无法连接 {0}（{1}）',
  'Connect to the internet and try again.': '请连接互联网后重试。',
  '{0} answers with status {1}': '{0} 返回状态 {1}',
  'the archive cannot be used: {0}': '压缩包无法使用：{0}',
  'Download it again.': '请重新下载。',
  'llama.cpp cannot be loaded on this system: {0}': 'llama.cpp 无法在此系统上加载：{0}',
  'llama.cpp does not open the file': 'llama.cpp 无法打开该文件',
  'llama.cpp finds no room for the model': 'llama.cpp 没有足够空间容纳该模型',
  'llama.cpp does not open the adapter': 'llama.cpp 无法打开该适配器',
};
