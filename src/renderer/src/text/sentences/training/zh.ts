/** What main says of adapters and training, in Chinese. */
export const zh: Readonly<Record<string, string>> = {
  'The adapter is damaged: copy or export it again.': '适配器已损坏：请重新复制或导出。',
  'the token {0} has the index {1}, but the model has embeddings of {2} tokens only':
    '词元 {0} 的编号是 {1}，但模型只有 {2} 个词元的嵌入',
  'Let transformers make room for new tokens (resize_token_embeddings) and save the model, then add it again.':
    '请用 transformers 为新词元添加空间（resize_token_embeddings）并保存模型，然后重新添加。',
  'the tokenizer has no token {0}': '分词器中没有词元 {0}',
  'Name tokens as tokenizer.json has them, or by their index. A new one is added with transformers first: add_tokens, resize_token_embeddings, and save both.':
    '请按 tokenizer.json 中的写法或编号填写词元。新词元须先用 transformers 添加：add_tokens、resize_token_embeddings，并保存两者。',
  '{0} is trained whole, and with it every token: rows of it cannot be trained besides':
    '{0} 整体训练，已包含每个词元：不能再单独训练其中的行',
  'Train tokens alone, or the module whole.': '请只训练词元，或训练整个模块。',
  '{0} is [{1}, {2}], from which no part of rank {3} can be taken':
    '{0} 是 [{1}, {2}]，无法从中取出秩为 {3} 的部分',
  'Use a rank of at most {0}, or the usual start.': '请使用不超过 {0} 的秩，或通常的起点。',
  '{0} does not fit {1}: {2}': '{0} 与 {1} 不匹配：{2}',
  'It was trained on {0}.': '它是在 {0} 上训练的。',
  '{0} adapts {1}; supported: {2} of each layer': '{0} 适配了 {1}；支持：每层的 {2}',
  'Use an adapter of linear layers.': '请使用线性层的适配器。',
  'it adapts {0}, but the model has {1} layers': '它适配了 {0}，但模型有 {1} 层',
  "it is for a {0} of [{1}], the model's is [{2}]": '它适用于形状为 [{1}] 的 {0}，模型中为 [{2}]',
  '{0} has a tensor {1} of its own, for which {2} has no place': '{0} 自带张量 {1}，{2} 中没有它的位置',
  'Use an adapter of linear layers, embeddings, head or norms.':
    '请使用线性层、嵌入、输出头或归一化层的适配器。',
  "it has {0} of [{1}], the model's is [{2}]": '它的 {0} 形状为 [{1}]，模型中为 [{2}]',
  '{0}: its config says that it has {1} whole, but the weights do not hold it':
    '{0}：其配置称整体包含 {1}，但权重中没有',
  'it is a {0} adapter, and this run trains {1}': '它是 {0} 适配器，而本次运行训练 {1}',
  'Train {0} to go on from it.': '要从它继续，请训练 {0}。',
  'it adapts {0}, which this run does not train': '它适配了 {0}，而本次运行不训练它',
  'Add the layer to the target modules.': '请把该层加入目标模块。',
  'it has {0} whole, which this run does not train': '它整体包含 {0}，而本次运行不训练它',
  'Add the module to those that are saved whole (--modules-to-save), or set --bias as it was.':
    '请把该模块加入整体保存的模块，或恢复原来的偏置设置。',
  'the tensor {0} holds numbers that are not finite': '张量 {0} 含有非有限数',
  'Copy or export the adapter again.': '请重新复制或导出适配器。',
  '{0} is [{1}] where this run trains [{2}]': '{0} 为 [{1}]，而本次运行训练 [{2}]',
  '{0} is missing where this run trains [{1}]': '缺少 {0}，而本次运行训练 [{1}]',
  'Use the rank and the target modules that the adapter was trained with.':
    '请使用训练该适配器时的秩和目标模块。',
  'unknown target module {0}; known: {1}': '未知的目标模块 {0}；已知：{1}',
  'Name some of these, separated by commas, or use all-linear.':
    '请写出其中一些，用逗号分隔，或使用 all-linear。',
  'the pattern {0} means no layer that is adapted; one of them is {1}':
    '模式 {0} 没有匹配任何被适配的层；其中一层是 {1}',
  'Give a layer\'s name, the end of it, or a regular expression for either, such as "layers.[0-3].mlp.*".':
    '请写出层名、层名的结尾，或相应的正则表达式，例如“layers.[0-3].mlp.*”。',
  'layers {0} are not all there; the model has layers 0-{1}': '层 {0} 不全存在；模型有第 0-{1} 层',
  'Name layers of these, such as 0-3, 7.': '请写出其中的层，例如 0-3, 7。',
  'unknown module to save {0}; known: {1}': '未知的要保存的模块 {0}；已知：{1}',
  'Name some of these, separated by commas.': '请写出其中一些，用逗号分隔。',
  '{0} cannot be trained whole: this family stores it turned': '{0} 不能整体训练：该系列以转置方式存储它',
  'Train it with an adapter.': '请用适配器训练它。',
  'Start it again.': '请重新开始。',
  '{0}: {1} has {2} numbers where this run has {3}': '{0}：{1} 有 {2} 个数，而本次运行有 {3} 个',
  'The checkpoint belongs to a run with other settings: start anew.':
    '该检查点属于设置不同的运行：请重新开始。',
  'Start the run anew.': '请重新开始该运行。',
  'its files are not those that were written': '其文件与写入时的不同',
  'the checkpoint is damaged and is left out for the one before it: {0}': '该检查点已损坏，改用前一个：{0}',
  "the best step's checkpoint is damaged, the last step is saved instead: {0}":
    '最佳步骤的检查点已损坏，改为保存最后一步：{0}',
  'only {0} are free on the disk of {1}, and going on safely takes {2}':
    '{1} 所在磁盘仅剩 {0}，安全继续需要 {2}',
  'Free some space on that disk, then continue the run: nothing is lost.':
    '请在该磁盘上腾出空间，然后继续运行：没有任何内容丢失。',
  'the disk is nearly full: {0} older checkpoints were removed': '磁盘快满了：已移除 {0} 个较早的检查点',
  'the held-out loss became {0}': '留出行的损失变为 {0}',
  'no better in the last {0} measurements: training ends here': '最近 {0} 次测量没有改善：训练到此结束',
  'a parameter became infinite or not a number': '某个参数变为无穷大或非数字',
  '{0} would take {1} of memory; this machine has {2}': '{0} 需要 {1} 内存；这台机器有 {2}',
  '{0}: its tokenizer made token {1} of row {2} of {3}, but the model knows {4} tokens':
    '{0}：其分词器在 {3} 的第 {2} 行生成了词元 {1}，但模型只认识 {4} 个词元',
  '{0} rows are longer than {1} tokens and were cut: {2}': '{0} 行超过 {1} 个词元，已截断：{2}',
  '{0} rows have no answer: {1}': '{0} 行没有回答：{1}',
  '{0} rows have an answer such as nan, which stands for none: {1}':
    '{0} 行的回答是 nan 之类表示空缺的内容：{1}',
  '{0} rows have their answer beyond {1} tokens: {2}': '{0} 行的回答在 {1} 个词元之后：{2}',
  '{0} rows were skipped, first: {1}': '跳过了 {0} 行，第一行：{1}',
  'column {0} (in {1} of the rows)': '列 {0}（{1} 的行有值）',
  'key of turns {0} (in {1} of the rows)': '轮次的键 {0}（{1} 的行有值）',
  'The data is read as {0}.': '数据按 {0} 读取。',
  'Not read: {0}.': '未读取：{0}。',
  'Not used: {0}.': '未使用：{0}。',
  'Embeddings and head are one tensor in this model. What is trained whole is a copy, so that the two part: a merged model is larger by {0}.':
    '该模型的嵌入与输出头是同一个张量。整体训练的是一份副本，两者会分开：合并后的模型会增大 {0}。',
  'rank {0} is more than the smaller side, {1}, of a target layer: the adapter is larger than the layer':
    '秩 {0} 大于某目标层较小的一边 {1}：适配器比该层还大',
  'going back to the last good step and halving the learning rate (rollback {0} of at most {1})':
    '回到最后一个正常步骤并将学习率减半（第 {0} 次回退，最多 {1} 次）',
  'a pass holds {0} tokens from here on, not {1}; steps stay as large':
    '从现在起每次前向处理 {0} 个词元而不是 {1}；每步大小不变',
  'each layer is computed again in the backward pass from here on, which takes about a third longer and less memory':
    '从现在起反向传播时重新计算每一层，耗时约增加三分之一，占用内存更少',
  'training rows are cut to {0} tokens from here on, as the settings allow':
    '按设置允许，从现在起训练行截断为 {0} 个词元',
  'the loss became {0}': '损失变为 {0}',
  "the gradient's norm became {0}": '梯度范数变为 {0}',
  'the loss exploded from {0} to {1}': '损失从 {0} 暴涨到 {1}',
  'Use a lower learning rate, such as half of it.': '请降低学习率，例如减半。',
  'step {0}: {1}': '第 {0} 步：{1}',
  '{0}: the tensor {1} holds numbers that are not finite (NaN or infinite)':
    '{0}：张量 {1} 含有非有限数（NaN 或无穷大）',
  '{0}: the loss of the untouched model is not a number, though its weights are':
    '{0}：未改动的模型的损失不是数字，尽管权重正常',
  '{0}: the prompts are not answered from here on': '{0}：从现在起不再回答提示',
  'stopped on request': '按要求停止',
  'the gradient is not finite': '梯度不是有限数',
  'an update broke off half-way: {0}': '一次更新中途中断：{0}',
  'Continue the run: it goes on from its last checkpoint.': '请继续运行：它会从最后一个检查点接着训练。',
  'The training process stood still for {0}, which counts as no time of the run; training goes on as if nothing had been':
    '训练进程停顿了 {0}，不计入运行时间；训练照常继续',
  'The computer slept for {0}, which counts as no time of the run; training goes on as if nothing had been':
    '电脑休眠了 {0}，不计入运行时间；训练照常继续',
  "The computer's clock was set back by {0}: the time this run counts does not follow it":
    '电脑时钟被往回调了 {0}：本次运行的计时不受影响',
  "The computer's clock was set ahead by {0}: the time this run counts does not follow it":
    '电脑时钟被往前调了 {0}：本次运行的计时不受影响',
  '{0} computes a loss of {1} where the CPU computes {2}': '{0} 算出的损失为 {1}，而 CPU 算出 {2}',
  'Update the graphics driver.': '请更新显卡驱动。',
  'onnxruntime could not load the graph on {0}: {1}': 'onnxruntime 无法在 {0} 上加载计算图：{1}',
  'Run `lowrank doctor` to see which devices work, or choose --device cpu.':
    '请在“设置”的自检中查看可用设备，或选择 CPU。',
  'onnxruntime could not load {0}: {1}': 'onnxruntime 无法加载 {0}：{1}',
  'a step failed in onnxruntime: {0}': 'onnxruntime 中的一步失败：{0}',
  'out of memory: no room for another {0} MB': '内存不足：无法再分配 {0} MB',
  'out of memory': '内存不足',
  'Close other programs, or use smaller passes (--micro-tokens), shorter rows (--max-length) or a smaller model.':
    '请关闭其他程序，或减小每次处理的词元数、缩短行，或使用更小的模型。',
  'internal: expected one number': '内部错误：应为一个数',
  'internal: expected float32 numbers': '内部错误：应为 float32 数',
  'stopped before it was finished; nothing of it was kept': '在完成前停止；没有保留任何内容',
  '{0} holds no run: there is no run.json in it': '{0} 中没有运行：里面没有 run.json',
  'Name the folder given to --out.': '请给出运行所写入的文件夹。',
  'the run in {0} is done': '{0} 中的运行已完成',
  'Start a new one with --init {0}.': '请从 {0} 开始一次新的运行。',
  '{0} has changed since the run was started': '自运行开始以来 {0} 已更改',
  'Put it back as it was, or start anew.': '请恢复原状，或重新开始。',
  '{0}: no settings in it': '{0}：其中没有设置',
  'Expected a run.json or part of it.': '应为 run.json 或其一部分。',
  '{0}: unknown setting {1}': '{0}：未知设置 {1}',
  'Known settings: {0}.': '已知设置：{0}。',
  '{0} has tokens of its own in {1}; supported: {2}': '{0} 在 {1} 中有自己的词元；支持：{2}',
  'Use an adapter of tokens of the embeddings.': '请使用词元属于嵌入层的适配器。',
  "it has the token {0} in {1} as {2} numbers, the model's is [{3}, {4}]":
    '其 {1} 中的词元 {0} 有 {2} 个数，而模型为 [{3}, {4}]',
  'it has {0} both whole and token by token': '它既整体包含 {0}，又逐个词元包含',
  'it has the token {0} of {1} of its own, which this run does not train':
    '它有自己的 {1} 词元 {0}，而此运行不训练它',
  'Train the tokens too that it was trained with (--trainable-tokens).': '请同时训练它训练时所用的词元。',
};
