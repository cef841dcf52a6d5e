/** The page Compare. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Compare() {
  const t = useText();
  return (
    <Page title={t.compare.title}>
      <Loading />
    </Page>
  );
}
