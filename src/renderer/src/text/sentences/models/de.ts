/** What main says of models and answers, in German. */
export const de: Readonly<Record<string, string>> = {
  'a whole number from 1 to {0}': 'eine ganze Zahl von 1 bis {0}',
  'a positive number': 'eine positive Zahl',
  'a list of {0} positive numbers': 'eine Liste von {0} positiven Zahlen',
  'a list of {0} entries 0 or 1, one per layer': 'eine Liste von {0} Einträgen 0 oder 1, einer je Schicht',
  'a divisor of {0}': 'ein Teiler von {0}',
  'a multiple of {0} heads': 'ein Vielfaches von {0} Köpfen',
  'an even number': 'eine gerade Zahl',
  'a list of {0} entries, one per layer': 'eine Liste von {0} Einträgen, einer je Schicht',
  'a list of whole numbers from 0 to {0}': 'eine Liste ganzer Zahlen von 0 bis {0}',
  '{0}, as other keys say': '{0}, wie andere Schlüssel sagen',
  'The nearest supported architecture is {0}.': 'Die nächste unterstützte Architektur ist {0}.',
  '{0}: the model is not supported: {1}': '{0}: Das Modell wird nicht unterstützt: {1}',
  'what the other keys say: layer {0} slides': 'was die anderen Schlüssel sagen: Schicht {0} hat ein Fenster',
  'what the other keys say: layer {0} sees everything':
    'was die anderen Schlüssel sagen: Schicht {0} sieht alles',
  'an object with settings for each type of layer': 'ein Objekt mit Einstellungen für jede Art von Schicht',
  'the same as rope_parameters, or nothing': 'dasselbe wie rope_parameters, oder nichts',
  'an object': 'ein Objekt',
  'an even share of {0} features': 'ein gerader Anteil von {0} Werten',
  '{0}, as the other place in the file says': '{0}, wie die andere Stelle der Datei sagt',
  'nothing under this name': 'nichts unter diesem Namen',
  missing: 'nicht da',
  'missing, which means {0}': 'nicht da, was {0} bedeutet',
  '{0}: "{1}" is {2}; expected {3}': '{0}: „{1}“ ist {2}; erwartet ist {3}',
  'The file may be damaged: download the model again.':
    'Vielleicht ist die Datei beschädigt: Laden Sie das Modell noch einmal herunter.',
  '{0} asks for {1}, which is not implemented; supported: {2}':
    '{0} verlangt {1}, was es hier nicht gibt; unterstützt: {2}',
  'Choose a model without it.': 'Wählen Sie ein Modell ohne das.',
  'a Gemma 2 model without bounds of scores and logits, or without a window':
    'ein Gemma-2-Modell ohne Grenzen für Scores und Logits oder ohne Fenster',
  'a Gemma 2 model in which other layers than every second look through a window':
    'ein Gemma-2-Modell, in dem andere als jede zweite Schicht durch ein Fenster sehen',
  'a Gemma 3 model without a window, or whose windowed layers stretch RoPE':
    'ein Gemma-3-Modell ohne Fenster, oder dessen Fensterschichten RoPE strecken',
  'a Gemma 3 model whose layers with full attention do not come at even distances':
    'ein Gemma-3-Modell, dessen Schichten mit voller Attention nicht in gleichen Abständen kommen',
  'RoPE stretched {0} in a model that llama.cpp runs as {1}':
    '{0} gestrecktes RoPE in einem Modell, das llama.cpp als {1} ausführt',
  'by {0}': 'durch {0}',
  'by yarn between features that are no whole ones': 'durch yarn zwischen nicht ganzzahligen Merkmalen',
  'by yarn between {0} and {1} turns': 'durch yarn zwischen {0} und {1} Umdrehungen',
  '{0} whose {1} heads of {2} do not make up its width of {3}':
    '{0}, dessen {1} Köpfe zu {2} nicht seine Breite von {3} ergeben',
  'a GGUF file cannot express {0}': 'Eine GGUF-Datei kann das nicht ausdrücken: {0}',
  'a GPT-2 model that scales its scores by layer, or not at all':
    'ein GPT-2-Modell, das seine Scores je Schicht oder gar nicht skaliert',
  'a GPT-NeoX model without biases in its attention': 'ein GPT-NeoX-Modell ohne Biases in der Attention',
  'it is a mixture of experts': 'es ist eine Mischung von Experten (MoE)',
  'it has Mamba layers': 'es hat Mamba-Schichten',
  'an LFM2 model with biases in its convolutions': 'ein LFM2-Modell mit Biases in den Faltungen',
  'an LFM2 model whose convolutions see no earlier token':
    'ein LFM2-Modell, dessen Faltungen kein früheres Token sehen',
  'a Ministral 3 model whose queries grow by other steps than the length YaRN stretches from':
    'ein Ministral-3-Modell, dessen Queries in anderen Schritten wachsen als der Länge, von der YaRN streckt',
  '{0} with biases in its attention': '{0} mit Biases in der Attention',
  'an OLMo 3 model without a window, or whose windowed layers stretch RoPE':
    'ein OLMo-3-Modell ohne Fenster oder eines, dessen Schichten mit Fenster RoPE strecken',
  'an OLMo 3 model in which other layers than every fourth have full attention':
    'ein OLMo-3-Modell, in dem andere Schichten als jede vierte volle Attention haben',
  '{0}: the model has {1}-bit weights ({2})': '{0}: Das Modell hat {1}-Bit-Gewichte ({2})',
  '{0}: the model has quantised weights ({1})': '{0}: Das Modell hat quantisierte Gewichte ({1})',
  'Take the unquantised model.': 'Nehmen Sie das nicht quantisierte Modell.',
  'Take the unquantised model {0}.': 'Nehmen Sie das nicht quantisierte Modell {0}.',
  'a Qwen3.5 model whose convolutions see no earlier token':
    'ein Qwen3.5-Modell, dessen Faltungen kein früheres Token sehen',
  'a Qwen3.5 model whose keys of {0} and values of {1} differ in size':
    'ein Qwen3.5-Modell, dessen Schlüssel ({0}) und Werte ({1}) verschieden groß sind',
  'a Qwen3.5 model whose layers with attention do not come at even distances':
    'ein Qwen3.5-Modell, dessen Schichten mit Attention nicht in gleichen Abständen kommen',
  'a Qwen3 model with biases in its attention': 'ein Qwen3-Modell mit Biases in der Attention',
  'a SmolLM3 model in which other layers than every fourth turn no queries and keys':
    'ein SmolLM3-Modell, in dem andere als jede vierte Schicht Anfragen und Schlüssel nicht drehen',
  'a SmolLM3 model with a sliding window': 'ein SmolLM3-Modell mit gleitendem Fenster',
  'a SmolLM3 model with biases': 'ein SmolLM3-Modell mit Biases',
  'a StableLM model whose heads have norms of their own yet':
    'ein StableLM-Modell, dessen Köpfe eigene Normen haben',
  'model type {0}': 'Modelltyp {0}',
  'architecture {0}': 'Architektur {0}',
  'Supported architectures: {0}.': 'Unterstützte Architekturen: {0}.',
  '{0}: {1} is not supported: {2}': '{0}: {1} wird nicht unterstützt: {2}',
  '{0}: {1} is not supported': '{0}: {1} wird nicht unterstützt',
  'it is a model for pictures': 'es ist ein Modell für Bilder',
  'tokenizer.json belongs to another model: download the model again.':
    'tokenizer.json gehört zu einem anderen Modell: Laden Sie das Modell noch einmal herunter.',
  'The weights are damaged: download the model again.':
    'Die Gewichte sind beschädigt: Laden Sie das Modell noch einmal herunter.',
  'the loss of {0} on {1} is not a number': 'Der Verlust von {0} auf {1} ist keine Zahl',
  'Try it without the adapter: if that works, train the adapter again at a lower learning rate.':
    'Versuchen Sie es ohne den Adapter: Wenn das geht, trainieren Sie ihn noch einmal mit kleinerer Lernrate.',
  'the copy of {0} was stopped': 'Das Kopieren von {0} wurde gestoppt',
  '{0}: {1} holds NaN or infinite numbers': '{0}: {1} enthält NaN oder unendliche Zahlen',
  'Train it again at a lower learning rate, or use an earlier checkpoint.':
    'Trainieren Sie ihn noch einmal mit kleinerer Lernrate, oder nehmen Sie einen früheren Zwischenstand.',
  'the prompt has no tokens': 'Die Frage hat keine Token',
  'Give it some text.': 'Geben Sie ihr etwas Text.',
  'the prompt is {0} tokens long; {1} reads at most {2}, the answer included':
    'Die Frage ist {0} Token lang; {1} liest höchstens {2}, die Antwort eingeschlossen',
  'Shorten it, or start a new conversation.': 'Kürzen Sie sie, oder beginnen Sie ein neues Gespräch.',
  'the prompt holds token {0}, but {1} knows {2} tokens':
    'Die Frage enthält das Token {0}, aber {1} kennt {2} Token',
  "the model computes {0} where the next token's logits should be":
    'Das Modell berechnet {0}, wo die Logits des nächsten Tokens stehen sollten',
  'Try it without the adapter: if that works, the adapter is damaged; else the model is.':
    'Versuchen Sie es ohne den Adapter: Wenn das geht, ist der Adapter beschädigt, sonst das Modell.',
};
