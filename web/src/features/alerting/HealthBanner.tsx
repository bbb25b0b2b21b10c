import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { healthQuery } from '@/api/alerting';
import { useMay } from '@/api/session';
import { useLabel, useWords } from '@/ui/words';

/** The dead-man switch for those who oversee: on every page as long as the alerting is not well. */
export function HealthBanner() {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const { data } = useQuery({ ...healthQuery, enabled: may('alert', 'oversee') });
  if (!data || data.ok) return null;
  return (
    <Alert
      banner
      type="error"
      title={`${say('alerting.banner')} ${data.problems.map((one) => label(one.text)).join(' ')}`}
      action={<Link to="/settings/alerting">{say('alerting.details')}</Link>}
    />
  );
}
