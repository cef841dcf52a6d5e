/** Where the studio opens: what this machine is and what it can train on. */
import { Stack, Typography } from '@mui/material';
import { useAppInfo } from '../../hooks/useAppInfo.ts';
import { useSelfTest } from '../../hooks/useSelfTest.ts';
import { en } from '../../text/en.ts';
import { MachineCard } from './MachineCard.tsx';
import { SelfTestCard } from './SelfTestCard.tsx';

export function Home() {
  const { data: info } = useAppInfo();
  const { reports, error, running, again } = useSelfTest();
  return (
    <Stack spacing={2}>
      <Typography variant="h1">{en.home.title}</Typography>
      <SelfTestCard reports={reports} error={error} running={running} onAgain={again} />
      {info ? <MachineCard info={info} /> : null}
    </Stack>
  );
}
