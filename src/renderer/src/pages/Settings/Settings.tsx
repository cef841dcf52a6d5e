/** The page Settings. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Settings() {
  const t = useText();
  return (
    <Page title={t.settings.title}>
      <Loading />
    </Page>
  );
}
