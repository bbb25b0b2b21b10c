import Modeler from 'bpmn-js/lib/Modeler';
import zh from 'bpmn-js-i18n/translations/zn.js';
import type { Lang } from '@/foundation/labels';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';

interface Element {
  id: string;
  type: string;
}
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Canvas {
  viewbox: (to?: Box) => { inner: Box; outer: { width: number; height: number } };
}
interface Registry {
  get: (id: string) => Element | undefined;
}
interface Selection {
  select: (element: Element) => void;
}

/** A drawing under somebody's hands. */
export interface Drawing {
  open: (bpmn: string) => Promise<void>;
  text: () => Promise<string>;
  pick: (id: string) => void;
  close: () => void;
}

const MARGIN = 40;
const TOOLS = 130;
const STEP = /Task|StartEvent|CallActivity/;

/** A modeller in a box of the page, speaking the reader's language. */
export function drawingIn(
  box: HTMLElement,
  lang: Lang,
  heard: { onPick: (id: string) => void; onChange: () => void },
): Drawing {
  const modeler = new Modeler({
    container: box,
    additionalModules: lang === 'zh' ? [{ translate: ['value', translated] }] : [],
  });
  modeler.on('selection.changed', ({ newSelection }: { newSelection: Element[] }) => {
    const one = newSelection.length === 1 ? newSelection[0] : undefined;
    heard.onPick(one && STEP.test(one.type) ? one.id : '');
  });
  modeler.on('commandStack.changed', heard.onChange);
  return {
    open: async (bpmn) => {
      await modeler.importXML(bpmn);
      shown(modeler.get('canvas') as Canvas);
    },
    text: async () => (await modeler.saveXML({ format: true })).xml ?? '',
    pick: (id) => {
      const found = (modeler.get('elementRegistry') as Registry).get(id);
      if (found) (modeler.get('selection') as Selection).select(found);
    },
    close: () => modeler.destroy(),
  };
}

/** All of it, never larger than drawn, beside the tools at the left. */
function shown(canvas: Canvas): void {
  const { inner, outer } = canvas.viewbox();
  const width = Math.max(inner.width + 2 * MARGIN + TOOLS, outer.width);
  const height = Math.max(inner.height + 2 * MARGIN, outer.height);
  const x = inner.x - TOOLS - (width - TOOLS - inner.width) / 2;
  canvas.viewbox({ x, y: inner.y - (height - inner.height) / 2, width, height });
}

function translated(template: string, values: Record<string, string> = {}): string {
  const words = (zh as Record<string, string>)[template] ?? template;
  return words.replace(/{([^}]+)}/g, (whole, name: string) => values[name] ?? whole);
}
