/** Why a device is used or is not, as runs and self-tests say it: by code, so that the studio can say it in its reader's language. */

/** After the device's name and a colon; several are joined by semicolons. */
export const deviceReasons = {
  asked: 'as asked',
  onlyOne: 'no other device helps',
  fastest: 'the fastest that works',
  noCudaProvider: 'the CUDA provider of onnxruntime is not installed',
  noCudaLibrary: 'a CUDA or cuDNN library is missing',
  noNvidia: 'no NVIDIA card or driver was found',
  noWebGpu: 'no graphics driver that WebGPU can use was found',
  notBuilt: 'this build of onnxruntime does not have it',
} satisfies Readonly<Record<string, string>>;

export type DeviceReason = keyof typeof deviceReasons;

/** What to do about those that something can be done about. */
export const deviceFixes = {
  noCudaProvider:
    'With an NVIDIA card: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node, which downloads it.',
  noCudaLibrary: 'Install the CUDA 12 runtime and cuDNN 9.',
  noNvidia: 'Install the NVIDIA driver, if this machine has such a card.',
  noWebGpu: 'Install a Vulkan driver (Linux), or update the graphics driver.',
  notBuilt: 'Use another device.',
} satisfies Readonly<Partial<Record<DeviceReason, string>>>;

export type DeviceFix = keyof typeof deviceFixes;
