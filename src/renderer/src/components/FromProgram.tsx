/** How a program of one's own asks a model: the endpoint's switch, the question as a command, and the endpoint without the studio. */

import { Alert, FormControlLabel, Link, Switch, Typography } from '@mui/material';
import { fromRecord } from '../../../shared/errors.ts';
import { useApiMutation, useApiQuery } from '../hooks/useApi.ts';
import { useText } from '../text/TextProvider.tsx';
import { Copyable } from './Copyable.tsx';
import { RouterLink } from './links.tsx';
import { Section } from './Section.tsx';
import { useErrorText } from './useErrorText.ts';
import { useOwnCommand } from './useOwnCommand.ts';

interface FromProgramProps {
  readonly modelId: string;
  /** Who is asked; null: the base alone. */
  readonly adapterVersionId: string | null;
}

export function FromProgram({ modelId, adapterVersionId }: FromProgramProps) {
  const t = useText();
  const errorText = useErrorText();
  const { data: settings } = useApiQuery('settings.get');
  const { data: endpoint } = useApiQuery('endpoint.get');
  const own = useOwnCommand();
  const { mutate } = useApiMutation('settings.set');
  if (!settings || !endpoint) return null;
  const wrong = endpoint.error && errorText(fromRecord(endpoint.error));
  const served = endpoint.models.find(
    (each) => each.modelId === modelId && each.adapterVersionId === adapterVersionId,
  );
  return (
    <Section title={t.playground.fromProgram}>
      <Typography variant="body2" color="textSecondary">
        {t.playground.fromProgramAbout}
      </Typography>
      <FormControlLabel
        label={t.playground.fromProgramOn}
        control={
          <Switch
            size="small"
            checked={settings.endpoint}
            onChange={(_event, on) => mutate({ endpoint: on })}
            sx={{ mr: 0.5 }}
          />
        }
      />
      {wrong ? (
        <Alert severity="error">
          {wrong.message} {wrong.hint}
        </Alert>
      ) : null}
      {endpoint.url !== null && served ? (
        <Copyable
          label={t.playground.fromProgramCommand}
          text={curl(endpoint.url, served.id, endpoint.keys.length > 0)}
        />
      ) : null}
      {own ? <Copyable label={t.playground.fromProgramServe} text={own.line(['serve'])} /> : null}
      <Link component={RouterLink} to="/settings" variant="body2">
        {t.playground.fromProgramMore}
      </Link>
    </Section>
  );
}

/** In a form that the shells of every system take: what is within quotes holds none of theirs. */
function curl(url: string, model: string, needsKey: boolean): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] });
  return [
    `curl ${url}/chat/completions -H "Content-Type: application/json"`,
    ...(needsKey ? ['-H "Authorization: Bearer KEY"'] : []),
    `-d "${body.replaceAll('"', '\\"')}"`,
  ].join(' ');
}
