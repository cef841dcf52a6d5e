/** The habits of well-known chat formats in templates of our own: who trims, who moves the system prompt, who drops thoughts. */

const tools = `{% if tools %}{{ 'Tools:' }}{% for tool in tools %}{{ ' ' + (tool | tojson) }}{% endfor %}{% endif %}`;
const calls = `{% for call in m.tool_calls or [] %}{{ '<tool_call>' + (call.function | tojson) + '</tool_call>' }}{% endfor %}`;

/** ChatML as Qwen 2.5 and SmolLM2 have it: a default system prompt, tools listed in it, tool results as a user's turn. */
export const chatml = `
{%- if messages[0].role == 'system' %}{% set system = messages[0].content %}{% else %}{% set system = 'Be kind.' %}{% endif %}
{{- '<|im_start|>system\\n' + system }}${tools}{{ '<|im_end|>\\n' }}
{%- for m in messages %}
{%- if m.role == 'tool' %}{{ '<|im_start|>user\\n<tool_response>' + m.content + '</tool_response><|im_end|>\\n' }}
{%- elif m.role != 'system' %}{{ '<|im_start|>' + m.role + '\\n' + m.content }}${calls}{{ '<|im_end|>\\n' }}{% endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

/** Qwen 3: ChatML that shows a thought, be it empty, only in answers after the last question. */
export const qwen3 = `
{%- set last = namespace(question=-1) %}
{%- for m in messages %}{% if m.role == 'user' %}{% set last.question = loop.index0 %}{% endif %}{% endfor %}
{%- if messages[0].role == 'system' or tools %}{{ '<|im_start|>system\\n' }}
{%- if messages[0].role == 'system' %}{{ messages[0].content }}{% endif %}${tools}{{ '<|im_end|>\\n' }}{% endif %}
{%- for m in messages %}
{%- if m.role == 'assistant' %}{{ '<|im_start|>assistant\\n' }}
{%- if loop.index0 > last.question and (loop.last or m.reasoning_content) %}{{ '<think>\\n' + (m.reasoning_content or '') + '\\n</think>\\n\\n' }}{% endif %}
{{- m.content.lstrip('\\n') }}${calls}{{ '<|im_end|>\\n' }}
{%- elif m.role == 'tool' %}{{ '<|im_start|>user\\n<tool_response>' + m.content + '</tool_response><|im_end|>\\n' }}
{%- elif m.role == 'user' %}{{ '<|im_start|>user\\n' + m.content + '<|im_end|>\\n' }}{% endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% if enable_thinking is defined and not enable_thinking %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}{% endif %}`;

/** Llama 3: contents trimmed, today's date in the system prompt, tools in the first question, tool results by "ipython". */
export const llama3 = `{{ bos_token }}
{%- if messages[0].role == 'system' %}{% set system = messages[0].content | trim %}{% set messages = messages[1:] %}{% else %}{% set system = '' %}{% endif %}
{{- '<|start_header_id|>system<|end_header_id|>\\n\\nToday Date: ' + strftime_now('%d %b %Y') + '\\n\\n' + system + '<|eot_id|>' }}
{%- for m in messages %}
{%- if m.tool_calls %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' + (m.tool_calls[0].function | tojson) + '<|eot_id|>' }}
{%- else %}{{ '<|start_header_id|>' + ('ipython' if m.role == 'tool' else m.role) + '<|end_header_id|>\\n\\n' }}
{%- if loop.first and tools %}${tools}{{ '\\n\\n' }}{% endif %}{{ (m.content | trim) + '<|eot_id|>' }}{% endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}`;

/** Gemma: the system prompt goes into the first question, the assistant is "model", turns must alternate. */
export const gemma = `{{ bos_token }}
{%- if messages[0].role == 'system' %}{% set prefix = messages[0].content + '\\n\\n' %}{% set turns = messages[1:] %}{% else %}{% set prefix = '' %}{% set turns = messages %}{% endif %}
{%- for m in turns %}
{%- if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant') }}{% endif %}
{{- '<start_of_turn>' + ('model' if m.role == 'assistant' else m.role) + '\\n' + (prefix if loop.first else '') + (m.content | trim) + '<end_of_turn>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}`;

/** Phi 3: the whole text ends with a token of its own when no answer is asked for. */
export const phi3 = `
{%- for m in messages %}{{ '<|' + m.role + '|>\\n' + m.content + '<|end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% else %}{{ eos_token }}{% endif %}`;

/** Mistral: system prompt and tools stand before the last question, so every further question moves them. */
export const mistral = `{{ bos_token }}
{%- if messages[0].role == 'system' %}{% set system = messages[0].content + '\\n\\n' %}{% set turns = messages[1:] %}{% else %}{% set system = '' %}{% set turns = messages %}{% endif %}
{%- set last = namespace(question=-1) %}
{%- for m in turns %}{% if m.role == 'user' %}{% set last.question = loop.index0 %}{% endif %}{% endfor %}
{%- for m in turns %}
{%- if m.role == 'user' %}
{%- if loop.index0 == last.question and tools %}{{ '[AVAILABLE_TOOLS] ' + (tools | tojson) + '[/AVAILABLE_TOOLS]' }}{% endif %}
{{- '[INST] ' + (system if loop.index0 == last.question else '') + m.content + '[/INST]' }}
{%- elif m.tool_calls %}{{ '[TOOL_CALLS] [' + (m.tool_calls[0].function | tojson) + ']' + eos_token }}
{%- elif m.role == 'tool' %}{{ '[TOOL_RESULTS] ' + m.content + '[/TOOL_RESULTS]' }}
{%- else %}{{ ' ' + (m.content | trim) + eos_token }}{% endif %}
{%- endfor %}`;
