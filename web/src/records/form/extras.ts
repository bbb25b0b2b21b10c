/** What features add to the generic form of an action: words above it, choices the record knows, the way back. */
import type { FormInstance } from 'antd';
import type { ComponentType } from 'react';
import type { FormInput } from '@/foundation/schema';

export interface HeadProps {
  /** what the record says, its extra parts included */
  values: Record<string, unknown>;
  form: FormInstance;
}

export interface FootProps {
  form: FormInstance;
  /** what would be sent, of what the fields hold */
  read: (values: Record<string, unknown>) => Record<string, unknown>;
}

export interface Choice {
  value: string;
  label: { zh: string; en: string };
}

type Choices = (values: Record<string, unknown>) => Choice[];

export interface Counter {
  /** the action that takes the other back */
  action: string;
  payload: (
    values: Record<string, unknown>,
    sent: Record<string, unknown>,
    why: string,
  ) => Record<string, unknown>;
}

const heads = new Map<string, ComponentType<HeadProps>>();
const feet = new Map<string, ComponentType<FootProps>>();
const choices = new Map<string, Choices>();
const counters = new Map<string, Counter>();

export function registerFormHead(kind: string, actions: string[], head: ComponentType<HeadProps>): void {
  for (const action of actions) heads.set(`${kind}.${action}`, head);
}

export function headOf(kind: string, action: string): ComponentType<HeadProps> | undefined {
  return heads.get(`${kind}.${action}`);
}

/** What a feature says below the fields of a form that is not sent yet. */
export function registerFormFoot(kind: string, actions: string[], foot: ComponentType<FootProps>): void {
  for (const action of actions) feet.set(`${kind}.${action}`, foot);
}

export function footOf(kind: string, action: string): ComponentType<FootProps> | undefined {
  return feet.get(`${kind}.${action}`);
}

/** An input whose values are things of the record itself becomes a choice among them. */
export function registerChoices(kind: string, action: string, field: string, found: Choices): void {
  choices.set(`${kind}.${action}.${field}`, found);
}

type Shape = (inputs: FormInput[], values: Record<string, unknown>) => FormInput[];
const shapes = new Map<string, Shape>();

/** A form that asks for more, or less, by what the record says. */
export function registerShape(kind: string, action: string, shape: Shape): void {
  shapes.set(`${kind}.${action}`, shape);
}

export function withChoices(
  kind: string,
  action: string,
  inputs: FormInput[],
  values: Record<string, unknown> | undefined,
): FormInput[] {
  if (!values) return inputs;
  const shape = shapes.get(`${kind}.${action}`);
  return (shape ? shape(inputs, values) : inputs).map((input) => {
    const options = choices.get(`${kind}.${action}.${input.name}`)?.(values);
    return options?.length ? { ...input, type: 'choice', options } : input;
  });
}

/** Whom an action reaches is asked before it is done: `always` shown, or only when `others` than the record stand differently. */
export type Reach = 'always' | 'others';

const reaches = new Map<string, Reach>();

export function registerReach(kind: string, actions: string[], reach: Reach): void {
  for (const action of actions) reaches.set(`${kind}.${action}`, reach);
}

export function reachOf(kind: string, action: string): Reach | undefined {
  return reaches.get(`${kind}.${action}`);
}

/** How many other records than this one an impact names or counts. */
export function othersIn(impact: { total: number; items: { id: string }[] }, id: string | undefined): number {
  const own = impact.items.some((one) => one.id === id) ? 1 : 0;
  return impact.total - own;
}

export function registerCounter(kind: string, action: string, counter: Counter): void {
  counters.set(`${kind}.${action}`, counter);
}

export function counterOf(kind: string, action: string): Counter | undefined {
  return counters.get(`${kind}.${action}`);
}
