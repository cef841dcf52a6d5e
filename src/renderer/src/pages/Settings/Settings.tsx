/** What the user can choose for the whole studio, and the facts about it. */
import { Box, Stack } from '@mui/material';
import type { Settings as Chosen } from '../../../../shared/records/app.ts';
import { Await } from '../../components/Await.tsx';
import { Page } from '../../components/Page.tsx';
import { SelfTestCard } from '../../components/SelfTestCard.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useSelfTest } from '../../hooks/useSelfTest.ts';
import { useText } from '../../text/TextProvider.tsx';
import { About } from './About.tsx';
import { Appearance } from './Appearance.tsx';
import { Diagnostics } from './Diagnostics.tsx';
import { EndpointSection } from './EndpointSection.tsx';
import { Folders } from './Folders.tsx';
import { HubToken } from './HubToken.tsx';
import { SignOut } from './SignOut.tsx';
import { Training } from './Training.tsx';

export function Settings() {
  const t = useText();
  const settings = useApiQuery('settings.get');
  const { data: info } = useApiQuery('app.info');
  const { data: resources } = useApiQuery('app.resources');
  const { mutate } = useApiMutation('settings.set');
  const { data: endpoint } = useApiQuery('endpoint.get');
  const { mutate: addKey, data: made } = useApiMutation('endpoint.addKey');
  const { mutate: removeKey } = useApiMutation('endpoint.removeKey');
  const selfTest = useSelfTest();
  const set = (changes: Partial<Chosen>) => mutate(changes);
  return (
    <Page title={t.settings.title}>
      <Await query={settings}>
        {(chosen) => (
          <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 2, alignItems: 'start' }}>
            <Stack spacing={2} sx={{ minWidth: 0 }}>
              <Appearance theme={chosen.theme} language={chosen.language} onChange={set} />
              <Training settings={chosen} onChange={set} />
              <Folders settings={chosen} resources={resources} onChange={set} />
            </Stack>
            <Stack spacing={2} sx={{ minWidth: 0 }}>
              <SelfTestCard {...selfTest} />
              {endpoint ? (
                <EndpointSection
                  settings={chosen}
                  endpoint={endpoint}
                  newKey={made?.key}
                  onChange={set}
                  onAddKey={(name) => addKey({ name })}
                  onRemoveKey={(name) => removeKey({ name })}
                />
              ) : null}
              <HubToken kept={chosen.hasHubToken} />
              <Diagnostics />
              {info?.behindPassword ? <SignOut /> : null}
              {info ? <About info={info} /> : null}
            </Stack>
          </Box>
        )}
      </Await>
    </Page>
  );
}
