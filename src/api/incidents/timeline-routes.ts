import { type Caller, getCallerName } from '../../domain/accounts/model.ts';
import { requireIncident } from '../../domain/incidents/queries.ts';
import { createCustomEntry, type TimelineEntry } from '../../domain/incidents/timeline.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import { createCursorLinks } from '../../http/cursor-paging.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { incidentEntryKey, incidentPk, TIMELINE_PREFIX } from '../../platform/keys.ts';
import { readLogEntries } from '../../platform/log-entries.ts';
import { type Item, ifExists, queryAll } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { base, type IncidentDeps } from './deps.ts';
import { timelineEntryBody, timelineQuery } from './input.ts';

type EntryItem = Item & TimelineEntry;

const entryView = ({ id, group, type, eventTime, hidden, actor, description, lastEdit }: TimelineEntry) => ({
  id,
  group,
  type,
  eventTime: toIso(eventTime),
  hidden,
  actor,
  description,
  lastEdit: { editTime: toIso(lastEdit.editTime), actor: lastEdit.actor },
});

const ENTRIES = '/v2/incident-timelines/{incidentId}/entries';
const ENTRY = `${ENTRIES}/{entryId}`;
const tagged = { ...base, tag: 'Incident timelines' } as const;

/** Timelines of incidents, in the order of time. People can add entries and hide them. */
export function incidentTimelineRoutes({ table }: Pick<IncidentDeps, 'table'>): readonly Route[] {
  const getIncident = (caller: Caller, { incidentId = '' }: Readonly<Record<string, string>>) =>
    requireIncident(table, caller, { type: 'id', value: incidentId });

  async function getEntry(caller: Caller, params: Readonly<Record<string, string>>): Promise<EntryItem> {
    const { accountId, id } = await getIncident(caller, params);
    const all = await queryAll<EntryItem>(table, {
      pk: incidentPk(accountId, id),
      sk: { beginsWith: TIMELINE_PREFIX },
    });
    const found = all.find((entry) => entry.id === params.entryId);
    if (!found) throw notFound(`Timeline entry with id [${params.entryId}] does not exist.`);
    return found;
  }

  return [
    defineRoute({
      ...tagged,
      method: 'POST',
      path: ENTRIES,
      summary: "Add an entry to an incident's timeline",
      rights: ['create-update'],
      body: timelineEntryBody,
      response: 'timelineEntryCreated',
      async handle({ caller, params, body, requestId, now }) {
        const { accountId, id } = await getIncident(caller, params);
        const owner = getCallerName(caller);
        const { content } = body.description;
        const entryId = derivedId('timeline-entry', accountId, requestId);
        const entry = createCustomEntry({ id: entryId, content, owner }, body.time ?? now, now);
        await table.put({
          ...incidentEntryKey(accountId, id, TIMELINE_PREFIX, toIso(entry.eventTime), entryId),
          ...entry,
        });
        return created(entryView(entry));
      },
    }),
    defineRoute({
      ...tagged,
      method: 'GET',
      path: ENTRIES,
      summary: "List an incident's timeline",
      rights: ['read'],
      query: timelineQuery,
      response: 'timelineEntries',
      async handle({ caller, params, query, request }) {
        const { accountId, id } = await getIncident(caller, params);
        const pk = incidentPk(accountId, id);
        const page = await readLogEntries(table, pk, TIMELINE_PREFIX, query);
        const { entries, more } = page;
        const wanted = (entries as readonly (EntryItem & { readonly offset: string })[]).filter(
          ({ group }) => !query.group || query.group.includes(group),
        );
        const last = more ? entries.at(-1) : undefined;
        return ok(
          { entries: wanted.map(entryView), ...(last && { nextOffset: last.offset }) },
          { paging: createCursorLinks(request.url, query, page) },
        );
      },
    }),
    defineRoute({
      ...tagged,
      method: 'GET',
      path: ENTRY,
      summary: 'Get a timeline entry',
      rights: ['read'],
      response: 'timelineEntry',
      handle: async ({ caller, params }) => ok(entryView(await getEntry(caller, params))),
    }),
    defineRoute({
      ...tagged,
      method: 'DELETE',
      path: ENTRY,
      summary: 'Delete a custom timeline entry (other entries can only be hidden)',
      rights: ['delete'],
      response: 'deleted',
      async handle({ caller, params }) {
        const { pk, sk, group } = await getEntry(caller, params);
        if (group !== 'custom')
          throw invalid({ entryId: 'Only custom entries can be deleted: hide this entry instead' });
        await table.delete({ pk, sk });
        return done('Deleted');
      },
    }),
    defineRoute({
      ...tagged,
      method: 'PATCH',
      path: `${ENTRY}/hide`,
      summary: 'Hide a timeline entry',
      rights: ['create-update'],
      response: 'timelineEntryUpdated',
      async handle({ caller, params, now }) {
        const entry = await getEntry(caller, params);
        const actor = { name: getCallerName(caller), type: 'user' } as const;
        const hidden = { ...entry, hidden: true, lastEdit: { editTime: now, actor } };
        await table.put(hidden, ifExists);
        return doneWith('Updated', entryView(hidden));
      },
    }),
  ];
}
