/** What main says of files of models, in German, by its English pattern. */
export const de: Readonly<Record<string, string>> = {
  'a whole number from 1 to {0}': 'eine ganze Zahl von 1 bis {0}',
  'a positive number': 'eine positive Zahl',
  'a list of {0} positive numbers': 'eine Liste von {0} positiven Zahlen',
  'a list of {0} entries 0 or 1, one per layer': 'eine Liste von {0} Einträgen 0 oder 1, einer je Schicht',
  'true or false': 'wahr oder falsch',
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
  'it is a mixture of experts': 'es ist eine Mischung von Experten (MoE)',
  'it has Mamba layers': 'es hat Mamba-Schichten',
  'a GGUF file cannot express {0}': 'Eine GGUF-Datei kann das nicht ausdrücken: {0}',
  'Export with --target merged.': 'Exportieren Sie das zusammengeführte Modell.',
  '{0}: the model has {1}-bit weights ({2})': '{0}: Das Modell hat {1}-Bit-Gewichte ({2})',
  '{0}: the model has quantised weights ({1})': '{0}: Das Modell hat quantisierte Gewichte ({1})',
  'Take the unquantised model.': 'Nehmen Sie das nicht quantisierte Modell.',
  'Take the unquantised model {0}.': 'Nehmen Sie das nicht quantisierte Modell {0}.',
  'a Qwen3 model with biases in its attention': 'ein Qwen3-Modell mit Biases in der Attention',
  'a SmolLM3 model in which other layers than every fourth turn no queries and keys':
    'ein SmolLM3-Modell, in dem andere als jede vierte Schicht Anfragen und Schlüssel nicht drehen',
  'a SmolLM3 model with a sliding window': 'ein SmolLM3-Modell mit gleitendem Fenster',
  'a SmolLM3 model with biases': 'ein SmolLM3-Modell mit Biases',
  'model type {0}': 'Modelltyp {0}',
  'architecture {0}': 'Architektur {0}',
  'Supported architectures: {0}.': 'Unterstützte Architekturen: {0}.',
  '{0}: {1} is not supported: {2}': '{0}: {1} wird nicht unterstützt: {2}',
  '{0}: {1} is not supported': '{0}: {1} wird nicht unterstützt',
  'it is a model for pictures': 'es ist ein Modell für Bilder',
  'The file is damaged: copy or download it again.':
    'Die Datei ist beschädigt: Kopieren oder laden Sie sie noch einmal.',
  '{0} is not valid JSON: {1}': '{0} ist kein gültiges JSON: {1}',
  '{0} nests lists or objects too deep': '{0} schachtelt Listen oder Objekte zu tief',
  'No such file needs that: do not trust it.': 'Keine solche Datei braucht das: Trauen Sie ihr nicht.',
  '{0} holds no JSON object': '{0} enthält kein JSON-Objekt',
  '{0} bytes, more than the {1} expected of it': '{0} Bytes, mehr als die {1}, die zu erwarten sind',
  'no regular file': 'keine gewöhnliche Datei',
  '{0} is {1}': '{0} ist {1}',
  'Copy or download the folder again.': 'Kopieren oder laden Sie den Ordner noch einmal.',
  'If you trust it, put the file itself in its place.':
    'Wenn Sie ihr trauen, legen Sie die Datei selbst an ihre Stelle.',
  "a link to {0}, outside the model's folder": 'ein Verweis auf {0}, außerhalb des Modellordners',
  'Only {0} is there; on a machine with Python, AutoTokenizer.from_pretrained(...) followed by save_pretrained(...) writes tokenizer.json from it.':
    'Da ist nur {0}; auf einem Rechner mit Python schreibt AutoTokenizer.from_pretrained(...) gefolgt von save_pretrained(...) daraus tokenizer.json.',
  'Copy or download tokenizer.json into the folder.': 'Kopieren oder laden Sie tokenizer.json in den Ordner.',
  '{0} has no tokenizer.json': '{0} hat keine tokenizer.json',
  'Give the folder that holds config.json and model.safetensors, or a .gguf file.':
    'Geben Sie den Ordner an, in dem config.json und model.safetensors liegen, oder eine .gguf-Datei.',
  '{0} is a file, expected a model folder': '{0} ist eine Datei, erwartet ist ein Modellordner',
  'This is an adapter: give its base model as the model, and this folder as the adapter.':
    'Das ist ein Adapter: Geben Sie als Modell sein Basismodell an und diesen Ordner als Adapter.',
  'Give the folder that holds config.json and model.safetensors.':
    'Geben Sie den Ordner an, in dem config.json und model.safetensors liegen.',
  '{0} has no config.json': '{0} hat keine config.json',
  'Name the modules, such as q_proj or layers.0.mlp.up_proj.':
    'Nennen Sie die Module, etwa q_proj oder layers.0.mlp.up_proj.',
  'the pattern {0} of module names is longer than {1} characters':
    'Das Muster {0} von Modulnamen ist länger als {1} Zeichen',
  'the pattern {0} of module names cannot be read as a regular expression: {1}':
    'Das Muster {0} von Modulnamen lässt sich nicht als regulärer Ausdruck lesen: {1}',
  'the pattern {0} of module names takes too long to compare':
    'Das Muster {0} von Modulnamen zu vergleichen dauert zu lange',
  'it holds no LoRA matrices': 'er enthält keine LoRA-Matrizen',
  'it holds both {0} and {1}, which are the same': 'er enthält {0} und {1}, die dasselbe sind',
  'Use an adapter of linear layers, saved by PEFT.':
    'Nehmen Sie einen Adapter für lineare Schichten, den PEFT gespeichert hat.',
  '{0}: tensor {1} is no {2} tensor of a linear layer':
    '{0}: Der Tensor {1} ist kein {2}-Tensor einer linearen Schicht',
  'module {0} has no {1}': 'Modul {0} hat kein {1}',
  '{0} is stored as {1}, expected a floating-point type':
    '{0} ist als {1} gespeichert, erwartet ist ein Gleitkommatyp',
  '{0} has shape [{1}], expected one axis': '{0} hat die Form [{1}], erwartet ist eine Achse',
  '{0} has shape [{1}], expected two axes': '{0} hat die Form [{1}], erwartet sind zwei Achsen',
  '{0} has rank {1}, but {2} says {3}': '{0} hat Rang {1}, aber {2} sagt {3}',
  '{0} has shape [{1}], but B is [{2}]': '{0} hat die Form [{1}], aber B ist [{2}]',
  'The adapter is damaged: copy or export it again.':
    'Der Adapter ist beschädigt: Kopieren oder exportieren Sie ihn noch einmal.',
  'It corrects a base that LoftQ has quantised, and is wrong on any other: merge the two with PEFT.':
    'Er berichtigt eine Basis, die LoftQ quantisiert hat, und ist auf jeder anderen falsch: Führen Sie beide mit PEFT zusammen.',
  'It is an activated LoRA (aLoRA), which only acts after certain tokens. Use it with PEFT, or train a plain LoRA.':
    'Es ist ein aktivierter LoRA (aLoRA), der nur nach bestimmten Token wirkt. Benutzen Sie ihn mit PEFT, oder trainieren Sie einen einfachen LoRA.',
  'It adapts the experts of a mixture, which no supported model has.':
    'Er passt die Experten einer Mischung an, die kein unterstütztes Modell hat.',
  "Merge it with PEFT's merge_and_unload, and take the merged model as a base.":
    'Führen Sie ihn mit merge_and_unload von PEFT zusammen, und nehmen Sie das Ergebnis als Basis.',
  '{0}: {1} is {2}, which is not supported': '{0}: {1} ist {2}, was nicht unterstützt wird',
  'Use a LoRA adapter.': 'Nehmen Sie einen LoRA-Adapter.',
  'Use a LoRA adapter trained without it.': 'Nehmen Sie einen LoRA-Adapter, der ohne das trainiert wurde.',
  "Convert it with PEFT's path_initial_model_for_weight_conversion first.":
    'Wandeln Sie ihn erst mit path_initial_model_for_weight_conversion von PEFT um.',
  '{0}: {1} is {2}, expected {3}': '{0}: {1} ist {2}, erwartet ist {3}',
  'Correct the file or copy the adapter again.':
    'Berichtigen Sie die Datei, oder kopieren Sie den Adapter noch einmal.',
  'numbers by module name': 'Zahlen je Modulname',
  'a whole number above 0': 'eine ganze Zahl über 0',
  'a number': 'eine Zahl',
  'a number from 0 to below 1': 'eine Zahl von 0 bis unter 1',
  'a list of module names or a regular expression': 'eine Liste von Modulnamen oder ein regulärer Ausdruck',
  'indices of layers': 'Nummern von Schichten',
  'a list of module names': 'eine Liste von Modulnamen',
  '{0}: tensor {1} is stored as {2}, expected floating-point numbers':
    '{0}: Der Tensor {1} ist als {2} gespeichert, erwartet sind Gleitkommazahlen',
  'Use a version of the model whose weights are floating-point numbers.':
    'Nehmen Sie eine Version des Modells, deren Gewichte Gleitkommazahlen sind.',
  '{0} ends at byte {1}, expected {2} more': '{0} endet bei Byte {1}, erwartet sind {2} mehr',
  'The file is truncated: copy or download it again.':
    'Die Datei ist abgeschnitten: Kopieren oder laden Sie sie noch einmal.',
  'not a regular file': 'keine gewöhnliche Datei',
  'it has {0} bytes, too few for a safetensors file': 'es hat {0} Bytes, zu wenig für eine safetensors-Datei',
  'the header claims {0} bytes, but the file has only {1} left':
    'der Kopf gibt {0} Bytes an, aber die Datei hat nur noch {1}',
  'the header claims {0} bytes, more than {1}': 'der Kopf gibt {0} Bytes an, mehr als {1}',
  '__metadata__ is not an object of strings': '__metadata__ ist kein Objekt aus Texten',
  'the header is not valid JSON ({0})': 'der Kopf ist kein gültiges JSON ({0})',
  'the header nests lists or objects too deep': 'der Kopf schachtelt Listen oder Objekte zu tief',
  'the header is not a JSON object': 'der Kopf ist kein JSON-Objekt',
  'tensor {0}: {1}': 'Tensor {0}: {1}',
  'its entry is not an object': 'sein Eintrag ist kein Objekt',
  'it has no dtype': 'er hat keinen dtype',
  'Use a version of the model in one of these.': 'Nehmen Sie eine Version des Modells in einem davon.',
  '{0}: tensor {1} is stored as {2}, expected float32, float16 or bfloat16':
    '{0}: Der Tensor {1} ist als {2} gespeichert, erwartet ist float32, float16 oder bfloat16',
  'shape {0} is not a list of whole numbers': 'die Form {0} ist keine Liste ganzer Zahlen',
  'data_offsets {0} are not two whole numbers': 'data_offsets {0} sind nicht zwei ganze Zahlen',
  'data_offsets begin at {0} after their end {1}': 'data_offsets beginnen bei {0} nach ihrem Ende {1}',
  'data_offsets end at {0}, but the file has only {1} bytes of data':
    'data_offsets enden bei {0}, aber die Datei hat nur {1} Bytes Daten',
  '{0} [{1}] takes {2} bytes, but data_offsets span {3}':
    '{0} [{1}] braucht {2} Bytes, aber data_offsets umfassen {3}',
  'tensor {0} is listed twice': 'Tensor {0} steht zweimal da',
  'tensor {0} overlaps the one before it by {1} bytes': 'Tensor {0} überlappt den davor um {1} Bytes',
  '{0} bytes before tensor {1} belong to no tensor': '{0} Bytes vor Tensor {1} gehören zu keinem Tensor',
  'the last {0} bytes belong to no tensor': 'die letzten {0} Bytes gehören zu keinem Tensor',
  'The index is damaged: copy or download it again.':
    'Der Index ist beschädigt: Kopieren oder laden Sie ihn noch einmal.',
  '{0} has no weight_map': '{0} hat keine weight_map',
  '{0}: tensor {1} lies in {2}': '{0}: Tensor {1} liegt in {2}',
  '{0}, expected a .safetensors file of the same folder':
    '{0}, erwartet ist eine .safetensors-Datei desselben Ordners',
  'Copy or download {0} into the folder.': 'Kopieren oder laden Sie {0} in den Ordner.',
  '{0}: shard {1}, named by {2}, is missing': '{0}: Die Teildatei {1}, die {2} nennt, fehlt',
  'Index and shards come from different versions: copy or download the folder again.':
    'Index und Teildateien stammen aus verschiedenen Versionen: Kopieren oder laden Sie den Ordner noch einmal.',
  'does not list it': 'nennt ihn nicht',
  '{0} holds tensor {1}, but {2} {3}': '{0} enthält Tensor {1}, aber {2} {3}',
  '{0} lacks tensor {1}, which {2} says it holds': '{0} fehlt der Tensor {1}, den es laut {2} enthält',
  'Give the file itself: {0}': 'Geben Sie die Datei selbst an: {0}',
  'Copy or download the weights into the folder.': 'Kopieren oder laden Sie die Gewichte in den Ordner.',
  '{0} has neither {1} nor {2}': '{0} hat weder {1} noch {2}',
  '{0} is a pickle file, which may run code when it is opened, and there are no safetensors beside it':
    '{0} ist eine Pickle-Datei, die beim Öffnen Code ausführen kann, und safetensors gibt es daneben nicht',
  'Use a version with safetensors; on a machine with Python, {0}.from_pretrained(...) followed by save_pretrained(...) writes one.':
    'Nehmen Sie eine Version mit safetensors; auf einem Rechner mit Python schreibt {0}.from_pretrained(...) gefolgt von save_pretrained(...) eine.',
  'the file does not say how text is cut into words (tokenizer.ggml.pre), and its vocabulary is not a known one':
    'die Datei sagt nicht, wie Text in Wörter zerlegt wird (tokenizer.ggml.pre), und ihr Vokabular ist kein bekanntes',
  'the pre-tokenizer (tokenizer.ggml.pre) is {0}, expected one of {1}':
    'der Vorzerleger (tokenizer.ggml.pre) ist {0}, erwartet ist einer von {1}',
  'merge {0} is {1}, expected two tokens that make up a third':
    'Merge {0} ist {1}, erwartet sind zwei Token, die ein drittes ergeben',
  '{0} heads share {1} values, which gives no even head size':
    '{0} Köpfe teilen sich {1} Werte, was keine gerade Kopfgröße ergibt',
  '{0} heads cannot share {1} key-value heads': '{0} Köpfe können sich {1} Schlüssel-Wert-Köpfe nicht teilen',
  'value heads of size {0} beside key heads of size {1}':
    'Wertköpfe der Größe {0} neben Schlüsselköpfen der Größe {1}',
  'RoPE on {0} of the {1} values of a head': 'RoPE auf {0} von {1} Werten eines Kopfs',
  'the tensor token_embd.weight is missing': 'der Tensor token_embd.weight fehlt',
  'the file holds a {0}, expected a model': 'die Datei enthält: {0}; erwartet ist ein Modell',
  'the file is one of {0} parts; join them with llama-gguf-split --merge':
    'die Datei ist einer von {0} Teilen; fügen Sie sie mit llama-gguf-split zusammen',
  'the architecture is {0}, expected one of {1}': 'die Architektur ist {0}, erwartet ist eine von {1}',
  'the model asks for {0} = {1}': 'das Modell verlangt {0} = {1}',
  '{0} is {1}, expected one number': '{0} ist {1}, erwartet ist eine Zahl',
  '{0} is 0, expected a positive number': '{0} ist 0, erwartet ist eine positive Zahl',
  'attention.sliding_window = {0}, known only without biases':
    'attention.sliding_window = {0}, bekannt nur ohne Biases',
  'attention.sliding_window_pattern = {0}, expected 2':
    'attention.sliding_window_pattern = {0}, erwartet ist 2',
  'no attention.sliding_window': 'kein attention.sliding_window',
  'attention.sliding_window_pattern = {0}, expected 4':
    'attention.sliding_window_pattern = {0}, erwartet ist 4',
  'the model asks for {0}{1}': 'das Modell verlangt {0}{1}',
  'the header': 'der Kopf',
  'The file is damaged: download it again.': 'Die Datei ist beschädigt: Laden Sie sie noch einmal herunter.',
  '{0} has the impossible size {1}': '{0} hat die unmögliche Größe {1}',
  '{0} claims {1} x {2} bytes or more, but at most {3} can follow':
    '{0} gibt {1} x {2} Bytes oder mehr an, aber höchstens {3} können folgen',
  '{0} is not UTF-8 text': '{0} ist kein UTF-8-Text',
  '{0} needs {1} bytes from byte {2}, but the header ends at byte {3} at the latest':
    '{0} braucht {1} Bytes ab Byte {2}, aber der Kopf endet spätestens bei Byte {3}',
  'the tensor {0} is missing': 'der Tensor {0} fehlt',
  'tensor {0} has the shape [{1}], expected [{2}]': 'Tensor {0} hat die Form [{1}], erwartet ist [{2}]',
  'the tensor {0} is not part of a {1} model known here':
    'der Tensor {0} gehört zu keinem hier bekannten {1}-Modell',
  'a GGUF file has no name for {0}, which the adapter changes':
    'eine GGUF-Datei hat keinen Namen für {0}, das der Adapter ändert',
  'Export the merged model instead.': 'Exportieren Sie stattdessen das zusammengeführte Modell.',
  'the file holds a {0} of the type {1}, expected an adapter, lora':
    'die Datei enthält: {0} der Art {1}; erwartet ist ein Adapter, lora',
  '{0}: the tensor {1} changes nothing this model has':
    '{0}: Der Tensor {1} ändert nichts, was dieses Modell hat',
  'Use the base it was made for.': 'Nehmen Sie die Basis, für die er gemacht wurde.',
  '{0} is {1}, expected a {2}': '{0} ist {1}, erwartet ist {2}',
  '{0} is {1}, expected whole numbers': '{0} ist {1}, erwartet sind ganze Zahlen',
  'the metadata key {0} is missing, expected a {1}': 'der Metadatenschlüssel {0} fehlt, erwartet ist {1}',
  'Download the file again, or take another conversion.':
    'Laden Sie die Datei noch einmal, oder nehmen Sie eine andere Umwandlung.',
  'Choose a model of a supported kind, or its original folder.':
    'Wählen Sie ein Modell einer unterstützten Art, oder seinen Originalordner.',
  '{0} is not a file': '{0} ist keine Datei',
  'Name a .gguf file.': 'Nennen Sie eine .gguf-Datei.',
  'the tensor count': 'die Zahl der Tensoren',
  'the metadata count': 'die Zahl der Metadaten',
  'metadata key {0} of {1}': 'Metadatenschlüssel {0} von {1}',
  'the metadata key {0} appears twice': 'der Metadatenschlüssel {0} kommt zweimal vor',
  'metadata {0}': 'Metadaten {0}',
  '{0} is not a GGUF file': '{0} ist keine GGUF-Datei',
  '{0} is a GGUF file of {1}, expected version 2 or 3, little-endian':
    '{0} ist eine GGUF-Datei, {1}; erwartet ist Version 2 oder 3, little-endian',
  'Convert the model again with a current llama.cpp.':
    'Wandeln Sie das Modell mit einem aktuellen llama.cpp noch einmal um.',
  '{0} has the unknown value type {1}': '{0} hat den unbekannten Werttyp {1}',
  'general.alignment is {0}, expected a power of two up to {1}':
    'general.alignment ist {0}, erwartet ist eine Zweierpotenz bis {1}',
  'tensor {0} of {1}': 'Tensor {0} von {1}',
  'tensor {0} appears twice': 'Tensor {0} kommt zweimal vor',
  'tensor {0} lies at offset {1}, not a multiple of {2}':
    'Tensor {0} liegt bei {1}, keinem Vielfachen von {2}',
  'tensor {0} overlaps the one before it': 'Tensor {0} überlappt den davor',
  'tensor {0} ends at byte {1}, but the file has only {2} bytes':
    'Tensor {0} endet bei Byte {1}, aber die Datei hat nur {2} Bytes',
  'tensor {0}': 'Tensor {0}',
  'tensor {0} has {1} axes, expected 1 to {2}': 'Tensor {0} hat {1} Achsen, erwartet sind 1 bis {2}',
  'tensor {0} has the impossible shape [{1}]': 'Tensor {0} hat die unmögliche Form [{1}]',
  'tensor {0} has rows of {1} values, which {2} cannot cut into {3}':
    'Tensor {0} hat Zeilen von {1} Werten, die {2} nicht in {3} teilen kann',
  '{0}: tensor {1} is stored as {2}, expected one of {3}':
    '{0}: Tensor {1} ist als {2} gespeichert, erwartet ist einer von {3}',
  'Take another quantisation of the model, for example Q8_0 or Q4_K_M.':
    'Nehmen Sie eine andere Quantisierung des Modells, zum Beispiel Q8_0 oder Q4_K_M.',
  'the metadata key tokenizer.ggml.scores is missing, expected a score a token':
    'der Metadatenschlüssel tokenizer.ggml.scores fehlt, erwartet ist ein Wert je Token',
  'token {0} has {1} characters, expected at most {2}':
    'Token {0} hat {1} Zeichen, erwartet sind höchstens {2}',
  'the tokenizer (tokenizer.ggml.model) is {0}, expected one of {1}':
    'der Tokenizer (tokenizer.ggml.model) ist {0}, erwartet ist einer von {1}',
  '{0} is {1}, but there are only {2} tokens': '{0} ist {1}, aber es gibt nur {2} Token',
  '{0} tokens, but the embedding matrix has only {1} rows':
    '{0} Token, aber die Embedding-Matrix hat nur {1} Zeilen',
  'tokens {0} and {1} are both {2}': 'die Token {0} und {1} sind beide {2}',
  '{0} has {1} entries for {2} tokens': '{0} hat {1} Einträge für {2} Token',
  'its tokenizer is of the kind {0}': 'sein Tokenizer ist von der Art {0}',
  '{0} tokens end its answers, and a GGUF file names {1}':
    '{0} Token beenden seine Antworten, und eine GGUF-Datei nennt {1}',
  'its tokenizer cuts text into words by a rule that has no name in GGUF':
    'sein Tokenizer zerlegt Text nach einer Regel, die in GGUF keinen Namen hat',
  '{0} cannot be written as GGUF: {1}': '{0} lässt sich nicht als GGUF schreiben: {1}',
  'onnxruntime could not load {0}: {1}': 'onnxruntime konnte {0} nicht laden: {1}',
  'an ONNX graph would need a loop for layers that keep a state in place of keys and values, as this model has':
    'ein ONNX-Graph bräuchte eine Schleife für Schichten, die statt Keys und Values einen Zustand behalten, und solche hat dieses Modell',
  'an ONNX export has no {0}': 'ein ONNX-Export kennt kein {0}',
  'Choose int4, float16 or float32.': 'Wählen Sie int4, float16 oder float32.',
  '{0} has rows of tokens, but {1} does not say which':
    '{0} hat Zeilen für Token, aber {1} sagt nicht, für welche',
  '{0} is [{1}] of {2}, but {3} names {4} tokens': '{0} ist [{1}] aus {2}, aber {3} nennt {4} Token',
  '{0}: tensor {1} is a whole embedding beside single tokens of it':
    '{0}: Der Tensor {1} ist eine ganze Einbettung neben einzelnen Token daraus',
  '{0} names tokens of its own, but their rows are missing':
    '{0} nennt eigene Token, aber ihre Zeilen fehlen',
  'indices of tokens': 'Nummern von Token',
  'an adapter that has rows of {0}': 'ein Adapter mit eigenen Zeilen von {0}',
  'the token {0} has the index {1}, but the model has embeddings of {2} tokens only':
    'das Token {0} hat die Nummer {1}, aber das Modell hat nur Einbettungen für {2} Token',
  'Let transformers make room for new tokens (resize_token_embeddings) and save the model, then add it again.':
    'Schaffen Sie mit transformers Platz für neue Token (resize_token_embeddings), speichern Sie das Modell und fügen Sie es neu hinzu.',
  'the tokenizer has no token {0}': 'der Tokenizer hat kein Token {0}',
  'Name tokens as tokenizer.json has them, or by their index. A new one is added with transformers first: add_tokens, resize_token_embeddings, and save both.':
    'Nennen Sie Token, wie sie in tokenizer.json stehen, oder mit ihrer Nummer. Ein neues wird zuerst mit transformers hinzugefügt: add_tokens, resize_token_embeddings, und beides speichern.',
  '{0} is trained whole, and with it every token: rows of it cannot be trained besides':
    '{0} wird ganz trainiert und damit jedes Token: Zeilen daraus lassen sich nicht zusätzlich trainieren',
  'Train tokens alone, or the module whole.': 'Trainieren Sie nur Token, oder das ganze Modul.',
  '{0} is [{1}, {2}], from which no part of rank {3} can be taken':
    '{0} ist [{1}, {2}]; daraus lässt sich kein Teil vom Rang {3} entnehmen',
  'Use a rank of at most {0}, or the usual start.':
    'Nehmen Sie einen Rang von höchstens {0}, oder den üblichen Beginn.',
  '{0} whose {1} heads of {2} do not make up its width of {3}':
    '{0}, dessen {1} Köpfe zu {2} nicht seine Breite von {3} ergeben',
  '{0} with biases in its attention': '{0} mit Biases in der Attention',
  'RoPE stretched {0} in a model that llama.cpp runs as {1}':
    '{0} gestrecktes RoPE in einem Modell, das llama.cpp als {1} ausführt',
  'by {0}': 'durch {0}',
  'by yarn between features that are no whole ones': 'durch yarn zwischen nicht ganzzahligen Merkmalen',
  'by yarn between {0} and {1} turns': 'durch yarn zwischen {0} und {1} Umdrehungen',
  'a GPT-2 model that scales its scores by layer, or not at all':
    'ein GPT-2-Modell, das seine Scores je Schicht oder gar nicht skaliert',
  'a GPT-NeoX model without biases in its attention': 'ein GPT-NeoX-Modell ohne Biases in der Attention',
  'an LFM2 model with biases in its convolutions': 'ein LFM2-Modell mit Biases in den Faltungen',
  'an LFM2 model whose convolutions see no earlier token':
    'ein LFM2-Modell, dessen Faltungen kein früheres Token sehen',
  'a Ministral 3 model whose queries grow by other steps than the length YaRN stretches from':
    'ein Ministral-3-Modell, dessen Queries in anderen Schritten wachsen als der Länge, von der YaRN streckt',
  'an OLMo 3 model without a window, or whose windowed layers stretch RoPE':
    'ein OLMo-3-Modell ohne Fenster oder eines, dessen Schichten mit Fenster RoPE strecken',
  'an OLMo 3 model in which other layers than every fourth have full attention':
    'ein OLMo-3-Modell, in dem andere Schichten als jede vierte volle Attention haben',
  'a StableLM model whose heads have norms of their own yet':
    'ein StableLM-Modell, dessen Köpfe eigene Normen haben',
  '{0} is {1}, expected {2}': '{0} ist {1}, erwartet ist {2}',
  'both {0} RoPE scaling and {1}': 'sowohl RoPE-Streckung durch {0} als auch {1}',
  'longrope without {0} numbers in {1}': 'longrope ohne {0} Zahlen in {1}',
  "{0} does not hold {1} positive numbers to divide RoPE's frequencies by":
    '{0} enthält keine {1} positiven Zahlen, durch die die Frequenzen von RoPE geteilt werden',
  'LM Studio was not found: neither .lmstudio nor .lmstudio-home-pointer is in your home folder':
    'LM Studio wurde nicht gefunden: Weder .lmstudio noch .lmstudio-home-pointer liegt in deinem Benutzerordner',
  'Install it from lmstudio.ai, and start it once.': 'Installiere es von lmstudio.ai und starte es einmal.',
  '{0} has no GGUF file that LM Studio runs': '{0} hat keine GGUF-Datei, die LM Studio ausführt',
  'Export as GGUF: LM Studio has no place for an adapter beside its base.':
    'Exportiere als GGUF: LM Studio hat keinen Platz für einen Adapter neben seinem Basismodell.',
  '{0} is missing': '{0} fehlt',
  'Export again.': 'Exportiere noch einmal.',
  'LM Studio already has another model as {0}': 'LM Studio hat schon ein anderes Modell als {0}',
  'Delete it there first, if you do not need it any more.':
    'Lösche es dort zuerst, wenn du es nicht mehr brauchst.',
  'Copying was stopped; nothing was kept.': 'Das Kopieren wurde abgebrochen; nichts davon blieb.',
};
