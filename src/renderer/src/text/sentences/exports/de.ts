/** What main says of exports, in German. */
export const de: Readonly<Record<string, string>> = {
  'Export with --target merged.': 'Exportieren Sie das zusammengeführte Modell.',
  'the tensor {0} is missing': 'der Tensor {0} fehlt',
  'an ONNX graph would need a loop for layers that keep a state in place of keys and values, as this model has':
    'ein ONNX-Graph bräuchte eine Schleife für Schichten, die statt Keys und Values einen Zustand behalten, und solche hat dieses Modell',
  'an ONNX export has no {0}': 'ein ONNX-Export kennt kein {0}',
  'Choose int8, int4, float16 or float32.': 'Wählen Sie int8, int4, float16 oder float32.',
  'an adapter that has rows of {0}': 'ein Adapter mit eigenen Zeilen von {0}',
  'the model computes NaN or infinite logits with this adapter':
    'Das Modell berechnet mit diesem Adapter NaN oder unendliche Logits',
  'Train again at a lower learning rate, or export an earlier adapter.':
    'Trainieren Sie noch einmal mit kleinerer Lernrate, oder exportieren Sie einen früheren Adapter.',
  'Please report this; export the adapter itself instead.':
    'Bitte melden Sie das; exportieren Sie stattdessen den Adapter selbst.',
  'Export with --dtype float32.': 'Exportieren Sie als float32.',
  '{0} logits differ from those of base and adapter by up to {1}; at most {2} can be rounding':
    'Logits in {0} weichen um bis zu {1} von denen von Basis und Adapter ab; höchstens {2} kann Rundung sein',
  '{0} logits differ from those of base and adapter by {1} of what the adapter changes; at most {2} is allowed':
    'Logits in {0} weichen um {1} dessen ab, was der Adapter ändert; höchstens {2} ist erlaubt',
  'none of the {0} answers that ended with an end token ends any more':
    'keine der {0} Antworten, die mit einem Endtoken aufhörten, hört noch auf',
  'the chat template renders a conversation otherwise': 'die Chat-Vorlage stellt ein Gespräch anders dar',
  "{0} is not the base model's": '{0} ist nicht das des Basismodells',
  'its tokenizer cannot be used: {0}': 'sein Tokenizer ist nicht zu benutzen: {0}',
  'the chat template for tools is missing': 'die Chat-Vorlage für Werkzeuge fehlt',
  'the chat template is missing': 'die Chat-Vorlage fehlt',
  'the chat template for tools was changed': 'die Chat-Vorlage für Werkzeuge wurde geändert',
  'the chat template was changed': 'die Chat-Vorlage wurde geändert',
  'the token {0} has the id {1}, expected {2}': 'das Token {0} hat die Nummer {1}, erwartet ist {2}',
  '{0} is no special token any more': '{0} ist kein Sondertoken mehr',
  'the text {0} becomes the tokens {1}, expected {2}':
    'der Text {0} wird zu den Token {1}, erwartet sind {2}',
  'token {0} does not end an answer any more': 'Token {0} beendet keine Antwort mehr',
  'token {0} ends an answer, which it does not in the base model':
    'Token {0} beendet eine Antwort, im Basismodell tut es das nicht',
  'what was written is not what it was made from: {0}':
    'Was geschrieben wurde, ist nicht, woraus es gemacht wurde: {0}',
  'an export as {0} cannot be written as {1}': 'ein Export als {0} lässt sich nicht in {1} schreiben',
  'Choose {0}.': 'Wählen Sie {0}.',
  '{0} is the base model, which is never overwritten':
    '{0} ist das Basismodell, und das wird nie überschrieben',
  'a model of the family {0} cannot be written as GGUF yet':
    'ein Modell der Familie {0} lässt sich noch nicht als GGUF schreiben',
  'Export with --target merged: other software converts a merged model.':
    'Exportieren Sie das zusammengeführte Modell: Andere Programme wandeln es um.',
  '{0} would store {1} of {2} matrices as q5_1, since the rows of this model do not divide by 256: larger than q4_k_m, and no better':
    '{0} würde {1} von {2} Matrizen als q5_1 speichern, weil die Zeilen dieses Modells nicht durch 256 teilbar sind: größer als q4_k_m und nicht besser',
  'Choose q4_k_m, q6_k or q8_0.': 'Wählen Sie q4_k_m, q6_k oder q8_0.',
  'it does not say how its weights are stored': 'es sagt nicht, wie seine Gewichte gespeichert sind',
  'it cannot be opened: {0}': 'es lässt sich nicht öffnen: {0}',
  '{0}; the files are in {1}': '{0}; die Dateien sind in {1}',
  '{0} holds {1} at [{2}, {3}], expected {4}': '{0} enthält {1} bei [{2}, {3}], erwartet ist {4}',
  'GGUF has no {0}': 'GGUF kennt kein {0}',
  'Choose q8_0 or f16.': 'Wählen Sie q8_0 oder f16.',
  'the .gguf file is missing': 'die .gguf-Datei fehlt',
  'an adapter of the kind {0}': 'ein Adapter der Art {0}',
  'an adapter that has {0} whole': 'ein Adapter, der {0} ganz enthält',
  'the adapter cannot be opened: {0}': 'der Adapter lässt sich nicht öffnen: {0}',
  'config.json says otherwise in what is read as {0}':
    'config.json sagt etwas anderes in dem, was als {0} gelesen wird',
  'the .onnx file is missing': 'die .onnx-Datei fehlt',
  'tokenizer_config.json has no chat template': 'tokenizer_config.json hat keine Chat-Vorlage',
  'the chat template of tokenizer_config.json was changed':
    'die Chat-Vorlage in tokenizer_config.json wurde geändert',
  'genai_config.json does not let token {0} end an answer':
    'genai_config.json lässt Token {0} keine Antwort beenden',
  "genai_config.json does not name the graph's {0} layers":
    'genai_config.json nennt nicht die {0} Schichten des Graphen',
  '{0} is not in blocks of {1}': '{0} ist nicht in Blöcken zu {1}',
  '{0} is not one number a block': '{0} ist nicht eine Zahl je Block',
  'the Modelfile is missing': 'die Modelfile fehlt',
  'the Modelfile was changed': 'die Modelfile wurde geändert',
  'token {0} does not end an answer in llama.cpp': 'Token {0} beendet in llama.cpp keine Antwort',
  'llama.cpp makes other tokens of the text {0}': 'llama.cpp macht aus dem Text {0} andere Token',
  'what llama.cpp computes differs from base and adapter by {0} of what the adapter changes; at most {1} is allowed':
    'was llama.cpp berechnet, weicht um {0} dessen ab, was der Adapter ändert; höchstens {1} ist erlaubt',
  'Export as a merged model, and please report this.':
    'Exportieren Sie als zusammengeführtes Modell, und melden Sie dies bitte.',
  'Exports are opened again by Lowrank all the same.': 'Exporte werden trotzdem von Lowrank wieder geöffnet.',
  'llama.cpp cannot be loaded on this system: {0}': 'llama.cpp lässt sich auf diesem System nicht laden: {0}',
  'llama.cpp does not open the file': 'llama.cpp öffnet die Datei nicht',
  'llama.cpp finds no room for the model': 'llama.cpp findet keinen Platz für das Modell',
  'llama.cpp does not open the adapter': 'llama.cpp öffnet den Adapter nicht',
  'Choose a new folder.': 'Wählen Sie einen neuen Ordner.',
  '{0} is missing': '{0} fehlt',
};
