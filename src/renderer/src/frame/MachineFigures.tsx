/** The device that trains, and the memory and disk that are free, each leading to the settings that have to do with it. */

import DeviceIcon from '@mui/icons-material/DeveloperBoardOutlined';
import MemoryIcon from '@mui/icons-material/MemoryOutlined';
import DiskIcon from '@mui/icons-material/StorageOutlined';
import { Tooltip } from '@mui/material';
import type { ReactNode } from 'react';
import { RouterLink } from '../components/links.tsx';
import { deviceText } from '../format.ts';
import { useApiQuery } from '../hooks/useApi.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';

/** Below this share free, a figure says so. */
const scarce = 0.05;

export function MachineFigures() {
  const t = useText();
  const { bytes } = useFormats();
  const { data: devices } = useApiQuery('devices.selfTest', { again: false });
  const { data: resources } = useApiQuery('app.resources');
  const device = devices?.find(({ chosen }) => chosen);
  return (
    <>
      {device ? (
        <Figure title={t.frame.device(device.reason)} icon={<DeviceIcon />}>
          {deviceText(device.device)}
        </Figure>
      ) : null}
      {resources ? (
        <>
          <Figure
            title={t.frame.memory(bytes(resources.memoryFreeBytes), bytes(resources.memoryBytes))}
            icon={<MemoryIcon />}
            warn={resources.memoryFreeBytes < scarce * resources.memoryBytes}
          >
            {t.frame.free(bytes(resources.memoryFreeBytes))}
          </Figure>
          <Figure
            title={t.frame.disk(
              bytes(resources.diskFreeBytes),
              resources.homeBytes === null ? null : bytes(resources.homeBytes),
            )}
            icon={<DiskIcon />}
            warn={resources.diskFreeBytes < 2e9}
          >
            {t.frame.free(bytes(resources.diskFreeBytes))}
          </Figure>
        </>
      ) : null}
    </>
  );
}

interface FigureProps {
  /** The whole in words. */
  readonly title: string;
  readonly icon: ReactNode;
  readonly warn?: boolean;
  readonly children: string;
}

function Figure({ title, icon, warn = false, children }: FigureProps) {
  const t = useText();
  return (
    <Tooltip title={title}>
      <RouterLink
        to="/settings"
        aria-label={title}
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 0.75,
          color: warn ? 'warning.main' : 'text.secondary',
          fontWeight: warn ? 600 : 400,
          textDecoration: 'none',
          '& svg': { fontSize: 16 },
        }}
      >
        {icon}
        {warn ? `${children} (${t.frame.low})` : children}
      </RouterLink>
    </Tooltip>
  );
}
