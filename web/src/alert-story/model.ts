import type { ListElement, ResponseBody } from '../client/operation-types.ts';

/** The story of a stored alert. */
export type Story = ResponseBody<'GET /v2/alerts/{identifier}/story'>['data'];
/** The story that an alert would have. */
export type Simulation = ResponseBody<'POST /v2/simulate'>['data'];

export type StoryEntry = Story['entries'][number];
export type StoryPerson = NonNullable<StoryEntry['person']>;
export type StoryException = Story['others'][number];
export type Channel = NonNullable<StoryEntry['channel']>;
export type Note = ListElement<'GET /v2/alerts/{identifier}/notes'>;

/** The name to show for a person. */
export const getPersonName = ({ fullName, username, id }: StoryPerson): string => fullName || username || id;
