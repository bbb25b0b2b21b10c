/** The section of coverage: the matrix and the pages beside it. */
export const COVERAGE = {
  'coverage.title': ['要求与缺口', 'Coverage'],
  'coverage.pages': ['要求与缺口的页面', 'Pages of coverage'],
  'coverage.matrix': ['覆盖矩阵', 'Matrix'],
  'coverage.subject': ['主体', 'Subject'],
  'coverage.empty': ['这里还没有目标市场或岗位', 'Nothing is meant for a market or post yet'],
  'coverage.emptyHelp': [
    '先登记产品面向的市场、人员的岗位、项目的阶段或供方的类型，要求随之算出。',
    'Say which market a product, which post a person, which stage a project or which supply is meant for; what is required follows.',
  ],
} as const;
