/** The page Exports. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Exports() {
  const t = useText();
  return (
    <Page title={t.exports.title}>
      <Loading />
    </Page>
  );
}
