/** Words of the page Home, in German. */
import type { en } from './en.ts';

export const de: typeof en = {
  title: 'Start',
  machine: 'Dieser Rechner',
  processor: 'Prozessor',
  cores: 'Kerne',
  memory: 'Arbeitsspeicher',
  system: 'System',
  disk: 'Studio auf der Platte',
  tryTitle: 'Ausprobieren',
  tryAbout:
    'Das Einstiegsmodell mit den Beispieldaten feintunen, 153 Fragen an eine Fahrradwerkstatt, die auf ihre eigene Art antwortet, und hören, wie das Modell diese Art annimmt. Ein Klick startet es.',
  tryStarter: 'SmolLM2 feintunen',
  tryStarterAbout:
    'SmolLM2-135M-Instruct weiß weit mehr und braucht weit länger. Es wird zuerst heruntergeladen, wenn es noch nicht da ist; ohne Netz wird das Einstiegsmodell verwendet.',
  tryTiny: 'Einstiegsmodell feintunen',
  tryTinyAbout:
    'Es liegt dem Studio bei: kein Netz nötig und bald fertig. Es beantwortet einfache Alltagsfragen.',
  tryTakes: (duration) => `Hier dauert es etwa ${duration}.`,
  ownData: 'Mit eigenen Daten:',
  now: 'Jetzt',
  lastRuns: 'Letzte Läufe',
  allRuns: 'Alle Läufe',
  step: (step, steps) => `Schritt ${step} von ${steps}`,
  loss: (loss) => `Verlust ${loss}`,
  improved: (before, after) => `Prüfverlust ${before} → ${after}`,
  of: (model, data) => `${model} mit ${data}`,
  toTry: 'Neu zum Ausprobieren',
  toTryAbout: 'Diese hat noch niemand bewertet. Fragen Sie sie etwas und sagen Sie, wie gut sie sind.',
  try: 'Ausprobieren',
  tryVersion: (name) => `Ausprobieren: ${name}`,
  version: (name, number) => `${name} v${number}`,
  selfTest: {
    title: 'Selbsttest',
    about:
      'Trainiert auf jedem Gerät einen echten Schritt, um zu sehen, welche hier funktionieren und welches das richtige ist.',
    running: 'Auf jedem Gerät wird ein Schritt trainiert',
    again: 'Erneut testen',
    cancelled:
      'Der Test wurde abgebrochen. Testen Sie erneut, um zu sehen, welche Geräte hier funktionieren.',
    chosen: 'Wird verwendet',
    works: 'Funktioniert',
    unavailable: 'Nicht verwendbar',
    step: (duration) => `${duration} je Schritt`,
    fix: (fix) => `So ändern Sie das: ${fix}`,
    slower: 'Langsamer als der Prozessor.',
    reasons: {
      asked: 'wie gewünscht',
      onlyOne: 'kein anderes Gerät hilft',
      fastest: 'das schnellste, das funktioniert',
      noCudaProvider: 'der CUDA-Teil von onnxruntime ist nicht installiert',
      noCudaLibrary: 'eine Bibliothek von CUDA oder cuDNN fehlt',
      noNvidia: 'keine NVIDIA-Karte und kein Treiber dafür gefunden',
      noWebGpu: 'kein Grafiktreiber gefunden, den WebGPU nutzen kann',
      notBuilt: 'dieses onnxruntime wurde ohne es gebaut',
    },
    fixes: {
      noCudaProvider:
        'Mit einer NVIDIA-Karte: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node lädt ihn herunter.',
      noCudaLibrary: 'Die Laufzeitbibliotheken von CUDA 12 und cuDNN 9 installieren.',
      noNvidia: 'Den NVIDIA-Treiber installieren, wenn dieser Rechner so eine Karte hat.',
      noWebGpu: 'Einen Vulkan-Treiber installieren (Linux) oder den Grafiktreiber erneuern.',
      notBuilt: 'Ein anderes Gerät verwenden.',
    },
  },
};
