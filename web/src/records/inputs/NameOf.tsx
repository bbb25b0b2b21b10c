import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useKind } from '@/api/catalogue';
import { learnName, useNames } from '@/api/names';
import { detailQuery } from '@/api/records';
import { titleIn } from '@/foundation/catalogue';
import { useLang } from '@/ui/words';
import { plainText } from '../values/Value';

/** The name of a referred record, asked for once when nothing has told it yet. */
export function NameOf({ kind, id }: { kind: string; id: string }) {
  const known = useNames()(id);
  const spec = useKind(kind);
  const lang = useLang();
  const asked = useQuery({ ...detailQuery(kind, id), enabled: !known && /^[0-9a-f-]{36}$/i.test(id) });
  const title = asked.data && spec ? plainText(titleIn(spec, asked.data.values, lang)) : '';
  useEffect(() => {
    if (title) learnName(id, title);
  }, [id, title]);
  return <>{known || title || id}</>;
}
