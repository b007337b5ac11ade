import type { Tool } from '../../tool.ts';
import { stateNotification } from '../nagios/mapping.ts';

/** Icinga, by a notification command that sends its macros as JSON. */
export const icinga: Tool = {
  name: 'Icinga',
  types: ['Icinga2', 'Icinga'],
  parse: (payload) => stateNotification(payload, 'Icinga'),
};
