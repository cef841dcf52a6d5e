/** What main says, in German, by its English pattern. */
import { de as files } from './files/de.ts';

export const de: Readonly<Record<string, string>> = {
  ...files,
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
    'Aktualisieren Sie Lowrank Studio, oder wählen Sie einen anderen Basisordner.',
  'the database {0} cannot be opened: {1}': 'Die Datenbank {0} lässt sich nicht öffnen: {1}',
  'Free some space, make the folder writable, or choose another home folder with --home.':
    'Schaffen Sie Platz, machen Sie den Ordner beschreibbar, oder wählen Sie einen anderen Basisordner.',
  'the database {0} cannot be used: {1}': 'Die Datenbank {0} lässt sich nicht benutzen: {1}',
  'Make the file and its folder readable and writable, or choose another home folder with --home.':
    'Machen Sie die Datei und ihren Ordner lesbar und beschreibbar, oder wählen Sie einen anderen Basisordner.',
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
  'none held out': 'keine zurückgelegt',
  '{0} more held out': 'weitere {0} zurückgelegt',
  '1 step': '1 Schritt',
  '{0} steps': '{0} Schritte',
  '1 row': '1 Zeile',
  '{0} rows': '{0} Zeilen',
  '{0} over {1}, {2}. {3}.': '{0} über {1}, {2}. {3}.',
  'Before training the held-out loss is {0}.': 'Vor dem Training ist der Loss auf zurückgelegten Zeilen {0}.',
  'After step {0} the held-out loss is {1}, the best so far.':
    'Nach Schritt {0} ist der Loss auf zurückgelegten Zeilen {1}, der beste bisher.',
  'After step {0} the held-out loss is {1}.': 'Nach Schritt {0} ist der Loss auf zurückgelegten Zeilen {1}.',
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
  '{0} already exists and is not empty': '{0} gibt es schon, und es ist nicht leer',
  'Choose a new folder or empty it first.': 'Wählen Sie einen neuen Ordner, oder leeren Sie ihn erst.',
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
  'Start it again.': 'Starten Sie es noch einmal.',
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
  'the home folder {0} cannot be used: {1}': 'Der Basisordner {0} ist nicht zu benutzen: {1}',
  'Choose another with --home or LOWRANK_HOME.': 'Wählen Sie einen anderen Basisordner.',
  'a studio is already open on {0}: process {1}, since {2}':
    'Auf {0} ist schon ein Studio offen: Prozess {1}, seit {2}',
  'Use that one, or close it first; another home folder can be chosen with --home.':
    'Benutzen Sie das, oder schließen Sie es erst; es lässt sich auch ein anderer Basisordner wählen.',
  '{0} could not be taken over in {1} attempts': '{0} ließ sich in {1} Versuchen nicht übernehmen',
  'Close other studios on this home folder, then delete the file.':
    'Schließen Sie andere Studios auf diesem Basisordner, dann löschen Sie die Datei.',
  '{0} cannot be written: {1}': '{0} lässt sich nicht schreiben: {1}',
  'Choose another home folder with --home.': 'Wählen Sie einen anderen Basisordner.',
  'There is no export {0}.': 'Den Export {0} gibt es nicht.',
  'Look at the list again.': 'Sehen Sie noch einmal in die Liste.',
  '"{0}" is no full path': '„{0}“ ist kein vollständiger Pfad',
  'Give it from the root on, such as {0}.': 'Geben Sie ihn von der Wurzel an, etwa {0}.',
  'Choose a new folder.': 'Wählen Sie einen neuen Ordner.',
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
    'Vielleicht wurde er verschoben oder entfernt: Sehen Sie im Basisordner nach.',
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
  'the held-out loss became {0}': 'Der Loss auf zurückgelegten Zeilen wurde {0}',
  'no better in the last {0} measurements: training ends here':
    'In den letzten {0} Messungen nicht besser geworden: Das Training endet hier',
  'a parameter became infinite or not a number': 'Ein Parameter wurde unendlich oder keine Zahl',
  '{0} would take {1} of memory; this machine has {2}':
    '{0} bräuchte {1} Arbeitsspeicher; dieser Rechner hat {2}',
  '{0}: its tokenizer made token {1} of row {2} of {3}, but the model knows {4} tokens':
    '{0}: Sein Tokenizer hat in Zeile {2} von {3} das Token {1} gemacht, aber das Modell kennt {4} Token',
  'tokenizer.json belongs to another model: download the model again.':
    'tokenizer.json gehört zu einem anderen Modell: Laden Sie das Modell noch einmal herunter.',
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
  'the loss became {0}': 'der Loss wurde {0}',
  "the gradient's norm became {0}": 'die Norm des Gradienten wurde {0}',
  'the loss exploded from {0} to {1}': 'der Loss sprang von {0} auf {1}',
  'Use a lower learning rate, such as half of it.': 'Nehmen Sie eine kleinere Lernrate, etwa die Hälfte.',
  'step {0}: {1}': 'Schritt {0}: {1}',
  '{0}: the tensor {1} holds numbers that are not finite (NaN or infinite)':
    '{0}: Der Tensor {1} enthält Zahlen, die nicht endlich sind (NaN oder unendlich)',
  '{0}: the loss of the untouched model is not a number, though its weights are':
    '{0}: Der Loss des unveränderten Modells ist keine Zahl, obwohl seine Gewichte welche sind',
  'The weights are damaged: download the model again.':
    'Die Gewichte sind beschädigt: Laden Sie das Modell noch einmal herunter.',
  '{0}: the prompts are not answered from here on': '{0}: Die Fragen werden ab hier nicht mehr beantwortet',
  'stopped on request': 'auf Wunsch gestoppt',
  'the gradient is not finite': 'der Gradient ist nicht endlich',
  'an update broke off half-way: {0}': 'Eine Aktualisierung brach auf halbem Weg ab: {0}',
  'Continue the run: it goes on from its last checkpoint.':
    'Setzen Sie den Lauf fort: Er macht beim letzten Zwischenstand weiter.',
  'the loss of {0} on {1} is not a number': 'Der Loss von {0} auf {1} ist keine Zahl',
  'Try it without the adapter: if that works, train the adapter again at a lower learning rate.':
    'Versuchen Sie es ohne den Adapter: Wenn das geht, trainieren Sie ihn noch einmal mit kleinerer Lernrate.',
  'the copy of {0} was stopped': 'Das Kopieren von {0} wurde gestoppt',
  'The training process stood still for {0}, which counts as no time of the run; training goes on as if nothing had been':
    'Der Trainingsprozess stand {0} lang still; das zählt nicht zur Zeit des Laufs, und das Training geht weiter, als wäre nichts gewesen',
  'The computer slept for {0}, which counts as no time of the run; training goes on as if nothing had been':
    'Der Rechner schlief {0} lang; das zählt nicht zur Zeit des Laufs, und das Training geht weiter, als wäre nichts gewesen',
  "The computer's clock was set back by {0}: the time this run counts does not follow it":
    'Die Uhr des Rechners wurde um {0} zurückgestellt: Die Zeit, die dieser Lauf zählt, folgt ihr nicht',
  "The computer's clock was set ahead by {0}: the time this run counts does not follow it":
    'Die Uhr des Rechners wurde um {0} vorgestellt: Die Zeit, die dieser Lauf zählt, folgt ihr nicht',
  '{0} computes a loss of {1} where the CPU computes {2}':
    '{0} berechnet einen Loss von {1}, wo der Prozessor {2} berechnet',
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
  'an adapter of the kind {0}': 'ein Adapter der Art {0}',
  'an adapter that has {0} whole': 'ein Adapter, der {0} ganz enthält',
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
};
