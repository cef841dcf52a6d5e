/** What the terms of the field mean, each in two plain sentences, in German. */
import type { en } from './en.ts';

export const de: typeof en = {
  lora: {
    name: 'LoRA',
    text: 'Ein Feintuning, das das Modell lässt, wie es ist, und neben jeder Schicht eine kleine Ergänzung trainiert. Die Ergänzung ist eine Datei von wenigen Megabyte und lässt sich wieder abnehmen.',
  },
  rank: {
    name: 'Rang',
    text: 'Wie viel Platz der Adapter zum Lernen hat: Bei Rang 8 bekommt jede Schicht zwei schmale Matrizen der Breite 8. Ein höherer Rang kann mehr lernen, braucht mehr Speicher und mehr Daten.',
  },
  alpha: {
    name: 'Alpha',
    text: 'Wie stark der Adapter mitspricht: Sein Beitrag wird mit Alpha geteilt durch Rang malgenommen. Das Doppelte des Rangs passt für die meisten Läufe.',
  },
  loss: {
    name: 'Verlust',
    text: 'Wie sehr die richtige Antwort das Modell überrascht, im Mittel je Token; weniger ist besser. Er fällt anfangs schnell und wird dann flacher.',
  },
  heldOut: {
    name: 'Prüfverlust',
    text: 'Der Verlust auf Zeilen, die beiseitegelegt und nie trainiert wurden. Er zeigt, ob das Modell etwas Allgemeines gelernt oder nur die Zeilen auswendig gelernt hat.',
  },
  overfitting: {
    name: 'Überanpassung',
    text: 'Das Modell lernt die Trainingszeilen auswendig und wird bei allem anderen schlechter. Der Prüfverlust steigt, während der Trainingsverlust noch fällt.',
  },
  epoch: {
    name: 'Epoche',
    text: 'Ein Durchgang durch alle Trainingszeilen. Zwei bis vier Durchgänge passen für die meisten kleinen Datensätze.',
  },
  step: {
    name: 'Schritt',
    text: 'Eine Änderung der Gewichte, nachdem ein Stapel Token gelesen wurde. Ein Lauf hat einige Dutzend bis einige Tausend Schritte.',
  },
  learningRate: {
    name: 'Lernrate',
    text: 'Wie weit jeder Schritt die Gewichte verändert. Ist sie zu hoch, springt der Verlust oder ist keine Zahl mehr; ist sie zu niedrig, wird nichts gelernt.',
  },
  schedule: {
    name: 'Verlauf',
    text: 'Wie die Lernrate über den Lauf hinweg fällt. Kosinus beginnt hoch und endet nahe null, das passt für die meisten Läufe.',
  },
  warmup: {
    name: 'Aufwärmen',
    text: 'Die Lernrate steigt in den ersten Schritten von null an. So bleiben die ersten, schlecht gezielten Schritte klein.',
  },
  dropout: {
    name: 'Dropout',
    text: 'Der Anteil der Eingaben des Adapters, der in jedem Schritt zufällig ausgelassen wird. Das kann Überanpassung bei kleinen Datensätzen bremsen, aber auch das Lernen.',
  },
  targetModules: {
    name: 'Zielmodule',
    text: 'Die Schichten des Modells, die einen Adapter bekommen. Alle linearen Schichten: Diese Wahl lernt für ihre Größe am meisten.',
  },
  batchTokens: {
    name: 'Token je Schritt',
    text: 'Wie viele Token vor jeder Änderung der Gewichte gelesen werden. Mehr machen jeden Schritt ruhiger und langsamer.',
  },
  microTokens: {
    name: 'Token auf einmal',
    text: 'Wie viele Token in einem Durchgang durch das Modell gehen; mehrere Durchgänge ergeben einen Schritt. Weniger brauchen weniger Speicher und ändern nichts am Ergebnis.',
  },
  maxLength: {
    name: 'Längstes Beispiel',
    text: 'Gespräche mit mehr Token werden am Ende abgeschnitten. Eine niedrigere Grenze spart Speicher; was abgeschnitten ist, wird nicht gelernt.',
  },
  packing: {
    name: 'Packen',
    text: 'Mehrere kurze Gespräche teilen sich eine Zeile eines Stapels, ohne einander zu sehen. Das spart die Zeit, die Füllzeichen kosten würden.',
  },
  weightDecay: {
    name: 'Gewichtsabnahme',
    text: 'Zieht die Gewichte des Adapters in jedem Schritt ein wenig zur Null. Das kann Überanpassung bremsen; die meisten LoRA-Läufe kommen ohne aus.',
  },
  clip: {
    name: 'Gradientenkappung',
    text: 'Wie groß der Gradient eines Schritts höchstens sein darf; ein größerer wird verkleinert. So verdirbt ein einzelner seltsamer Stapel das Modell nicht.',
  },
  gradNorm: {
    name: 'Gradientennorm',
    text: 'Wie groß die Änderung ist, die die Daten in einem Schritt verlangen. Plötzliche Spitzen deuten auf seltsame Zeilen oder eine zu hohe Lernrate.',
  },
  tokenAccuracy: {
    name: 'Tokengenauigkeit',
    text: 'Der Anteil der Token in den Antworten, die das Modell für die wahrscheinlichsten hält, von 0 bis 1. Er steigt, während das Modell lernt, und erreicht bei guten Daten nie 1, weil sich vieles auf mehr als eine Art sagen lässt.',
  },
  seed: {
    name: 'Startwert',
    text: 'Die Zahl, von der aller Zufall ausgeht. Gleicher Startwert, gleiche Daten und gleiche Einstellungen ergeben noch einmal denselben Lauf.',
  },
  checkpoint: {
    name: 'Sicherungspunkt',
    text: 'Alles, was nötig ist, um ab einem Schritt weiterzumachen, auf der Platte gesichert. Nach einer Pause oder einem Absturz geht der Lauf vom letzten aus weiter.',
  },
  rslora: {
    name: 'rsLoRA',
    text: 'Teilt den Beitrag des Adapters durch die Wurzel des Rangs statt durch den Rang. Das hilft bei hohen Rängen ab etwa 64.',
  },
  dora: {
    name: 'DoRA',
    text: 'Lernt getrennt, wie groß Gewichte sind und in welche Richtung sie sich ändern. Im eigenen Vergleich von PEFT kostet das 26 % mehr Zeit und bringt im Mittel nichts; hier dauert ein Schritt etwa ein Zehntel länger.',
  },
  layersToTransform: {
    name: 'Schichten',
    text: 'Welche Schichten des Modells angepasst werden, von 0 an gezählt. Bleibt das Feld leer, sind es alle. Nur mit den letzten paar braucht ein Lauf weniger Zeit und Speicher und lernt weniger.',
  },
  layerPattern: {
    name: 'Für einzelne Schichten',
    text: 'Gibt Schichten einen eigenen Wert, je Zeile einer: der Name einer Schicht oder sein Ende, ein Gleichheitszeichen, die Zahl, etwa q_proj=32. Der Name darf ein regulärer Ausdruck sein, etwa layers.[0-3].*; die erste passende Zeile zählt.',
  },
  modulesToSave: {
    name: 'Ganz trainiert',
    text: 'Teile, die neben dem Adapter mit allen Gewichten trainiert werden, etwa embed_tokens und lm_head für eine Sprache oder Schreibweise, die das Modell kaum kennt. Sie werden mit dem Adapter gespeichert und brauchen weit mehr Speicher und Plattenplatz als er.',
  },
  trainedBiases: {
    name: 'Biaswerte',
    text: 'Manche Modelle zählen nach einer Schicht einen festen Vektor hinzu. Auch ihn zu trainieren kostet wenig und macht selten einen Unterschied; andere Software stellt solche Schichten beim Abschalten des Adapters dann nicht mehr so her, wie sie waren.',
  },
  loraPlus: {
    name: 'LoRA+',
    text: 'Lässt die eine Hälfte des Adapters um diesen Faktor schneller lernen als die andere. 1 schaltet es ab; 16 empfehlen die Autoren.',
  },
  precision: {
    name: 'Genauigkeit der Basis',
    text: 'Wie viele Bit jedes Gewicht des Basismodells beim Training belegt. Weniger Bit sparen Speicher und kosten etwas Genauigkeit.',
  },
  recompute: {
    name: 'Zwischenwerte neu berechnen',
    text: 'Zwischenergebnisse werden verworfen und neu berechnet, wenn sie gebraucht werden. Das spart Speicher und kostet Zeit; das Ergebnis bleibt gleich.',
  },
  holdout: {
    name: 'Prüfanteil',
    text: 'Der Anteil der Zeilen, der zum Messen beiseitegelegt und nie trainiert wird. Fünf von hundert passen für die meisten Datensätze.',
  },
  token: {
    name: 'Token',
    text: 'Das Stück Text, das ein Modell liest: ein kurzes Wort oder ein Teil eines längeren. Ein deutsches Wort hat etwa zwei Token.',
  },
  parameters: {
    name: 'Parameter',
    text: 'Die Zahlen, aus denen ein Modell besteht. Mehr davon wissen mehr und brauchen mehr Speicher.',
  },
  adapter: {
    name: 'Adapter',
    text: 'Die kleine Ergänzung, die ein LoRA-Lauf trainiert. Sie funktioniert nur zusammen mit dem Basismodell, auf dem sie trainiert wurde.',
  },
  baseModel: {
    name: 'Basismodell',
    text: 'Das Modell, von dem ein Feintuning ausgeht. Es wird nie verändert: Adapter liegen daneben.',
  },
  merged: {
    name: 'Verschmolzenes Modell',
    text: 'Das Basismodell, in dessen Gewichte die Änderungen des Adapters geschrieben sind. Jedes Programm, das die Basis ausführt, führt auch dieses aus.',
  },
  gguf: {
    name: 'GGUF-Datei',
    text: 'Modell, Tokenizer und Chat-Vorlage in einer Datei: die Form, die llama.cpp und darauf gebaute Programme lesen. Ihre Zahlen lassen sich mit weniger Bits speichern.',
  },
  ollama: {
    name: 'Ollama',
    text: 'Ein Programm, das Modelle auf dem eigenen Rechner ausführt. Sein Modelfile sagt, welche Datei läuft, wie ein Gespräch ausgeschrieben wird und wo eine Antwort endet.',
  },
  'gguf-lora': {
    name: 'GGUF-Basis und Adapter',
    text: 'Das Basismodell als eine GGUF-Datei und der Adapter als eine zweite von wenigen Megabyte, die beim Ausführen dazukommt. Die Basis mit weniger Bits zu speichern kostet so weniger vom Gelernten als nach dem Verschmelzen.',
  },
  onnx: {
    name: 'ONNX-Modell',
    text: 'Das Modell als Graph einfacher Rechenschritte. transformers.js führt es in einer Webseite aus, auf dem Rechner dessen, der sie besucht; ONNX Runtime führt es in Programmen fast jeder Sprache aus.',
  },
  peft: {
    name: 'PEFT-Adapter',
    text: 'Der Adapter in der Form, die die meisten Werkzeuge des Fachs lesen. Er ist klein und braucht das Basismodell neben sich.',
  },
  architecture: {
    name: 'Architektur',
    text: 'Der Bauplan eines Modells. Das Studio trainiert die Baupläne, die es kennt; der Name auf dem Hub sagt nichts über den Bauplan.',
  },
  chatTemplate: {
    name: 'Gesprächsvorlage',
    text: 'Wie ein Gespräch als ein Text geschrieben wird, mit Zeichen dafür, wer spricht. Ein Modell muss in der Form gefragt werden, in der es trainiert wurde.',
  },
  hash: {
    name: 'Prüfsumme',
    text: 'Ein Fingerabdruck des Inhalts der Dateien. Gleiche Prüfsummen bedeuten gleichen Inhalt, bis aufs letzte Bit.',
  },
  license: {
    name: 'Lizenz',
    text: 'Was der Eigentümer des Modells erlaubt, mit ihm und mit dem, was Sie daraus machen. Lesen Sie sie, bevor Sie etwas veröffentlichen oder verkaufen.',
  },
  gated: {
    name: 'Zugang auf Anfrage',
    text: 'Der Eigentümer verlangt, dass Sie vor dem Herunterladen Bedingungen annehmen. Nehmen Sie sie auf der Seite des Modells im Hub an und tragen Sie Ihren Zugangsschlüssel in den Einstellungen ein.',
  },
  mapping: {
    name: 'Spalten',
    text: 'Welche Spalte der Datei die Frage ist, welche die Antwort und so weiter. Das wird aus Namen und Inhalt geraten, und Sie können es ändern.',
  },
  learnedTokens: {
    name: 'Gelernte Token',
    text: 'Die Token, die das Modell zu sagen lernt; der Rest wird nur gelesen. Meist werden die Antworten gelernt und die Fragen nicht.',
  },
  endToken: {
    name: 'Endzeichen',
    text: 'Das Zeichen, mit dem eine Antwort endet. Eine Zeile ohne dieses bringt dem Modell bei, weiterzureden.',
  },
  duplicates: {
    name: 'Doppelte Zeilen',
    text: 'Zeilen, die dasselbe sagen wie eine andere. Das Modell lernt sie doppelt so stark, und Kopien unter den Prüfzeilen lassen das Ergebnis besser aussehen, als es ist.',
  },
  temperature: {
    name: 'Temperatur',
    text: 'Wie abenteuerlich die Antworten sind. 0 nimmt immer das wahrscheinlichste Token; 1 folgt den Wahrscheinlichkeiten des Modells.',
  },
  topP: {
    name: 'Top-p',
    text: 'Nur die wahrscheinlichsten Token, die zusammen diesen Anteil ausmachen, kommen infrage. Bei 1 sind es alle.',
  },
  topK: {
    name: 'Top-k',
    text: 'Nur so viele der wahrscheinlichsten Token kommen infrage. Bei 0 sind es alle.',
  },
  strength: {
    name: 'Stärke',
    text: 'Wie viel vom Adapter angewendet wird: 0 ist das Basismodell, 1 der Adapter, wie er trainiert wurde. Werte über 1 übertreiben, was er gelernt hat.',
  },
  blindTest: {
    name: 'Blindtest',
    text: 'Basis und Adapter antworten ohne Namen und in zufälliger Reihenfolge, und Sie sagen, welche Antwort besser ist; danach sehen Sie, von wem sie war. Jede Frage wird für sich gestellt, und das Ergebnis bleibt bei der Adapterversion.',
  },
  certificate: {
    name: 'Prüfbescheinigung',
    text: 'Der Export wurde wieder geöffnet und bekam dieselben Fragen wie das Original. Sie sagt, wie weit die beiden auseinanderliegen, und nennt die Prüfsumme jeder Datei.',
  },
  drift: {
    name: 'Abweichung',
    text: 'Der größte Unterschied zwischen den Werten, die Export und Original einem Token geben. Rundung macht ihn klein, aber selten null.',
  },
  checkpointBudget: {
    name: 'Platz für Sicherungspunkte',
    text: 'Der Plattenplatz, den die Sicherungspunkte aller Läufe zusammen belegen dürfen. Ist er aufgebraucht, werden die ältesten zuerst gelöscht; der beste jedes Laufs bleibt.',
  },
  hubToken: {
    name: 'Zugangsschlüssel',
    text: 'Der Schlüssel, der dem Hub zeigt, wer Sie sind. Nur Modelle, deren Eigentümer es verlangen, brauchen einen; er wird auf huggingface.co unter Settings erstellt.',
  },
};
