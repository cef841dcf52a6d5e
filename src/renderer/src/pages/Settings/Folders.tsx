/** Where the studio keeps its things, where exports go, and how much disk checkpoints may take. */
import { Button, Stack, Typography } from '@mui/material';
import type { Resources, Settings } from '../../../../shared/records/app.ts';
import { Help } from '../../components/Help.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiMutation } from '../../hooks/useApi.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';
import { SavedField } from './SavedField.tsx';

const gigabyte = 1e9;

interface FoldersProps {
  readonly settings: Settings;
  readonly resources: Resources | undefined;
  readonly onChange: (changes: Partial<Settings>) => void;
}

export function Folders({ settings, resources, onChange }: FoldersProps) {
  const t = useText();
  const { bytes } = useFormats();
  const { mutate: show } = useApiMutation('app.showFolder');
  return (
    <Section title={t.settings.folders}>
      {resources ? (
        <Stack spacing={0.5}>
          <Typography variant="h3">{t.settings.home}</Typography>
          <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
            <Typography sx={{ fontFamily: monospace, overflowWrap: 'anywhere', flex: 1 }} variant="body2">
              {resources.home}
            </Typography>
            <Button onClick={() => show({ path: resources.home })}>{t.settings.showFolder}</Button>
          </Stack>
          <Typography variant="body2">
            {t.settings.occupied(
              resources.homeBytes === null ? t.settings.counting : bytes(resources.homeBytes),
              bytes(resources.diskFreeBytes),
            )}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {t.settings.homeAbout}
          </Typography>
        </Stack>
      ) : null}
      <Stack spacing={2} sx={{ pt: 1 }}>
        <SavedField
          label={t.settings.exportsFolder}
          value={settings.exportsFolder}
          help={t.settings.exportsFolderAbout}
          choice="exportsFolder"
          onSave={(exportsFolder) => onChange({ exportsFolder })}
        />
        <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center' }}>
          <SavedField
            label={t.settings.budget}
            value={String(settings.checkpointBudgetBytes / gigabyte)}
            unit={t.settings.budgetUnit}
            check={(text) => (Number(text.replace(',', '.')) > 0 ? undefined : t.settings.budgetInvalid)}
            onSave={(text) =>
              onChange({ checkpointBudgetBytes: Math.round(Number(text.replace(',', '.')) * gigabyte) })
            }
          />
          <Help term="checkpointBudget" />
        </Stack>
      </Stack>
    </Section>
  );
}
