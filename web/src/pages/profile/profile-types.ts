import type { ListElement, ResponseBody } from '../../client/operation-types.ts';

export type Contact = ListElement<'GET /v2/users/{identifier}/contacts'>;
export type User = ResponseBody<'GET /v2/users/{identifier}'>['data'];
export type Rule = ResponseBody<'GET /v2/users/{identifier}/notification-rules/{ruleId}'>['data'];
export type Step = Rule['steps'][number];
export type Forwarding = ListElement<'GET /v2/forwarding-rules'>;
