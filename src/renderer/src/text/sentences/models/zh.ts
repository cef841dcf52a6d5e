/** What main says of models and answers, in Chinese. */
export const zh: Readonly<Record<string, string>> = {
  'a whole number from 1 to {0}': '1 到 {0} 的整数',
  'a positive number': '正数',
  'a list of {0} positive numbers': '{0} 个正数的列表',
  'a list of {0} entries 0 or 1, one per layer': '{0} 个 0 或 1 的列表，每层一个',
  'a divisor of {0}': '{0} 的约数',
  'a multiple of {0} heads': '{0} 个头的倍数',
  'an even number': '偶数',
  'a list of {0} entries, one per layer': '{0} 项的列表，每层一项',
  'a list of whole numbers from 0 to {0}': '0 到 {0} 的整数列表',
  '{0}, as other keys say': '{0}，与其他键一致',
  'The nearest supported architecture is {0}.': '最接近的受支持架构是 {0}。',
  '{0}: the model is not supported: {1}': '{0}：不支持该模型：{1}',
  'what the other keys say: layer {0} slides': '与其他键一致：第 {0} 层使用滑动窗口',
  'what the other keys say: layer {0} sees everything': '与其他键一致：第 {0} 层使用全注意力',
  'an object with settings for each type of layer': '包含每种层设置的对象',
  'the same as rope_parameters, or nothing': '与 rope_parameters 相同，或不写',
  'an object': '对象',
  'an even share of {0} features': '{0} 个特征的偶数份额',
  '{0}, as the other place in the file says': '{0}，与文件另一处一致',
  'nothing under this name': '该名称下没有任何值',
  missing: '缺失',
  'missing, which means {0}': '缺失，相当于 {0}',
  '{0}: "{1}" is {2}; expected {3}': '{0}：“{1}”为 {2}；应为{3}',
  'The file may be damaged: download the model again.': '文件可能已损坏：请重新下载模型。',
  '{0} asks for {1}, which is not implemented; supported: {2}': '{0} 要求 {1}，这里未实现；支持：{2}',
  'Choose a model without it.': '请选择不需要它的模型。',
  'a Gemma 2 model without bounds of scores and logits, or without a window':
    '没有分数与 logits 上限或没有窗口的 Gemma 2 模型',
  'a Gemma 2 model in which other layers than every second look through a window':
    '并非每隔一层使用窗口的 Gemma 2 模型',
  'a Gemma 3 model without a window, or whose windowed layers stretch RoPE':
    '没有窗口、或窗口层拉伸 RoPE 的 Gemma 3 模型',
  'a Gemma 3 model whose layers with full attention do not come at even distances':
    '全注意力层间隔不均匀的 Gemma 3 模型',
  'RoPE stretched {0} in a model that llama.cpp runs as {1}':
    '在 llama.cpp 以 {1} 运行的模型中{0}拉伸的 RoPE',
  'by {0}': '由 {0} ',
  'by yarn between features that are no whole ones': '由 yarn 在非整数特征之间',
  'by yarn between {0} and {1} turns': '由 yarn 在 {0} 到 {1} 圈之间',
  '{0} whose {1} heads of {2} do not make up its width of {3}': '{0}：{1} 个大小为 {2} 的头与其宽度 {3} 不符',
  'a GGUF file cannot express {0}': 'GGUF 文件无法表示：{0}',
  'a GPT-2 model that scales its scores by layer, or not at all': '按层缩放分数或完全不缩放分数的 GPT-2 模型',
  'a GPT-NeoX model without biases in its attention': '注意力中不带偏置的 GPT-NeoX 模型',
  'it is a mixture of experts': '它是混合专家模型',
  'it has Mamba layers': '它含有 Mamba 层',
  'an LFM2 model with biases in its convolutions': '卷积中带偏置的 LFM2 模型',
  'an LFM2 model whose convolutions see no earlier token': '卷积看不到前面词元的 LFM2 模型',
  'a Ministral 3 model whose queries grow by other steps than the length YaRN stretches from':
    '查询增长的步长与 YaRN 拉伸的起始长度不同的 Ministral 3 模型',
  '{0} with biases in its attention': '注意力中带偏置的 {0}',
  'an OLMo 3 model without a window, or whose windowed layers stretch RoPE':
    '没有滑动窗口，或在滑动窗口层拉伸 RoPE 的 OLMo 3 模型',
  'an OLMo 3 model in which other layers than every fourth have full attention':
    '不是每隔四层使用全注意力的 OLMo 3 模型',
  '{0}: the model has {1}-bit weights ({2})': '{0}：该模型的权重为 {1} 位（{2}）',
  '{0}: the model has quantised weights ({1})': '{0}：该模型的权重已量化（{1}）',
  'Take the unquantised model.': '请使用未量化的模型。',
  'Take the unquantised model {0}.': '请使用未量化的模型 {0}。',
  'a Qwen3.5 model whose convolutions see no earlier token': '卷积看不到前面词元的 Qwen3.5 模型',
  'a Qwen3.5 model whose keys of {0} and values of {1} differ in size':
    '键大小 {0} 与值大小 {1} 不同的 Qwen3.5 模型',
  'a Qwen3.5 model whose layers with attention do not come at even distances':
    '注意力层间隔不均匀的 Qwen3.5 模型',
  'a Qwen3 model with biases in its attention': '注意力中带偏置的 Qwen3 模型',
  'a SmolLM3 model in which other layers than every fourth turn no queries and keys':
    '并非每四层中有一层不旋转查询与键的 SmolLM3 模型',
  'a SmolLM3 model with a sliding window': '带滑动窗口的 SmolLM3 模型',
  'a SmolLM3 model with biases': '带偏置的 SmolLM3 模型',
  'a StableLM model whose heads have norms of their own yet': '每个头有各自归一化的 StableLM 模型',
  'model type {0}': '模型类型 {0}',
  'architecture {0}': '架构 {0}',
  'Supported architectures: {0}.': '支持的架构：{0}。',
  '{0}: {1} is not supported: {2}': '{0}：不支持 {1}：{2}',
  '{0}: {1} is not supported': '{0}：不支持 {1}',
  'it is a model for pictures': '它是图像模型',
  'tokenizer.json belongs to another model: download the model again.':
    'tokenizer.json 属于另一个模型：请重新下载模型。',
  'The weights are damaged: download the model again.': '权重已损坏：请重新下载模型。',
  'the loss of {0} on {1} is not a number': '{0} 在 {1} 上的损失不是数字',
  'Try it without the adapter: if that works, train the adapter again at a lower learning rate.':
    '请不用适配器试一次：如果可行，请用更低的学习率重新训练适配器。',
  'the copy of {0} was stopped': '已停止复制 {0}',
  '{0}: {1} holds NaN or infinite numbers': '{0}：{1} 含有 NaN 或无穷大',
  'Train it again at a lower learning rate, or use an earlier checkpoint.':
    '请用更低的学习率重新训练，或使用较早的检查点。',
  'the prompt has no tokens': '提示没有词元',
  'Give it some text.': '请输入一些文字。',
  'the prompt is {0} tokens long; {1} reads at most {2}, the answer included':
    '提示有 {0} 个词元；{1} 最多读取 {2} 个（含回答）',
  'Shorten it, or start a new conversation.': '请缩短，或开始新的对话。',
  'the prompt holds token {0}, but {1} knows {2} tokens': '提示含有词元 {0}，但 {1} 只认识 {2} 个词元',
  "the model computes {0} where the next token's logits should be":
    '模型在应给出下一个词元的 logits 处算出 {0}',
  'Try it without the adapter: if that works, the adapter is damaged; else the model is.':
    '请不用适配器试一次：如果可行，则适配器已损坏；否则是模型损坏。',
};
