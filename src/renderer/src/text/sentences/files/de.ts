/** What main says of files, in German. */
export const de: Readonly<Record<string, string>> = {
  'true or false': 'wahr oder falsch',
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
  '{0} has rows of tokens, but {1} does not say which':
    '{0} hat Zeilen für Token, aber {1} sagt nicht, für welche',
  '{0} is [{1}] of {2}, but {3} names {4} tokens': '{0} ist [{1}] aus {2}, aber {3} nennt {4} Token',
  '{0}: tensor {1} is a whole embedding beside single tokens of it':
    '{0}: Der Tensor {1} ist eine ganze Einbettung neben einzelnen Token daraus',
  '{0} names tokens of its own, but their rows are missing':
    '{0} nennt eigene Token, aber ihre Zeilen fehlen',
  'indices of tokens': 'Nummern von Token',
  '{0} is {1}, expected {2}': '{0} ist {1}, erwartet ist {2}',
  'both {0} RoPE scaling and {1}': 'sowohl RoPE-Streckung durch {0} als auch {1}',
  'longrope without {0} numbers in {1}': 'longrope ohne {0} Zahlen in {1}',
  "{0} does not hold {1} positive numbers to divide RoPE's frequencies by":
    '{0} enthält keine {1} positiven Zahlen, durch die die Frequenzen von RoPE geteilt werden',
  'the cache of encoded rows is damaged': 'Der Zwischenspeicher kodierter Zeilen ist beschädigt',
  'Delete the cache folder; it is made again.': 'Löschen Sie den Cache-Ordner; er wird neu angelegt.',
  'Copy or download tokenizer.json again.': 'Kopieren oder laden Sie tokenizer.json noch einmal.',
  'not a tokenizer ({0})': 'kein Tokenizer ({0})',
  'the special token {0} is not in the vocabulary': 'das Sondertoken {0} steht nicht im Vokabular',
  'the tokenizer cannot encode a text: {0}': 'Der Tokenizer kann einen Text nicht zerlegen: {0}',
  'a Strip decoder cuts characters off the end of tokens':
    'ein Strip-Decoder schneidet Zeichen vom Ende der Token ab',
  'its normalizers make a text up to {0} times as long':
    'seine Normalisierer machen einen Text bis zu {0}-mal so lang',
  'a Prepend normalizer prepends nothing': 'ein Prepend-Normalisierer stellt nichts voran',
  'its Precompiled normalizer is damaged': 'sein Precompiled-Normalisierer ist beschädigt',
  'a Replace normalizer has an empty pattern': 'ein Replace-Normalisierer hat ein leeres Muster',
  'a FixedLength pre-tokenizer has no length': 'ein FixedLength-Vorzerleger hat keine Länge',
  'the regular expression {0} does not come to an end on some texts':
    'der reguläre Ausdruck {0} kommt bei manchen Texten an kein Ende',
  'its post-processor uses the token {0} without saying what it is':
    'sein Nachbearbeiter benutzt das Token {0}, ohne zu sagen, was es ist',
  'its post-processor wants a second text': 'sein Nachbearbeiter will einen zweiten Text',
  'the merge {0} lacks the prefix {1}': 'dem Merge {0} fehlt das Präfix {1}',
  '{0} already exists and is not empty': '{0} gibt es schon, und es ist nicht leer',
  'Choose a new folder or empty it first.': 'Wählen Sie einen neuen Ordner, oder leeren Sie ihn erst.',
  'the weight files of {0} lie in several folders': 'Die Gewichtsdateien von {0} liegen in mehreren Ordnern',
  'Copy them into one.': 'Kopieren Sie sie in einen.',
  '{0} holds the tensor {1}, which its config.json has no place for':
    '{0} enthält den Tensor {1}, für den seine config.json keinen Platz hat',
  'config.json and the weights belong to different models, or the architecture differs from what it says.':
    'config.json und Gewichte gehören zu verschiedenen Modellen, oder die Architektur ist anders, als sie sagt.',
  '{0}: config.json calls for the tensor {1} [{2}], but {3}':
    '{0}: config.json verlangt den Tensor {1} [{2}], aber {3}',
  'config.json and the weights belong to different models, or the download is incomplete.':
    'config.json und Gewichte gehören zu verschiedenen Modellen, oder der Download ist unvollständig.',
  'the weights do not hold it': 'die Gewichte enthalten ihn nicht',
  'it is [{0}]': 'er ist [{0}]',
  '{0}: the tensor {1} is stored as {2}; expected float32, float16 or bfloat16':
    '{0}: Der Tensor {1} ist als {2} gespeichert; erwartet ist float32, float16 oder bfloat16',
  'Take a version of the model in one of these.': 'Nehmen Sie eine Version des Modells in einem davon.',
  '{0} holds both {1} and {2}, which are the same tensor of the model':
    '{0} enthält {1} und {2}, die derselbe Tensor des Modells sind',
  'Two models may have been saved into one folder: take one that was saved alone.':
    'Vielleicht wurden zwei Modelle in einen Ordner gespeichert: Nehmen Sie eines, das allein gespeichert wurde.',
};
