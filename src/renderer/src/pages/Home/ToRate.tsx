/** What is new to try: adapter versions that nobody has rated yet. */
import { Stack, Typography } from '@mui/material';
import type { AdapterList } from '../../../../shared/records/adapters.ts';
import { RouterButton } from '../../components/links.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

const shown = 3;

/** Newest first. */
function unratedVersions({ adapters }: AdapterList) {
  return adapters
    .flatMap(({ name, versions }) => versions.map((version) => ({ name, version })))
    .filter(({ version }) => version.rating === null && !version.archived && !version.missing)
    .sort((a, b) => b.version.createdAt - a.version.createdAt);
}

export function ToRate({ list }: { readonly list: AdapterList }) {
  const t = useText();
  const { ago } = useFormats();
  const unrated = unratedVersions(list);
  if (unrated.length === 0) return null;
  return (
    <Section title={t.home.toTry}>
      <Typography color="textSecondary">{t.home.toTryAbout}</Typography>
      <Stack component="ul" spacing={1} sx={{ listStyle: 'none', p: 0, m: 0 }}>
        {unrated.slice(0, shown).map(({ name, version }) => (
          <Stack component="li" direction="row" key={version.id} spacing={1} sx={{ alignItems: 'center' }}>
            <Typography noWrap title={name} sx={{ flex: 1, minWidth: 0 }}>
              {t.home.version(name, version.number)}
              <Typography component="span" variant="body2" color="textSecondary" sx={{ ml: 1 }}>
                {ago(version.createdAt)}
              </Typography>
            </Typography>
            <RouterButton
              to="/playground"
              search={{ version: version.id }}
              aria-label={t.home.tryVersion(t.home.version(name, version.number))}
            >
              {t.home.try}
            </RouterButton>
          </Stack>
        ))}
      </Stack>
    </Section>
  );
}
