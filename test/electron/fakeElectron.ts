/** A stand-in for electron: records what the shell asks of it, since its binary is not part of the tests. */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

export class FakeContents extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly mainFrame = { origin: 'app://studio' };
  readonly sent: string[] = [];
  readonly scripts: string[] = [];
  crashed = 0;
  openHandler?: (details: { url: string }) => { action: string };
  isDestroyed = () => false;
  send = (_channel: string, text: string) => this.sent.push(text);
  executeJavaScript = async (script: string) => void this.scripts.push(script);
  forcefullyCrashRenderer = () => {
    this.crashed++;
  };
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.openHandler = handler;
  }
}

export class FakeWindow extends EventEmitter {
  static getAllWindows = () => electron.windows;
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  readonly progress: number[] = [];
  readonly options: { readonly [key: string]: unknown };
  bounds = { x: 10, y: 20, width: 1300, height: 820 };
  minimized = false;
  maximized = false;
  focused = 0;
  reloads = 0;

  constructor(options: { readonly [key: string]: unknown }) {
    super();
    this.options = options;
    electron.windows.push(this);
  }
  loadURL = async (url: string) => void this.loaded.push(url);
  setProgressBar = (share: number) => void this.progress.push(share);
  isDestroyed = () => false;
  isMinimized = () => this.minimized;
  isMaximized = () => this.maximized;
  getNormalBounds = () => this.bounds;
  maximize = () => {
    this.maximized = true;
  };
  restore = () => {
    this.minimized = false;
  };
  focus = () => {
    this.focused++;
  };
  reload = () => {
    this.reloads++;
  };
  show = () => {};
}

class FakeApp extends EventEmitter {
  quits = 0;
  isPackaged = false;
  /** Another instance is running already. */
  second = false;
  protocols: string[] = [];
  setAppUserModelId = () => {};
  switches: string[] = [];
  commandLine = { appendSwitch: (name: string) => void this.switches.push(name) };
  requestSingleInstanceLock = () => !this.second;
  setAsDefaultProtocolClient = (name: string) => void this.protocols.push(name);
  whenReady = async () => {};
  exits: (number | undefined)[] = [];
  quit = () => {
    this.quits++;
  };
  exit = (code?: number) => void this.exits.push(code);
}

class FakeNotification extends EventEmitter {
  static isSupported = () => true;
  readonly text: { readonly title: string; readonly body: string };
  constructor(text: { readonly title: string; readonly body: string }) {
    super();
    this.text = text;
    electron.notifications.push(this);
  }
  show = () => {};
}

export class FakeUtility extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly posted: unknown[] = [];
  /** Told only once the process has been spawned, as in Electron. */
  pid: number | undefined;
  kills = 0;
  readonly started: { readonly path: string; readonly args: readonly string[]; readonly options: object };
  constructor(path: string, args: readonly string[], options: object) {
    super();
    this.started = { path, args, options };
    electron.utilities.push(this);
  }
  postMessage = (message: unknown) => void this.posted.push(message);
  kill = () => {
    this.kills++;
  };
}

class FakeTray extends EventEmitter {
  gone = false;
  constructor() {
    super();
    electron.trays.push(this);
  }
  setToolTip = () => {};
  menu: readonly { readonly label?: string; click?(): void }[] = [];
  setContextMenu = (menu: FakeTray['menu']) => {
    this.menu = menu;
  };
  destroy = () => {
    this.gone = true;
  };
}

/** What a dialog was asked with, and how the user answers it. */
interface FakeDialog {
  readonly kind: 'message' | 'open' | 'save' | 'error';
  readonly options: {
    readonly message?: string;
    readonly detail?: string;
    readonly buttons?: readonly string[];
    readonly properties?: readonly string[];
    readonly defaultPath?: string;
    readonly signal?: AbortSignal;
  };
  answer(value: unknown): void;
}

function ask(kind: FakeDialog['kind']) {
  return (_window: unknown, options: FakeDialog['options']) =>
    new Promise((resolve) => {
      electron.dialogs.push({ kind, options, answer: resolve });
      options.signal?.addEventListener('abort', () => resolve({ response: 1 }));
    });
}

type SchemeHandler = (request: Request) => Promise<Response>;

/** What the shell did, and the parts a test drives. */
export const electron = {
  app: new FakeApp(),
  windows: [] as FakeWindow[],
  notifications: [] as FakeNotification[],
  trays: [] as FakeTray[],
  utilities: [] as FakeUtility[],
  dialogs: [] as FakeDialog[],
  opened: [] as string[],
  schemes: [] as object[],
  handlers: new Map<string, SchemeHandler>(),
  /** Kinds of permissions that have a handler. */
  refused: [] as string[],
  blockers: [] as string[],
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  menu: undefined as readonly { readonly submenu?: unknown }[] | undefined,
  reset() {
    electron.app = new FakeApp();
    for (const list of [
      electron.windows,
      electron.notifications,
      electron.trays,
      electron.dialogs,
      electron.schemes,
      electron.refused,
      electron.utilities,
    ])
      list.length = 0;
    electron.opened.length = 0;
    electron.blockers.length = 0;
  },
};

/** The module as the shell imports it. */
export const electronModule = {
  get app() {
    return electron.app;
  },
  BrowserWindow: FakeWindow,
  dialog: {
    showMessageBox: ask('message'),
    showOpenDialog: ask('open'),
    showSaveDialog: ask('save'),
    showErrorBox: (message: string, detail: string) => void ask('error')(undefined, { message, detail }),
  },
  Menu: {
    buildFromTemplate: (template: readonly { readonly submenu?: unknown }[]) => template,
    setApplicationMenu: (menu: typeof electron.menu) => {
      electron.menu = menu;
    },
  },
  Notification: FakeNotification,
  Tray: FakeTray,
  nativeImage: { createFromPath: (path: string) => ({ path, setTemplateImage: () => {} }) },
  powerSaveBlocker: {
    start: (kind: string) => electron.blockers.push(`start ${kind}`),
    stop: (id: number) => void electron.blockers.push(`stop ${id}`),
  },
  protocol: {
    registerSchemesAsPrivileged: (schemes: readonly object[]) => void electron.schemes.push(...schemes),
    handle: (name: string, handler: SchemeHandler) => void electron.handlers.set(name, handler),
  },
  session: {
    defaultSession: {
      setPermissionRequestHandler: () => electron.refused.push('requests'),
      setPermissionCheckHandler: () => electron.refused.push('checks'),
      setDevicePermissionHandler: () => electron.refused.push('devices'),
    },
  },
  screen: { getAllDisplays: () => electron.displays },
  utilityProcess: {
    fork: (path: string, args: readonly string[], options: object) => new FakeUtility(path, args, options),
  },
  shell: { openExternal: async (url: string) => void electron.opened.push(url) },
};
