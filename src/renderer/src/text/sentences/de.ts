/** What main says, in German, by its English pattern. */

import { de as exports } from './exports/de.ts';
import { de as files } from './files/de.ts';
import { de as models } from './models/de.ts';
import { de as training } from './training/de.ts';

export const de: Readonly<Record<string, string>> = {
  ...files,
  ...models,
  ...exports,
  ...training,
  '{0} holds no export that failed.': 'In {0} liegt kein fehlgeschlagener Export.',
  'the export needs {0} until it is compared, and {1} are free where {2} would be':
    'Der Export braucht {0}, bis er verglichen ist, und wo {2} liegen würde, sind {1} frei',
  'Make room, choose a folder on another disk, or fewer bits a number.':
    'Schaffen Sie Platz, oder wählen Sie einen Ordner auf einem anderen Laufwerk oder weniger Bits je Zahl.',
  'llama.cpp came to an end over it: {0}': 'llama.cpp hat sich daran beendet: {0}',
  'there is no llama.cpp for {0} {1} to be installed':
    'Für {0} {1} gibt es kein llama.cpp, das sich installieren ließe',
  '{0} cannot be reached ({1})': '{0} ist nicht erreichbar ({1})',
  'Connect to the internet and try again.':
    'Verbinden Sie sich mit dem Internet und versuchen Sie es noch einmal.',
  '{0} answers with status {1}': '{0} antwortet mit dem Status {1}',
  'the archive cannot be used: {0}': 'Das Archiv ist unbrauchbar: {0}',
  'Download it again.': 'Laden Sie es noch einmal herunter.',
  'internal: {0}': 'Interner Fehler: {0}',
  'This is a bug in Lowrank Studio; please report it.':
    'Das ist ein Fehler in Lowrank Studio; bitte melden Sie ihn.',
  '{0}: {1} holds a NUL character, which no path, name or text can hold':
    '{0}: {1} enthält ein NUL-Zeichen, das in keinem Pfad, Namen oder Text stehen kann',
  'Type it anew, or choose it in the page.': 'Tippen Sie es neu, oder wählen Sie es auf der Seite aus.',
  'The connection to the studio was lost.': 'Die Verbindung zum Studio ist abgebrochen.',
  'Check that it is still running.': 'Prüfen Sie, ob es noch läuft.',
  'The studio did not answer, so this browser is still signed in.':
    'Das Studio hat nicht geantwortet; dieser Browser ist also noch angemeldet.',
  'Check that the studio is still running, and try again.':
    'Prüfen Sie, ob das Studio noch läuft, und versuchen Sie es noch einmal.',
  'Sending "{0}" was cancelled.': 'Das Senden von „{0}“ wurde abgebrochen.',
  '"{0}" was cancelled.': '„{0}“ wurde abgebrochen.',
  'The wait was given up.': 'Das Warten wurde aufgegeben.',
  'Folders are shown on the machine where the studio runs only.':
    'Ordner lassen sich nur auf dem Rechner zeigen, auf dem das Studio läuft.',
  'The folder is {0} there.': 'Der Ordner dort ist {0}.',
  '{0}: over the network the studio takes no path outside its own folders, and no name its library does not hold':
    '{0}: Über das Netz nimmt das Studio keinen Pfad außerhalb seiner eigenen Ordner und keinen Namen, der nicht in seiner Bibliothek steht',
  'Choose the file in the page, which sends it, or import it on the machine where the studio runs.':
    'Wählen Sie die Datei auf der Seite aus, dann wird sie gesendet; oder importieren Sie sie auf dem Rechner, auf dem das Studio läuft.',
  'internal: {0}: the contract does not say where {1} may lead':
    'Interner Fehler: {0}: Der Vertrag sagt nicht, wohin {1} führen darf',
  'Do this on the machine where the studio runs; and please report it.':
    'Tun Sie das auf dem Rechner, auf dem das Studio läuft, und melden Sie es bitte.',
  '{0} was written by a newer Lowrank Studio: its schema is {1}, this program knows {2}':
    '{0} stammt von einem neueren Lowrank Studio: Sein Schema ist {1}, dieses Programm kennt {2}',
  'Update Lowrank Studio, or choose another home folder with --home.':
    'Aktualisieren Sie Lowrank Studio, oder wählen Sie einen anderen Hauptordner.',
  'the database {0} cannot be opened: {1}': 'Die Datenbank {0} lässt sich nicht öffnen: {1}',
  'Free some space, make the folder writable, or choose another home folder with --home.':
    'Schaffen Sie Platz, machen Sie den Ordner beschreibbar, oder wählen Sie einen anderen Hauptordner.',
  'the database {0} cannot be used: {1}': 'Die Datenbank {0} lässt sich nicht benutzen: {1}',
  'Make the file and its folder readable and writable, or choose another home folder with --home.':
    'Machen Sie die Datei und ihren Ordner lesbar und beschreibbar, oder wählen Sie einen anderen Hauptordner.',
  'The damaged file is kept as {0}. Adapters and models on disk are not touched.':
    'Die beschädigte Datei bleibt als {0} erhalten. Adapter und Modelle auf dem Datenträger sind unberührt.',
  'The database was damaged ({0}) and there was no copy of it: history starts anew. {1}':
    'Die Datenbank war beschädigt ({0}), und es gab keine Kopie davon: Der Verlauf beginnt neu. {1}',
  'The database was damaged ({0}); its copy of {1} has taken its place. {2}':
    'Die Datenbank war beschädigt ({0}); ihre Kopie vom {1} ist an ihre Stelle getreten. {2}',
  'in the database, {0} of {1} ({2}) is damaged: {3}':
    'In der Datenbank ist {0} von {1} ({2}) beschädigt: {3}',
  'Put back a copy of the database, which lies beside it; the files it speaks of are not harmed.':
    'Legen Sie eine Kopie der Datenbank zurück, die daneben liegt; die Dateien, von denen sie spricht, sind unversehrt.',
  'Free some space on its disk, then try again: what was saved before is not harmed.':
    'Schaffen Sie Platz auf dem Datenträger, dann versuchen Sie es noch einmal: Was schon gespeichert war, ist unversehrt.',
  'the database {0} cannot be written: {1}': 'Die Datenbank {0} lässt sich nicht schreiben: {1}',
  'Checkpoints of {0} were deleted to keep within the disk budget; the result stays.':
    'Zwischenstände von {0} wurden gelöscht, um das Plattenbudget einzuhalten; das Ergebnis bleibt.',
  'the folder of the run "{0}" is gone, and its checkpoints with it: {1}':
    'Der Ordner des Laufs „{0}“ ist weg und mit ihm seine Zwischenstände: {1}',
  'Put it back, or start a new run with the same settings.':
    'Legen Sie ihn zurück, oder starten Sie einen neuen Lauf mit denselben Einstellungen.',
  'It did not become an adapter version: {0}': 'Daraus wurde keine Adapter-Version: {0}',
  'Continue goes on after the last checkpoint.': '„Fortsetzen“ macht nach dem letzten Zwischenstand weiter.',
  'There was no checkpoint yet: Continue starts it from the beginning.':
    'Es gab noch keinen Zwischenstand: „Fortsetzen“ beginnt von vorn.',
  'Ended after step {0} of {1}, {2}; the best so far is kept.':
    'Beendet nach Schritt {0} von {1}, {2}; das bisher Beste bleibt erhalten.',
  'Done after {0}.': 'Fertig nach {0}.',
  'Paused after step {0}.': 'Angehalten nach Schritt {0}.',
  'Stopped after step {0}; what was learned is saved.':
    'Gestoppt nach Schritt {0}; das Gelernte ist gespeichert.',
  'Cancelled; checkpoints and results are deleted.':
    'Abgebrochen; Zwischenstände und Ergebnisse sind gelöscht.',
  'Failed.': 'Fehlgeschlagen.',
  'Waits for its turn.': 'Wartet, bis er an der Reihe ist.',
  'Runs.': 'Läuft.',
  'no longer waiting for the run, which stays in the queue':
    'Es wird nicht länger auf den Lauf gewartet; er bleibt in der Warteschlange',
  'Look at it in the studio.': 'Sehen Sie im Studio nach.',
  'the run "{0}" was {1}': 'Der Lauf „{0}“ ist {1}',
  'Look at it with: lowrank runs show.': 'Sehen Sie unter „Läufe“ nach.',
  'Goes on after step {0}.': 'Macht nach Schritt {0} weiter.',
  'none held out': 'nichts zurückgehalten',
  '{0} more held out': '{0} weitere zurückgehalten',
  '1 step': '1 Schritt',
  '{0} steps': '{0} Schritte',
  '1 row': '1 Zeile',
  '{0} rows': '{0} Zeilen',
  '{0} over {1}, {2}. {3}.': '{0} über {1}, {2}. {3}.',
  'Before training the held-out loss is {0}.': 'Vor dem Training ist der Prüfverlust {0}.',
  'After step {0} the held-out loss is {1}, the best so far.':
    'Nach Schritt {0} ist der Prüfverlust {1}, der beste bisher.',
  'After step {0} the held-out loss is {1}.': 'Nach Schritt {0} ist der Prüfverlust {1}.',
  'A run cannot be compared with itself.': 'Ein Lauf lässt sich nicht mit sich selbst vergleichen.',
  'Name two to six different runs.': 'Wählen Sie zwei bis sechs verschiedene Läufe.',
  'the run "{0}" runs already': 'Der Lauf „{0}“ läuft schon',
  'the run "{0}" is {1}': 'Der Lauf „{0}“ ist {1}',
  'Wait for it, or stop it first.': 'Warten Sie auf ihn, oder stoppen Sie ihn erst.',
  'Start a new run with the same settings.': 'Starten Sie einen neuen Lauf mit denselben Einstellungen.',
  '"{0}" runs.': '„{0}“ läuft.',
  'Stop or cancel it before removing it.':
    'Stoppen Sie ihn, oder brechen Sie ihn ab, bevor Sie ihn entfernen.',
  '"{0}" does not run: it is {1}.': '„{0}“ läuft nicht, sondern ist {1}.',
  'There is nothing to end.': 'Es gibt nichts zu beenden.',
  'there is no run {0}': 'Den Lauf {0} gibt es nicht',
  'It may have been removed: look at the list of runs.':
    'Vielleicht wurde er entfernt: Sehen Sie noch einmal in die Liste der Läufe.',
  'more than one run begins with {0}, such as {1}': 'Mehr als ein Lauf beginnt mit {0}, zum Beispiel {1}',
  'Give more of the id.': 'Geben Sie mehr von der Kennung an.',
  'The studio was closed: saving and pausing.':
    'Das Studio wurde geschlossen: Es wird gespeichert und angehalten.',
  'Waits for memory: it needs about {0}, and {1} are free.':
    'Wartet auf Speicher: Gebraucht werden etwa {0}, frei sind {1}.',
  'a setting will not do: {0}': 'Eine Einstellung geht nicht: {0}',
  '{0} settings will not do: {1}': '{0} Einstellungen gehen nicht: {1}',
  'Correct what is named.': 'Berichtigen Sie, was genannt ist.',
  queued: 'in der Warteschlange',
  running: 'im Gange',
  paused: 'angehalten',
  interrupted: 'gestoppt',
  failed: 'fehlgeschlagen',
  cancelled: 'abgebrochen',
  done: 'fertig',
  'What the run tells cannot be noted just now: {0}. It is kept beside the run and noted as soon as there is room.':
    'Was der Lauf meldet, lässt sich gerade nicht festhalten: {0}. Es liegt beim Lauf und wird festgehalten, sobald Platz ist.',
  'For {0} nothing could be noted of the run: {1}. Nothing it told is lost.':
    '{0} lang ließ sich nichts vom Lauf festhalten: {1}. Nichts davon ist verloren.',
  '"{0}" cannot pause': '„{0}“ kann nicht angehalten werden',
  'Cancel it instead.': 'Brechen Sie es stattdessen ab.',
  'There is no job {0}.': 'Die Aufgabe {0} gibt es nicht.',
  'It may have been dismissed: load the page again.':
    'Vielleicht wurde sie weggeräumt: Laden Sie die Seite neu.',
  'Close other programs, or choose a smaller model, shorter rows or fewer of them at a time.':
    'Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell, kürzere Zeilen oder weniger davon auf einmal.',
  'a regular expression in its tokenizer.json does not come to an end on a text':
    'Ein regulärer Ausdruck in seiner tokenizer.json kommt bei einem Text an kein Ende',
  'its tokenizer.json breaks the tokenizer': 'Seine tokenizer.json bringt den Tokenizer zum Absturz',
  "the engine's process was ended from outside ({0}): by somebody, or by the system because memory ran out":
    'Der Prozess der Engine wurde von außen beendet ({0}): von jemandem, oder vom System, weil der Speicher ausging',
  "the engine's process ended because it asked for more memory at once than this program's allocator gives, which is 1 GiB (SIGTRAP)":
    'Der Prozess der Engine endete, weil er mehr Speicher auf einmal verlangte, als dieses Programm vergibt, nämlich 1 GiB (SIGTRAP)',
  'Use a smaller model here, or run the same with "npx lowrank", which has no such limit.':
    'Nehmen Sie hier ein kleineres Modell.',
  "the engine's process was ended from outside: killed, or the machine ran out of memory or went down":
    'Der Prozess der Engine wurde von außen beendet: abgeschossen, oder dem Rechner ging der Speicher aus, oder er fiel aus',
  'Try again; if it was out of memory, close other programs or use a smaller model.':
    'Versuchen Sie es noch einmal; falls der Speicher ausging, schließen Sie andere Programme, oder nehmen Sie ein kleineres Modell.',
  'exit code {0}': 'Rückgabewert {0}',
  "internal: the engine's process crashed without a word":
    'Interner Fehler: Der Prozess der Engine ist ohne ein Wort abgestürzt',
  "internal: the engine's process crashed: {0}":
    'Interner Fehler: Der Prozess der Engine ist abgestürzt: {0}',
  "internal: the engine's process crashed ({0}) without a word":
    'Interner Fehler: Der Prozess der Engine ist ohne ein Wort abgestürzt ({0})',
  "internal: the engine's process crashed ({0}): {1}":
    'Interner Fehler: Der Prozess der Engine ist abgestürzt ({0}): {1}',
  "the model's text cannot be read: {0}": 'Der Text des Modells lässt sich nicht lesen: {0}',
  'Download the model again, or use another one.':
    'Laden Sie das Modell noch einmal herunter, oder nehmen Sie ein anderes.',
  'The work was stopped.': 'Die Arbeit wurde gestoppt.',
  '{0} questions wait already': '{0} Fragen warten schon',
  'Ask again when some are answered.': 'Fragen Sie wieder, wenn einige beantwortet sind.',
  'whoever asked has left before the question had its turn':
    'Wer gefragt hat, ist gegangen, bevor die Frage an der Reihe war',
  'There is no model {0} in the library.': 'Das Modell {0} ist nicht in der Bibliothek.',
  'Choose another model.': 'Wählen Sie ein anderes Modell.',
  '{0} v{1} was trained on {2}, not on this model.':
    '{0} v{1} wurde auf {2} trainiert, nicht auf diesem Modell.',
  'Choose {0} to try it.': 'Wählen Sie {0}, um es auszuprobieren.',
  'The question {0} is being answered already.': 'Die Frage {0} wird schon beantwortet.',
  'Wait for its answer.': 'Warten Sie auf ihre Antwort.',
  'The adapter version of this blind test was removed, so its outcome was not kept.':
    'Die Adapter-Version dieses Blindtests wurde entfernt, sein Ausgang wurde also nicht festgehalten.',
  'Choose another version to test.': 'Wählen Sie eine andere Version zum Testen.',
  '{0} cannot be used: {1}': '{0} ist nicht zu gebrauchen: {1}',
  'it has no config.json': 'Es hat keine config.json',
  'it has no tokenizer.json': 'Es hat keine tokenizer.json',
  'its weight file {0}, named by {1}, is not there': 'Seine Gewichtsdatei {0}, die {1} nennt, ist nicht da',
  'its weights are there only as pickle, which may run code when it is opened':
    'Seine Gewichte gibt es nur als Pickle, das beim Öffnen Code ausführen kann',
  'it has no weights in safetensors: neither {0} nor {1}':
    'Es hat keine Gewichte als safetensors: weder {0} noch {1}',
  'its {0} has {1} bytes': 'Seine {0} hat {1} Bytes',
  'its {0} is no JSON object': 'Seine {0} ist kein JSON-Objekt',
  '{0} is no regular file': '{0} ist keine gewöhnliche Datei',
  'Give a .gguf file or a model folder.': 'Geben Sie eine .gguf-Datei oder einen Modellordner an.',
  'the folder of the model {0} is gone: {1}': 'Der Ordner des Modells {0} ist weg: {1}',
  'Put it back, or import or download the model again.':
    'Legen Sie ihn zurück, oder importieren oder laden Sie das Modell noch einmal.',
  'If it is a model of the Hub, add it to the library first: lowrank models add {0}':
    'Wenn es ein Modell des Hubs ist, nehmen Sie es zuerst unter „Modelle“ in die Bibliothek auf: {0}',
  'Give a model folder, a .gguf file, or a name of the library.':
    'Geben Sie einen Modellordner, eine .gguf-Datei oder einen Namen der Bibliothek an.',
  'there is no model {0}: no such path, and the library holds {1}':
    'Das Modell {0} gibt es nicht: kein solcher Pfad, und in der Bibliothek sind {1}',
  'There is no model {0}.': 'Das Modell {0} gibt es nicht.',
  'It may have been removed: look at the list again.':
    'Vielleicht wurde es entfernt: Sehen Sie noch einmal in die Liste.',
  'Another model is called {0}.': 'Ein anderes Modell heißt schon {0}.',
  'Choose another name.': 'Wählen Sie einen anderen Namen.',
  'Using the tiny model that ships with Lowrank Studio':
    'Es wird das winzige Modell genommen, das mit Lowrank Studio kommt',
  '{0}, as asked for.': '{0}, wie gewünscht.',
  'Using {0} from the library.': 'Es wird {0} aus der Bibliothek genommen.',
  'Using {0}, downloaded from {1}; it stays in the library.':
    'Es wird {0} genommen, heruntergeladen von {1}; es bleibt in der Bibliothek.',
  'Using {0} (Q4_1) from the package {1} on PyPI, because {2}; it stays in the library.':
    'Es wird {0} (Q4_1) aus dem Paket {1} von PyPI genommen, denn: {2}; es bleibt in der Bibliothek.',
  '{0}, because {1}, and {2}.': '{0}, denn: {1}, und {2}.',
  '{0} holds another model than expected (sha256 {1})':
    '{0} enthält ein anderes Modell als erwartet (sha256 {1})',
  '{0} names a file {1}, which could land outside its folder':
    '{0} nennt eine Datei {1}, die außerhalb des Ordners landen könnte',
  'Do not trust this repo.': 'Trauen Sie diesem Repository nicht.',
  'Give it as https://host, or unset it to use huggingface.co.':
    'Geben Sie sie als https://host an, oder entfernen Sie sie, um huggingface.co zu benutzen.',
  'HF_ENDPOINT is "{0}", which is no web address': 'HF_ENDPOINT ist „{0}“, und das ist keine Webadresse',
  'the download was stopped': 'Der Download wurde gestoppt',
  'Start it again: it goes on where it was.': 'Starten Sie es noch einmal: Es macht weiter, wo es war.',
  'This is no access token: one is 8 or more letters, digits and signs without spaces.':
    'Das ist kein Zugangstoken: Eines hat mindestens 8 Buchstaben, Ziffern und Zeichen ohne Leerzeichen.',
  'Copy it from huggingface.co/settings/tokens.': 'Kopieren Sie es von huggingface.co/settings/tokens.',
  'the token cannot be kept in {0}: {1}': 'Das Token lässt sich nicht in {0} aufbewahren: {1}',
  'Free some space or check who may write there.':
    'Schaffen Sie Platz, oder prüfen Sie, wer dort schreiben darf.',
  'it ended with {0}': 'Es endete mit {0}',
  'pip could not download {0}: {1}': 'pip konnte {0} nicht herunterladen: {1}',
  'Try again later.': 'Versuchen Sie es später noch einmal.',
  'there is no pip on this machine': 'Auf diesem Rechner gibt es kein pip',
  'Install Python with pip.': 'Installieren Sie Python mit pip.',
  'the upload was stopped': 'Das Hochladen wurde gestoppt',
  'Give your name on the Hub first, such as anna/faq-adapter.':
    'Setzen Sie Ihren Namen auf dem Hub davor, etwa anna/faq-adapter.',
  '"{0}" does not say whose repository it is': '„{0}“ sagt nicht, wessen Repository es ist',
  'sharing on the Hub needs an access token, and none is kept':
    'Zum Teilen auf dem Hub braucht es ein Zugangstoken, und es ist keines hinterlegt',
  'the access token in use is none of the Hub: those begin with hf_':
    'Das verwendete Zugangstoken ist keines des Hubs: Die beginnen mit hf_',
  'Make one with the right to write under huggingface.co/settings/tokens, and keep it in the settings or in HF_TOKEN.':
    'Legen Sie unter huggingface.co/settings/tokens eines mit Schreibrecht an, und hinterlegen Sie es in den Einstellungen oder in HF_TOKEN.',
  '{0} cannot be reached: {1}': '{0} ist nicht zu erreichen: {1}',
  'Check the connection and try again.': 'Prüfen Sie die Verbindung, und versuchen Sie es noch einmal.',
  'the Hub does not let this token write to {0} (status {1}: {2})':
    'Der Hub lässt dieses Token nicht in {0} schreiben (Status {1}: {2})',
  'Use a token with the right to write, and a name that belongs to its account.':
    'Nehmen Sie ein Token mit Schreibrecht und einen Namen, der zu seinem Konto gehört.',
  '{0} answers with status {1}: {2}': '{0} antwortet mit Status {1}: {2}',
  'the home folder {0} cannot be used: {1}': 'Der Hauptordner {0} ist nicht zu benutzen: {1}',
  'Choose another with --home or LOWRANK_HOME.': 'Wählen Sie einen anderen Hauptordner.',
  'a studio is already open on {0}: process {1}, since {2}':
    'Auf {0} ist schon ein Studio offen: Prozess {1}, seit {2}',
  'Use that one, or close it first; another home folder can be chosen with --home.':
    'Benutzen Sie das, oder schließen Sie es erst; es lässt sich auch ein anderer Hauptordner wählen.',
  '{0} could not be taken over in {1} attempts': '{0} ließ sich in {1} Versuchen nicht übernehmen',
  'Close other studios on this home folder, then delete the file.':
    'Schließen Sie andere Studios auf diesem Hauptordner, dann löschen Sie die Datei.',
  '{0} cannot be written: {1}': '{0} lässt sich nicht schreiben: {1}',
  'Choose another home folder with --home.': 'Wählen Sie einen anderen Hauptordner.',
  'There is no export {0}.': 'Den Export {0} gibt es nicht.',
  'Look at the list again.': 'Sehen Sie noch einmal in die Liste.',
  '"{0}" is no full path': '„{0}“ ist kein vollständiger Pfad',
  'Give it from the root on, such as {0}.': 'Geben Sie ihn von der Wurzel an, etwa {0}.',
  'LM Studio was not found: neither .lmstudio nor .lmstudio-home-pointer is in your home folder':
    'LM Studio wurde nicht gefunden: Weder .lmstudio noch .lmstudio-home-pointer liegt in deinem Benutzerordner',
  'Install it from lmstudio.ai, and start it once.': 'Installiere es von lmstudio.ai und starte es einmal.',
  '{0} has no GGUF file that LM Studio runs': '{0} hat keine GGUF-Datei, die LM Studio ausführt',
  'Export as GGUF: LM Studio has no place for an adapter beside its base.':
    'Exportiere als GGUF: LM Studio hat keinen Platz für einen Adapter neben seinem Basismodell.',
  'Export again.': 'Exportiere noch einmal.',
  'LM Studio already has another model as {0}': 'LM Studio hat schon ein anderes Modell als {0}',
  'Delete it there first, if you do not need it any more.':
    'Lösche es dort zuerst, wenn du es nicht mehr brauchst.',
  'Copying was stopped; nothing was kept.': 'Das Kopieren wurde abgebrochen; nichts davon blieb.',
  'Ollama was not found: no folder of PATH has the command ollama':
    'Ollama wurde nicht gefunden: Kein Ordner in PATH enthält den Befehl ollama',
  'Install it from ollama.com, and start this program again.':
    'Installieren Sie es von ollama.com, und starten Sie dieses Programm neu.',
  '{0} has no Modelfile': '{0} hat keine Modelfile',
  'Export for Ollama, or as GGUF base and adapter.':
    'Exportieren Sie für Ollama, oder als GGUF-Basis und -Adapter.',
  'ollama create was stopped.': '„ollama create“ wurde gestoppt.',
  'ollama cannot be started: {0}': 'ollama lässt sich nicht starten: {0}',
  'Install it again.': 'Installieren Sie es noch einmal.',
  'ollama create {0} failed: {1}': '„ollama create {0}“ ist fehlgeschlagen: {1}',
  'Is Ollama running? Start it, and try again.':
    'Läuft Ollama? Starten Sie es, und versuchen Sie es noch einmal.',
  'Give a folder that lowrank export has written.':
    'Geben Sie einen Ordner an, den ein Export geschrieben hat.',
  '{0} holds no export: {1} cannot be read': '{0} enthält keinen Export: {1} lässt sich nicht lesen',
  'this studio serves no other programs': 'Dieses Studio bedient keine anderen Programme',
  'Use lowrank serve.': 'Starten Sie dafür das Programm auf diesem Rechner.',
  'there is a key "{0}" already': 'Den Schlüssel „{0}“ gibt es schon',
  'Choose another name, or remove it first.': 'Wählen Sie einen anderen Namen, oder entfernen Sie ihn erst.',
  'there is no key "{0}"': 'Den Schlüssel „{0}“ gibt es nicht',
  'there is no dataset {0}: no such path, and the library holds {1}':
    'Den Datensatz {0} gibt es nicht: kein solcher Pfad, und in der Bibliothek sind {1}',
  'Give a file, a folder of files, or a name of the library.':
    'Geben Sie eine Datei, einen Ordner mit Dateien oder einen Namen der Bibliothek an.',
  'internal: {0} holds no sample data': 'Interner Fehler: {0} enthält keine Beispieldaten',
  'There is no dataset {0}.': 'Den Datensatz {0} gibt es nicht.',
  'Choose one of the library.': 'Wählen Sie eines der Bibliothek.',
  'The self-test was cancelled.': 'Der Selbsttest wurde abgebrochen.',
  'Test again to see which devices work here.':
    'Testen Sie noch einmal, um zu sehen, welche Geräte hier gehen.',
  'Only the desktop program can show a dialog on the machine where the studio runs.':
    'Nur das Desktop-Programm kann auf dem Rechner, auf dem das Studio läuft, einen Dialog zeigen.',
  'Type the path, or drop the file on the page.':
    'Tippen Sie den Pfad, oder ziehen Sie die Datei auf die Seite.',
  'the exports folder "{0}" is no full path': 'Der Ordner für Exporte „{0}“ ist kein vollständiger Pfad',
  "{0} is no folder of the studio's": '{0} ist kein Ordner des Studios',
  'It may have been moved or removed: look in the home folder.':
    'Vielleicht wurde er verschoben oder entfernt: Sehen Sie im Hauptordner nach.',
  'There is no desktop on the machine where the studio runs.':
    'Auf dem Rechner, auf dem das Studio läuft, gibt es keine grafische Oberfläche.',
  '"{0}", which shows folders here, did not start: {1}':
    '„{0}“, das hier Ordner zeigt, ist nicht gestartet: {1}',
  'The folder is {0}.': 'Der Ordner ist {0}.',
  'it holds {0} files called {1}, expected one': 'Es enthält {0} Dateien namens {1}, erwartet ist eine',
  'an entry is not where the directory says': 'Ein Eintrag ist nicht da, wo das Verzeichnis sagt',
  '{0} is larger than the directory says': '{0} ist größer, als das Verzeichnis sagt',
  '{0} is cut off': '{0} ist abgeschnitten',
  'unpacking was stopped': 'Das Auspacken wurde gestoppt',
  '{0} cannot be unpacked': '{0} lässt sich nicht auspacken',
  'it has no directory': 'Es hat kein Verzeichnis',
  'its directory is damaged': 'Sein Verzeichnis ist beschädigt',
  '{0} is compressed in an unknown way ({1})': '{0} ist auf unbekannte Art gepackt ({1})',
  'it is cut off': 'Es ist abgeschnitten',
  '{0} is no usable zip archive: {1}': '{0} ist kein brauchbares Zip-Archiv: {1}',
  'Fetch it again.': 'Holen Sie es noch einmal.',
  'There is no run {0}.': 'Den Lauf {0} gibt es nicht.',
  'There is no adapter version {0}.': 'Die Adapter-Version {0} gibt es nicht.',
  'the files of {0} v{1} are gone: {2}': 'Die Dateien von {0} v{1} sind weg: {2}',
  'Put them back, or remove the version.': 'Legen Sie sie zurück, oder entfernen Sie die Version.',
  'the base model of {0} v{1}, {2}, is not in the library':
    'Das Basismodell von {0} v{1}, {2}, ist nicht in der Bibliothek',
  'Import or download it again under Models.': 'Importieren oder laden Sie es unter „Modelle“ noch einmal.',
  'There is no adapter {0}.': 'Den Adapter {0} gibt es nicht.',
};
