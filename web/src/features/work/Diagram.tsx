import { useEffect, useRef, useState } from 'react';
import { ErrorNote } from '@/ui/states';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

interface Canvas {
  zoom: (to: string, centre: string) => void;
}
interface Registry {
  getGraphics: (id: string) => SVGElement | undefined;
}

const HERE = { fill: '#fff4d6', stroke: '#b54708', strokeWidth: '3px' };
const PASSED = { fill: '#ecfdf3' };

/** The drawing writes its colours on the shapes themselves. */
function paint(registry: Registry, ids: string[], style: Partial<CSSStyleDeclaration>): void {
  for (const id of ids) {
    const shape = registry.getGraphics(id)?.querySelector<SVGElement>('.djs-visual > *');
    if (shape) Object.assign(shape.style, style);
  }
}

/** A process drawn, to be looked at: where it is, and what it passed. */
export default function Diagram({
  bpmn,
  at = [],
  passed = [],
  label,
}: {
  bpmn: string;
  at?: string[];
  passed?: string[];
  label: string;
}) {
  const box = useRef<HTMLElement>(null);
  const [error, setError] = useState<unknown>(null);
  const marks = JSON.stringify([at, passed]);
  useEffect(() => {
    if (!box.current) return;
    let gone = false;
    let close = () => {};
    void (async () => {
      try {
        const { default: Viewer } = await import('bpmn-js/lib/NavigatedViewer');
        if (gone || !box.current) return;
        const viewer = new Viewer({ container: box.current });
        close = () => viewer.destroy();
        await viewer.importXML(bpmn);
        const registry = viewer.get('elementRegistry') as Registry;
        const [here, been] = JSON.parse(marks) as [string[], string[]];
        paint(registry, been, PASSED);
        paint(registry, here, HERE);
        (viewer.get('canvas') as Canvas).zoom('fit-viewport', 'auto');
      } catch (problem) {
        if (!gone) setError(problem);
      }
    })();
    return () => {
      gone = true;
      close();
    };
  }, [bpmn, marks]);
  if (error) return <ErrorNote error={error} />;
  return <section ref={box} className="diagram" aria-label={label} />;
}
