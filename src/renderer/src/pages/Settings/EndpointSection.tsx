/** The endpoint for other programs: a switch, its address, who may ask, and how. */
import { Alert, Box, Button, FormControlLabel, Stack, Switch, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { fromRecord } from '../../../../shared/errors.ts';
import type { Settings } from '../../../../shared/records/app.ts';
import { type Endpoint, originSchema } from '../../../../shared/records/endpoint.ts';
import { Copyable } from '../../components/Copyable.tsx';
import { Section } from '../../components/Section.tsx';
import { useErrorText } from '../../components/useErrorText.ts';
import { useText } from '../../text/TextProvider.tsx';
import { SavedField } from './SavedField.tsx';

interface EndpointSectionProps {
  readonly settings: Settings;
  readonly endpoint: Endpoint;
  /** The key just made, which is shown this once. */
  readonly newKey: string | undefined;
  readonly onChange: (changes: Partial<Settings>) => void;
  readonly onAddKey: (name: string) => void;
  readonly onRemoveKey: (name: string) => void;
}

export function EndpointSection(props: EndpointSectionProps) {
  const { settings, endpoint, onChange } = props;
  const t = useText();
  const errorText = useErrorText();
  const wrong = endpoint.error && errorText(fromRecord(endpoint.error));
  return (
    <Section title={t.settings.endpoint}>
      <FormControlLabel
        label={t.settings.endpointOn}
        control={
          <Switch
            size="small"
            checked={settings.endpoint}
            onChange={(_event, endpoint) => onChange({ endpoint })}
            sx={{ mr: 0.5 }}
          />
        }
      />
      <Typography variant="body2" color="textSecondary">
        {t.settings.endpointAbout}
      </Typography>
      {wrong ? (
        <Alert severity="error">
          {wrong.message} {wrong.hint}
        </Alert>
      ) : null}
      {endpoint.url === null ? null : (
        <>
          <Copyable label={t.settings.endpointUrl} text={endpoint.url} />
          <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
            {endpoint.models.length === 0
              ? t.settings.endpointNoModels
              : t.settings.endpointModels(endpoint.models.map(({ id }) => id).join(', '))}
          </Typography>
        </>
      )}
      <SavedField
        label={t.settings.endpointPort}
        value={String(settings.endpointPort)}
        check={(text) => (isPort(text) ? undefined : t.settings.endpointPortInvalid)}
        onSave={(text) => onChange({ endpointPort: Number(text) })}
      />
      <SavedField
        label={t.settings.endpointOrigins}
        value={settings.endpointOrigins.join(' ')}
        help={t.settings.endpointOriginsAbout}
        check={(text) =>
          originsIn(text).every((origin) => originSchema.safeParse(origin).success)
            ? undefined
            : t.settings.endpointOriginsInvalid
        }
        onSave={(text) => onChange({ endpointOrigins: originsIn(text) })}
      />
      <Keys {...props} />
    </Section>
  );
}

const isPort = (text: string) => /^\d+$/.test(text) && Number(text) >= 1024 && Number(text) <= 65_535;

const originsIn = (text: string) => text.split(/[\s,]+/).filter((origin) => origin !== '');

function Keys({ endpoint, newKey, onAddKey, onRemoveKey }: EndpointSectionProps) {
  const t = useText();
  const [name, setName] = useState('');
  return (
    <Stack spacing={1}>
      <Typography variant="h3">{t.settings.endpointKeys}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t.settings.endpointKeysAbout}
      </Typography>
      {endpoint.keys.map((key) => (
        <Stack key={key.name} direction="row" spacing={1} sx={{ alignItems: 'center' }}>
          <Typography sx={{ flex: 1, overflowWrap: 'anywhere' }}>{key.name}</Typography>
          <Button
            variant="text"
            aria-label={t.settings.endpointKeyRemoveLabel(key.name)}
            onClick={() => onRemoveKey(key.name)}
          >
            {t.settings.endpointKeyRemove}
          </Button>
        </Stack>
      ))}
      <Stack
        component="form"
        direction="row"
        spacing={1}
        sx={{ alignItems: 'center' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === '') return;
          onAddKey(name.trim());
          setName('');
        }}
      >
        <TextField
          fullWidth
          label={t.settings.endpointKeyName}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" disabled={name.trim() === ''} sx={{ flexShrink: 0 }}>
          {t.settings.endpointKeyAdd}
        </Button>
      </Stack>
      <Box role="status">
        {newKey === undefined ? null : <Copyable label={t.settings.endpointKeyOnce} text={newKey} />}
      </Box>
    </Stack>
  );
}
