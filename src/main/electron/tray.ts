/** The tray: the studio stays reachable, and says that training goes on, after its window was closed. */
import { Menu, nativeImage, Tray } from 'electron';

interface TrayOptions {
  /** Absolute path of a PNG. */
  readonly icon: string;
  show(): void;
  quit(): void;
  pauseAndQuit(): void;
}

/** Shows the tray until it is ended. @returns the function that ends it */
export function showTray({ icon, show, quit, pauseAndQuit }: TrayOptions): () => void {
  const image = nativeImage.createFromPath(icon);
  // A Mac draws it in the colour of its menu bar.
  image.setTemplateImage(true);
  const tray = new Tray(image);
  tray.setToolTip('Lowrank Studio: training goes on');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Training goes on', enabled: false },
      { type: 'separator' },
      { label: 'Show Lowrank Studio', click: show },
      { label: 'Quit, training goes on', click: quit },
      { label: 'Pause training and quit', click: pauseAndQuit },
    ]),
  );
  tray.on('click', show);
  return () => tray.destroy();
}
