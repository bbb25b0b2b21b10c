import type { ThemeConfig } from 'antd';

/** Colours of the register: ink and deep teal on paper; amber warns, red has lapsed. All text pairs pass 4.5:1. */
export const COLOURS = {
  paper: '#f6f5f1',
  card: '#ffffff',
  line: '#e3e0d6',
  ink: '#16302e',
  inkSoft: '#465b59',
  inkFaint: '#5d706d',
  teal: '#0f5c56',
  tealSoft: '#e3efec',
  green: '#1b6a45',
  amber: '#92560a',
  red: '#b0281e',
  blue: '#23588f',
  plum: '#7a3d71',
  slate: '#55606b',
} as const;

export const FONT =
  '"Inter", "Segoe UI", -apple-system, BlinkMacSystemFont, "PingFang SC", "Microsoft YaHei", "微软雅黑", "Noto Sans CJK SC", "Source Han Sans SC", "Helvetica Neue", sans-serif';

export const THEME: ThemeConfig = {
  token: {
    colorPrimary: COLOURS.teal,
    colorInfo: COLOURS.blue,
    colorSuccess: COLOURS.green,
    colorSuccessBg: '#e6f3ea', // what the generator makes of so dark a green is grey
    colorSuccessBorder: '#a9d3b6',
    colorWarning: '#b8700f',
    colorError: COLOURS.red,
    colorLink: COLOURS.teal,
    colorLinkHover: '#177d75',
    colorTextBase: COLOURS.ink,
    colorTextSecondary: COLOURS.inkSoft,
    colorTextTertiary: COLOURS.inkFaint,
    colorTextDescription: COLOURS.inkFaint,
    colorTextPlaceholder: '#596967',
    colorBgLayout: COLOURS.paper,
    colorBorder: '#cfccc1',
    colorBorderSecondary: COLOURS.line,
    borderRadius: 6,
    borderRadiusLG: 10,
    controlHeight: 34,
    fontFamily: FONT,
    fontSize: 14,
    wireframe: false,
    motionDurationMid: '0.14s',
    motionDurationSlow: '0.2s',
  },
  components: {
    Table: {
      headerBg: '#f3f1ea',
      headerColor: COLOURS.inkSoft,
      headerSplitColor: 'transparent',
      rowHoverBg: '#f7faf8',
      rowSelectedBg: COLOURS.tealSoft,
      rowSelectedHoverBg: '#d9eae5',
      cellPaddingBlock: 10,
      cellPaddingInline: 12,
    },
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Card: { headerFontSize: 15 },
    Tabs: { horizontalItemPadding: '10px 0' },
    Steps: { titleLineHeight: 26 },
  },
};

export interface Tone {
  text: string;
  back: string;
  mark: string;
}

export const TONES: Record<'good' | 'soon' | 'bad' | 'ended' | 'held' | 'moving' | 'plain', Tone> = {
  good: { text: COLOURS.green, back: '#e4f2ea', mark: '#2c8a5c' },
  soon: { text: COLOURS.amber, back: '#fcf0da', mark: '#d18a1c' },
  bad: { text: COLOURS.red, back: '#fbe8e5', mark: '#cf4034' },
  ended: { text: COLOURS.slate, back: '#eceef0', mark: '#8a949e' },
  held: { text: COLOURS.plum, back: '#f5eaf3', mark: '#a0589a' },
  moving: { text: COLOURS.blue, back: '#e5eef8', mark: '#3f7fc1' },
  plain: { text: COLOURS.inkSoft, back: '#efede6', mark: '#93a09d' },
};

const STATUS_TONE: Record<string, keyof typeof TONES> = {
  valid: 'good',
  active: 'good',
  open: 'soon',
  ok: 'good',
  done: 'good',
  committed: 'good',
  completed: 'good',
  sent: 'good',
  sending: 'moving',
  retry: 'soon',
  dead: 'bad',
  suppressed: 'ended',
  delivered: 'good',
  acknowledged: 'good',
  expiring_soon: 'soon',
  expiring: 'soon',
  renewal_due: 'soon',
  due: 'soon',
  overdue: 'bad',
  expired: 'bad',
  failed: 'bad',
  rejected: 'bad',
  void: 'ended',
  withdrawn: 'bad',
  revoked: 'bad',
  cancelled: 'ended',
  superseded: 'ended',
  archived: 'ended',
  closed: 'ended',
  undone: 'ended',
  retired: 'ended',
  suspended: 'held',
  in_renewal: 'moving',
  running: 'moving',
  pending: 'moving',
  draft: 'plain',
  not_yet_valid: 'moving',
  not_yet_effective: 'moving',
  duty_overdue: 'bad',
  parent_not_valid: 'bad',
  standard_withdrawn: 'bad',
  accreditation_ended: 'bad',
  employment_ended: 'bad',
  registration_ended: 'bad',
  age_limit_reached: 'bad',
  qualification_ended: 'bad',
  product_changed: 'bad',
  planned: 'moving',
  future: 'moving',
  info: 'moving',
  warning: 'soon',
  urgent: 'bad',
  critical: 'bad',
  renewing: 'moving',
  met: 'good',
  met_expiring: 'soon',
  in_application: 'moving',
  missing: 'bad',
  waived: 'ended',
  unknown_fact: 'plain',
};

export function toneName(status: string): keyof typeof TONES {
  return STATUS_TONE[status] ?? 'plain';
}

export function statusTone(status: string): Tone {
  return TONES[toneName(status)];
}

/** Whether a choice value reads as a status and deserves a coloured tag. */
export function isStatusWord(status: string): boolean {
  return status in STATUS_TONE;
}

export const CHART_COLOURS = [
  '#0f5c56',
  '#c98a2b',
  '#5f8f8a',
  '#23588f',
  '#a8563b',
  '#7a8c3f',
  '#7a3d71',
  '#93a09d',
];
