/** What main says of adapters and training, in German. */
export const de: Readonly<Record<string, string>> = {
  'The adapter is damaged: copy or export it again.':
    'Der Adapter ist beschädigt: Kopieren oder exportieren Sie ihn noch einmal.',
  'onnxruntime could not load {0}: {1}': 'onnxruntime konnte {0} nicht laden: {1}',
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
  '{0} does not fit {1}: {2}': '{0} passt nicht zu {1}: {2}',
  'It was trained on {0}.': 'Er wurde auf {0} trainiert.',
  '{0} adapts {1}; supported: {2} of each layer': '{0} passt {1} an; unterstützt: {2} jeder Schicht',
  'Use an adapter of linear layers.': 'Nehmen Sie einen Adapter für lineare Schichten.',
  'it adapts {0}, but the model has {1} layers': 'er passt {0} an, aber das Modell hat {1} Schichten',
  "it is for a {0} of [{1}], the model's is [{2}]": 'er ist für {0} der Form [{1}], im Modell ist es [{2}]',
  '{0} has a tensor {1} of its own, for which {2} has no place':
    '{0} hat einen eigenen Tensor {1}, für den {2} keinen Platz hat',
  'Use an adapter of linear layers, embeddings, head or norms.':
    'Nehmen Sie einen Adapter für lineare Schichten, Embeddings, Kopf oder Normen.',
  "it has {0} of [{1}], the model's is [{2}]": 'er hat {0} der Form [{1}], im Modell ist es [{2}]',
  '{0}: its config says that it has {1} whole, but the weights do not hold it':
    '{0}: Laut seiner Konfiguration enthält er {1} ganz, aber die Gewichte enthalten es nicht',
  'it is a {0} adapter, and this run trains {1}': 'es ist ein {0}-Adapter, und dieser Lauf trainiert {1}',
  'Train {0} to go on from it.': 'Trainieren Sie {0}, um von ihm auszugehen.',
  'it adapts {0}, which this run does not train': 'er passt {0} an, was dieser Lauf nicht trainiert',
  'Add the layer to the target modules.': 'Nehmen Sie die Schicht in die Zielmodule auf.',
  'it has {0} whole, which this run does not train': 'er enthält {0} ganz, was dieser Lauf nicht trainiert',
  'Add the module to those that are saved whole (--modules-to-save), or set --bias as it was.':
    'Nehmen Sie das Modul zu denen, die ganz gespeichert werden, oder stellen Sie die Biases ein, wie sie waren.',
  'the tensor {0} holds numbers that are not finite': 'der Tensor {0} enthält Zahlen, die nicht endlich sind',
  'Copy or export the adapter again.': 'Kopieren oder exportieren Sie den Adapter noch einmal.',
  '{0} is [{1}] where this run trains [{2}]': '{0} ist [{1}], wo dieser Lauf [{2}] trainiert',
  '{0} is missing where this run trains [{1}]': '{0} fehlt, wo dieser Lauf [{1}] trainiert',
  'Use the rank and the target modules that the adapter was trained with.':
    'Nehmen Sie den Rang und die Zielmodule, mit denen der Adapter trainiert wurde.',
  'unknown target module {0}; known: {1}': 'unbekanntes Zielmodul {0}; bekannt: {1}',
  'Name some of these, separated by commas, or use all-linear.':
    'Nennen Sie einige davon, durch Kommas getrennt, oder nehmen Sie all-linear.',
  'the pattern {0} means no layer that is adapted; one of them is {1}':
    'das Muster {0} meint keine Schicht, die angepasst wird; eine davon ist {1}',
  'Give a layer\'s name, the end of it, or a regular expression for either, such as "layers.[0-3].mlp.*".':
    'Geben Sie den Namen einer Schicht an, sein Ende oder einen regulären Ausdruck dafür, etwa „layers.[0-3].mlp.*“.',
  'layers {0} are not all there; the model has layers 0-{1}':
    'die Schichten {0} sind nicht alle da; das Modell hat die Schichten 0-{1}',
  'Name layers of these, such as 0-3, 7.': 'Nennen Sie Schichten davon, etwa 0-3, 7.',
  'unknown module to save {0}; known: {1}': 'unbekanntes Modul zum Speichern {0}; bekannt: {1}',
  'Name some of these, separated by commas.': 'Nennen Sie einige davon, durch Kommas getrennt.',
  '{0} cannot be trained whole: this family stores it turned':
    '{0} lässt sich nicht ganz trainieren: Diese Familie speichert es gedreht',
  'Train it with an adapter.': 'Trainieren Sie es mit einem Adapter.',
  'Start it again.': 'Starten Sie es noch einmal.',
  '{0}: {1} has {2} numbers where this run has {3}': '{0}: {1} hat {2} Zahlen, wo dieser Lauf {3} hat',
  'The checkpoint belongs to a run with other settings: start anew.':
    'Der Zwischenstand gehört zu einem Lauf mit anderen Einstellungen: Fangen Sie neu an.',
  'Start the run anew.': 'Starten Sie den Lauf neu.',
  'its files are not those that were written': 'Seine Dateien sind nicht die, die geschrieben wurden',
  'the checkpoint is damaged and is left out for the one before it: {0}':
    'Der Zwischenstand ist beschädigt; es wird der davor genommen: {0}',
  "the best step's checkpoint is damaged, the last step is saved instead: {0}":
    'Der Zwischenstand des besten Schritts ist beschädigt; gespeichert wird der letzte Schritt: {0}',
  'only {0} are free on the disk of {1}, and going on safely takes {2}':
    'Auf dem Datenträger von {1} sind nur {0} frei, und um sicher weiterzumachen, braucht es {2}',
  'Free some space on that disk, then continue the run: nothing is lost.':
    'Schaffen Sie Platz auf diesem Datenträger, dann setzen Sie den Lauf fort: Nichts ist verloren.',
  'the disk is nearly full: {0} older checkpoints were removed':
    'Der Datenträger ist fast voll: {0} ältere Zwischenstände wurden entfernt',
  'the held-out loss became {0}': 'Der Prüfverlust wurde {0}',
  'no better in the last {0} measurements: training ends here':
    'In den letzten {0} Messungen nicht besser geworden: Das Training endet hier',
  'a parameter became infinite or not a number': 'Ein Parameter wurde unendlich oder keine Zahl',
  '{0} would take {1} of memory; this machine has {2}':
    '{0} bräuchte {1} Arbeitsspeicher; dieser Rechner hat {2}',
  '{0}: its tokenizer made token {1} of row {2} of {3}, but the model knows {4} tokens':
    '{0}: Sein Tokenizer hat in Zeile {2} von {3} das Token {1} gemacht, aber das Modell kennt {4} Token',
  '{0} rows are longer than {1} tokens and were cut: {2}':
    '{0} Zeilen sind länger als {1} Token und wurden gekürzt: {2}',
  '{0} rows have no answer: {1}': '{0} Zeilen haben keine Antwort: {1}',
  '{0} rows have an answer such as nan, which stands for none: {1}':
    '{0} Zeilen haben als Antwort etwas wie nan, das für keine steht: {1}',
  '{0} rows have their answer beyond {1} tokens: {2}':
    '{0} Zeilen haben ihre Antwort jenseits von {1} Token: {2}',
  '{0} rows were skipped, first: {1}': '{0} Zeilen wurden ausgelassen, die erste: {1}',
  'column {0} (in {1} of the rows)': 'Spalte {0} (in {1} der Zeilen)',
  'key of turns {0} (in {1} of the rows)': 'Schlüssel von Redebeiträgen {0} (in {1} der Zeilen)',
  'The data is read as {0}.': 'Die Daten werden als {0} gelesen.',
  'Not read: {0}.': 'Nicht gelesen: {0}.',
  'Not used: {0}.': 'Nicht verwendet: {0}.',
  'Embeddings and head are one tensor in this model. What is trained whole is a copy, so that the two part: a merged model is larger by {0}.':
    'Embeddings und Kopf sind in diesem Modell ein Tensor. Was ganz trainiert wird, ist eine Kopie, sodass beide sich trennen: Ein zusammengeführtes Modell wird um {0} größer.',
  'rank {0} is more than the smaller side, {1}, of a target layer: the adapter is larger than the layer':
    'Rang {0} ist mehr als die kleinere Seite, {1}, einer Zielschicht: Der Adapter ist größer als die Schicht',
  'going back to the last good step and halving the learning rate (rollback {0} of at most {1})':
    'es geht zurück zum letzten guten Schritt, mit halber Lernrate (Rückgang {0} von höchstens {1})',
  'a pass holds {0} tokens from here on, not {1}; steps stay as large':
    'ein Durchgang enthält ab hier {0} Token statt {1}; die Schritte bleiben so groß',
  'each layer is computed again in the backward pass from here on, which takes about a third longer and less memory':
    'jede Schicht wird ab hier im Rückwärtsgang noch einmal berechnet; das dauert etwa ein Drittel länger und braucht weniger Speicher',
  'training rows are cut to {0} tokens from here on, as the settings allow':
    'Trainingszeilen werden ab hier auf {0} Token gekürzt, wie die Einstellungen es erlauben',
  'the loss became {0}': 'der Verlust wurde {0}',
  "the gradient's norm became {0}": 'die Norm des Gradienten wurde {0}',
  'the loss exploded from {0} to {1}': 'der Verlust sprang von {0} auf {1}',
  'Use a lower learning rate, such as half of it.': 'Nehmen Sie eine kleinere Lernrate, etwa die Hälfte.',
  'step {0}: {1}': 'Schritt {0}: {1}',
  '{0}: the tensor {1} holds numbers that are not finite (NaN or infinite)':
    '{0}: Der Tensor {1} enthält Zahlen, die nicht endlich sind (NaN oder unendlich)',
  '{0}: the loss of the untouched model is not a number, though its weights are':
    '{0}: Der Verlust des unveränderten Modells ist keine Zahl, obwohl seine Gewichte welche sind',
  '{0}: the prompts are not answered from here on': '{0}: Die Fragen werden ab hier nicht mehr beantwortet',
  'stopped on request': 'auf Wunsch gestoppt',
  'the gradient is not finite': 'der Gradient ist nicht endlich',
  'an update broke off half-way: {0}': 'Eine Aktualisierung brach auf halbem Weg ab: {0}',
  'Continue the run: it goes on from its last checkpoint.':
    'Setzen Sie den Lauf fort: Er macht beim letzten Zwischenstand weiter.',
  'The training process stood still for {0}, which counts as no time of the run; training goes on as if nothing had been':
    'Der Trainingsprozess stand {0} lang still; das zählt nicht zur Zeit des Laufs, und das Training geht weiter, als wäre nichts gewesen',
  'The computer slept for {0}, which counts as no time of the run; training goes on as if nothing had been':
    'Der Rechner schlief {0} lang; das zählt nicht zur Zeit des Laufs, und das Training geht weiter, als wäre nichts gewesen',
  "The computer's clock was set back by {0}: the time this run counts does not follow it":
    'Die Uhr des Rechners wurde um {0} zurückgestellt: Die Zeit, die dieser Lauf zählt, folgt ihr nicht',
  "The computer's clock was set ahead by {0}: the time this run counts does not follow it":
    'Die Uhr des Rechners wurde um {0} vorgestellt: Die Zeit, die dieser Lauf zählt, folgt ihr nicht',
  '{0} computes a loss of {1} where the CPU computes {2}':
    '{0} berechnet einen Verlust von {1}, wo der Prozessor {2} berechnet',
  'Update the graphics driver.': 'Aktualisieren Sie den Grafiktreiber.',
  'onnxruntime could not load the graph on {0}: {1}':
    'onnxruntime konnte den Graphen nicht auf {0} laden: {1}',
  'Run `lowrank doctor` to see which devices work, or choose --device cpu.':
    'Sehen Sie unter „Einstellungen“ im Selbsttest, welche Geräte gehen, oder wählen Sie den Prozessor.',
  'a step failed in onnxruntime: {0}': 'Ein Schritt ist in onnxruntime fehlgeschlagen: {0}',
  'out of memory: no room for another {0} MB': 'Kein Speicher mehr: kein Platz für weitere {0} MB',
  'out of memory': 'Kein Speicher mehr',
  'Close other programs, or use smaller passes (--micro-tokens), shorter rows (--max-length) or a smaller model.':
    'Schließen Sie andere Programme, oder nehmen Sie kleinere Durchgänge, kürzere Zeilen oder ein kleineres Modell.',
  'internal: expected one number': 'Interner Fehler: Erwartet war eine Zahl',
  'internal: expected float32 numbers': 'Interner Fehler: Erwartet waren float32-Zahlen',
  'stopped before it was finished; nothing of it was kept':
    'Gestoppt, bevor es fertig war; nichts davon wurde behalten',
  '{0} holds no run: there is no run.json in it': '{0} enthält keinen Lauf: Es ist keine run.json darin',
  'Name the folder given to --out.': 'Nennen Sie den Ordner, in den der Lauf geschrieben wurde.',
  'the run in {0} is done': 'Der Lauf in {0} ist fertig',
  'Start a new one with --init {0}.': 'Starten Sie einen neuen, der von {0} ausgeht.',
  '{0} has changed since the run was started': '{0} hat sich geändert, seit der Lauf gestartet wurde',
  'Put it back as it was, or start anew.': 'Stellen Sie den alten Stand wieder her, oder fangen Sie neu an.',
  '{0}: no settings in it': '{0}: keine Einstellungen darin',
  'Expected a run.json or part of it.': 'Erwartet ist eine run.json oder ein Teil davon.',
  '{0}: unknown setting {1}': '{0}: unbekannte Einstellung {1}',
  'Known settings: {0}.': 'Bekannt sind: {0}.',
  '{0} has tokens of its own in {1}; supported: {2}': '{0} hat eigene Token in {1}; möglich sind: {2}',
  'Use an adapter of tokens of the embeddings.':
    'Nehmen Sie einen Adapter, dessen Token zu den Einbettungen gehören.',
  "it has the token {0} in {1} as {2} numbers, the model's is [{3}, {4}]":
    'er hat das Token {0} in {1} mit {2} Zahlen, im Modell ist es [{3}, {4}]',
  'it has {0} both whole and token by token': 'er hat {0} sowohl ganz als auch je Token',
  'it has the token {0} of {1} of its own, which this run does not train':
    'er hat ein eigenes Token {0} von {1}, das dieser Lauf nicht trainiert',
  'Train the tokens too that it was trained with (--trainable-tokens).':
    'Trainieren Sie auch die Token, mit denen er trainiert wurde.',
};
