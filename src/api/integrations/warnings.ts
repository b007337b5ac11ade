import { ACTION_KINDS, type ActionKind } from '../../domain/integrations/model.ts';
import { findTemplateMistakes } from '../../domain/kernel/template-mistakes.ts';
import type { ActionFields, IntegrationInput } from './input.ts';

const findMistakes = (action: ActionFields, path: string): readonly string[] => {
  const { alias, user, note, source, message, description, entity } = action;
  const { customPriority, alertActions, tags, extraProperties } = action;
  const texts = { alias, user, note, source, message, description, entity, customPriority };
  return findTemplateMistakes({ ...texts, alertActions, tags, extraProperties }, 'event', path);
};

/** Warns of placeholders that are probably misspelt in an action of an integration. */
export const warnOfAction = (action: ActionFields): readonly string[] => findMistakes(action, '');

/** The same for all actions, by kind. */
export const warnOfActions = (actions: Readonly<Record<ActionKind, readonly ActionFields[]>>) =>
  ACTION_KINDS.flatMap((kind) => actions[kind].flatMap((action, i) => findMistakes(action, `${kind}[${i}]`)));

/** The same for the defaults of an integration. */
export const warnOfDefaults = ({ tags, extraProperties, customPriority }: IntegrationInput) =>
  findTemplateMistakes({ tags, extraProperties, customPriority }, 'event');
