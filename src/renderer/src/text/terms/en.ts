/** What the terms of the field mean, each in two plain sentences, in English; the other languages load when they are spoken. */
interface TermText {
  readonly name: string;
  readonly text: string;
}

export const en = {
  lora: {
    name: 'LoRA',
    text: 'Fine-tuning that leaves the model as it is and trains a small addition beside each of its layers. The addition is a file of a few megabytes that can be taken off again.',
  },
  rank: {
    name: 'Rank',
    text: 'How much room the adapter has to learn: at rank 8 each layer gets two thin matrices that are 8 wide. A higher rank can learn more, takes more memory, and needs more data.',
  },
  alpha: {
    name: 'Alpha',
    text: 'How strongly the adapter speaks: its contribution is multiplied by alpha divided by rank. Twice the rank suits most runs.',
  },
  loss: {
    name: 'Loss',
    text: 'How surprised the model is by the right answer, for each token on average; lower is better. It falls quickly at first and then levels off.',
  },
  heldOut: {
    name: 'Held-out loss',
    text: 'The loss on rows that were set aside and never trained on. It tells whether the model has learned something general or has only memorised the rows.',
  },
  overfitting: {
    name: 'Overfitting',
    text: 'The model learns the training rows by heart and gets worse at everything else. The held-out loss rises while the training loss still falls.',
  },
  epoch: {
    name: 'Epoch',
    text: 'One pass over all training rows. Two to four passes suit most small datasets.',
  },
  step: {
    name: 'Step',
    text: 'One change of the weights, made after reading one batch of tokens. A run is a few dozen to a few thousand steps.',
  },
  learningRate: {
    name: 'Learning rate',
    text: 'How far each step changes the weights. Too high and the loss jumps about or stops being a number; too low and nothing is learned.',
  },
  schedule: {
    name: 'Schedule',
    text: 'How the learning rate falls over the run. Cosine starts high and ends near zero, which suits most runs.',
  },
  warmup: {
    name: 'Warm-up',
    text: 'The learning rate rises from zero over the first steps. That keeps the first, poorly aimed steps small.',
  },
  dropout: {
    name: 'Dropout',
    text: 'The share of the adapter’s inputs that is left out at random in each step. It can slow overfitting on small datasets, and slows learning as well.',
  },
  targetModules: {
    name: 'Target modules',
    text: 'The layers of the model that get an adapter. All linear layers is the choice that learns most for its size.',
  },
  batchTokens: {
    name: 'Batch tokens',
    text: 'How many tokens are read before each change of the weights. More make each step steadier and slower.',
  },
  microTokens: {
    name: 'Tokens at once',
    text: 'How many tokens go through the model in one pass; several passes make up a step. Fewer need less memory and change nothing in the result.',
  },
  maxLength: {
    name: 'Longest example',
    text: 'Conversations with more tokens than this are cut off at the end. A lower limit saves memory; what is cut is not learned.',
  },
  packing: {
    name: 'Packing',
    text: 'Several short conversations share one row of a batch, without seeing each other. It saves the time that padding would waste.',
  },
  weightDecay: {
    name: 'Weight decay',
    text: 'Pulls the adapter’s weights a little towards zero in every step. It can slow overfitting; most LoRA runs do without.',
  },
  clip: {
    name: 'Gradient clipping',
    text: 'The largest size one step’s gradient may have; a larger one is scaled down. It keeps one odd batch from spoiling the model.',
  },
  gradNorm: {
    name: 'Gradient norm',
    text: 'The size of the change that the data asks for in a step. Sudden spikes point to odd rows or to a learning rate that is too high.',
  },
  tokenAccuracy: {
    name: 'Token accuracy',
    text: "The share of the answers' tokens that the model finds the most likely ones, from 0 to 1. It rises as the model learns, and never reaches 1 on good data, because there is more than one way to say a thing.",
  },
  seed: {
    name: 'Seed',
    text: 'The number all randomness starts from. The same seed, data and settings give the same run again.',
  },
  checkpoint: {
    name: 'Checkpoint',
    text: 'Everything that is needed to go on from a step, saved to disk. After a pause or a crash the run continues from the last one.',
  },
  rslora: {
    name: 'rsLoRA',
    text: 'Scales the adapter by the square root of the rank instead of the rank. It helps at high ranks such as 64 and above.',
  },
  dora: {
    name: 'DoRA',
    text: "Learns how large and in which direction weights change separately. In PEFT's own comparison it takes 26 % more time and brings nothing on average; here a step takes about a tenth longer.",
  },
  layersToTransform: {
    name: 'Layers',
    text: "Which of the model's layers are adapted, counted from 0. Left empty, all are. With only the last few, a run takes less time and memory and learns less.",
  },
  layerPattern: {
    name: 'Of some layers',
    text: "Gives layers a value of their own, one a line: a layer's name or the end of it, an equals sign, the number, such as q_proj=32. The name may be a regular expression, such as layers.[0-3].*; the first line that matches counts.",
  },
  modulesToSave: {
    name: 'Trained whole',
    text: 'Parts that are trained with all their weights beside the adapter, such as embed_tokens and lm_head for a language or notation that the model hardly knows. They are saved with the adapter and take much more memory and disk than it does.',
  },
  trainedBiases: {
    name: 'Biases',
    text: 'Some models add a fixed vector after a layer. Training these too costs little and rarely matters; an adapter then no longer leaves such layers as they were when it is switched off in other software.',
  },
  loraPlus: {
    name: 'LoRA+',
    text: 'Lets one half of the adapter learn faster than the other by this factor. 1 switches it off; 16 is what its authors suggest.',
  },
  precision: {
    name: 'Precision of the base',
    text: 'How many bits each weight of the base model takes while training. Fewer bits save memory and lose a little accuracy.',
  },
  recompute: {
    name: 'Recomputing activations',
    text: 'Throws intermediate results away and computes them again when they are needed. It saves memory and costs time; the result stays the same.',
  },
  holdout: {
    name: 'Held-out share',
    text: 'The share of rows that is set aside to measure with and never trained on. Five in a hundred suit most datasets.',
  },
  token: {
    name: 'Token',
    text: 'The piece of text a model reads: a short word or part of a longer one. An English word is about 1.3 tokens.',
  },
  parameters: {
    name: 'Parameters',
    text: 'The numbers a model is made of. More of them know more and need more memory.',
  },
  adapter: {
    name: 'Adapter',
    text: 'The small addition that a LoRA run trains. It works only together with the base model it was trained on.',
  },
  baseModel: {
    name: 'Base model',
    text: 'The model a fine-tune starts from. It is never changed: adapters lie beside it.',
  },
  merged: {
    name: 'Merged model',
    text: 'The base model with the adapter’s changes written into its weights. Any program that runs the base runs it as well.',
  },
  gguf: {
    name: 'GGUF file',
    text: 'Model, tokenizer and chat template in one file, the form that llama.cpp and the programs built on it read. Its numbers can be stored in fewer bits.',
  },
  ollama: {
    name: 'Ollama',
    text: 'A program that runs models on one’s own machine. Its Modelfile says which file to run, how a conversation is written out, and where an answer ends.',
  },
  'gguf-lora': {
    name: 'GGUF base and adapter',
    text: 'The base model as one GGUF file and the adapter as another of a few megabytes, which is added as the model runs. Storing the base in fewer bits costs less of what was learned than merging first.',
  },
  onnx: {
    name: 'ONNX model',
    text: 'The model as a graph of plain computing steps. transformers.js runs it in a web page, on the visitor’s own machine; ONNX Runtime runs it in programs of almost any language.',
  },
  peft: {
    name: 'PEFT adapter',
    text: 'The adapter in the form that most tools of the field read. It is small, and needs the base model beside it.',
  },
  architecture: {
    name: 'Architecture',
    text: 'The building plan of a model. The studio trains the plans its engine knows; a name on the Hub says nothing about the plan.',
  },
  chatTemplate: {
    name: 'Chat template',
    text: 'How a conversation is written out as one text, with marks for who speaks. A model has to be asked in the form it was trained on.',
  },
  hash: {
    name: 'Hash',
    text: 'A fingerprint of the files’ content. Equal hashes mean equal content, to the last bit.',
  },
  license: {
    name: 'Licence',
    text: 'What the model’s owner allows you to do with it, and with what you make of it. Read it before you publish or sell anything.',
  },
  gated: {
    name: 'Gated model',
    text: 'Its owner wants you to accept terms before you download. Accept them on the Hub’s page of the model, then enter your access token in Settings.',
  },
  mapping: {
    name: 'Columns',
    text: 'Which column of the file is the question, which the answer, and so on. It is guessed from names and content, and you can change it.',
  },
  learnedTokens: {
    name: 'Learned tokens',
    text: 'The tokens the model is trained to say; the rest is only read. Usually the answers are learned and the questions are not.',
  },
  endToken: {
    name: 'End token',
    text: 'The mark with which an answer ends. A row without it teaches the model to go on talking.',
  },
  duplicates: {
    name: 'Duplicates',
    text: 'Rows that say the same as another row. The model learns them twice as strongly, and held-out copies make the result look better than it is.',
  },
  temperature: {
    name: 'Temperature',
    text: 'How adventurous answers are. 0 always takes the likeliest token; 1 follows the model’s own odds.',
  },
  topP: {
    name: 'Top-p',
    text: 'Only the likeliest tokens that together make up this share are considered. 1 considers all of them.',
  },
  topK: {
    name: 'Top-k',
    text: 'Only this many of the likeliest tokens are considered. 0 considers all of them.',
  },
  strength: {
    name: 'Strength',
    text: 'How much of the adapter is applied: 0 is the base model, 1 the adapter as trained. Values above 1 exaggerate what it learned.',
  },
  blindTest: {
    name: 'Blind test',
    text: 'Base and adapter answer without their names and in random order, and you say which answer is better; then you see whose it was. Each question is asked on its own, and the outcome is kept with the adapter version.',
  },
  certificate: {
    name: 'Certificate',
    text: 'The export was opened again and asked the same questions as the original. It says how far the two differ, and lists the hash of every file.',
  },
  drift: {
    name: 'Drift',
    text: 'The largest difference between the scores the export and the original give any token. Rounding makes it small but rarely zero.',
  },
  checkpointBudget: {
    name: 'Checkpoint budget',
    text: 'The disk space that the checkpoints of all runs may take together. When it is used up the oldest are deleted first; the best of each run is kept.',
  },
  hubToken: {
    name: 'Access token',
    text: 'The key that proves to the Hub who you are. Only models whose owners ask for it need one; it is made under Settings on huggingface.co.',
  },
} satisfies Record<string, TermText>;

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
