import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { type CoverageAsked, coverageFile } from '@/api/coverage';
import { useWords } from '@/ui/words';

/** What is shown, with its filters, as a workbook or csv. */
export function FileButtons({ what, asked }: { what: 'matrix' | 'rates'; asked: CoverageAsked }) {
  const say = useWords();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: (['xlsx', 'csv'] as const).map((format) => ({
          key: format,
          label: (
            <a href={coverageFile(what, { ...asked, format })} download>
              {say(format === 'xlsx' ? 'coverage.xlsx' : 'coverage.csv')}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined />} className="coverage-export">
        {say('coverage.export')}
      </Button>
    </Dropdown>
  );
}
