/** Packages for the Electron of `olderElectron.ts`: as for users, but for what it does not know and for the inspector. */
import config from './electron-builder.config.ts';

const { grantFileProtocolExtraPrivileges: _unknown, ...fuses } = config.electronFuses;

export default {
  ...config,
  electronDist: process.env.OLDER_ELECTRON,
  electronVersion: '25.1.1',
  electronFuses: { ...fuses, enableNodeCliInspectArguments: true },
  linux: { ...config.linux, target: ['dir'] },
};
