/** What main says of exports and of llama.cpp, in German, by its English pattern. */

export const de: Readonly<Record<string, string>> = {
  '{0} holds no export that failed.': 'In {0} liegt kein fehlgeschlagener Export.',
  'the export needs {0} until it is compared, and {1} are free where {2} would be':
    'Der Export braucht {0}, bis er verglichen ist, und wo {2} liegen würde, sind {1} frei',
  'Make room, choose a folder on another disk, or fewer bits a number.':
    'Schaffen Sie Platz, oder wählen Sie einen Ordner auf einem anderen Laufwerk oder weniger Bits je Zahl.',
  'llama.cpp came to an end over it: {0}': 'llama.cpp hat sich daran beendet: {0}',
  'Export as a merged model, and please report this.':
    'Exportieren Sie als zusammengeführtes Modell, und melden Sie dies bitte.',
  'there is no llama.cpp for {0} {1} to be installed':
    'Für {0} {1} gibt es kein llama.cpp, das sich installieren ließe',
  'Exports are opened again by Lowrank all the same.': 'Exporte werden trotzdem von Lowrank wieder geöffnet.',
  '{0} cannot be reached ({1})': '{0} ist nicht erreichbar ({1})',
  'Connect to the internet and try again.':
    'Verbinden Sie sich mit dem Internet und versuchen Sie es noch einmal.',
  '{0} answers with status {1}': '{0} antwortet mit dem Status {1}',
  'the archive cannot be used: {0}': 'Das Archiv ist unbrauchbar: {0}',
  'Download it again.': 'Laden Sie es noch einmal herunter.',
  'llama.cpp cannot be loaded on this system: {0}': 'llama.cpp lässt sich auf diesem System nicht laden: {0}',
  'llama.cpp does not open the file': 'llama.cpp öffnet die Datei nicht',
  'llama.cpp finds no room for the model': 'llama.cpp findet keinen Platz für das Modell',
  'llama.cpp does not open the adapter': 'llama.cpp öffnet den Adapter nicht',
};
