import * as z from 'zod';
import type { Document } from '../../../scripts/configuration/document.ts';
import type { KindName } from '../../../scripts/configuration/kind.ts';
import { allRoutes } from '../../../src/handlers/routes/all-routes.ts';
import type { ConfigurationType } from '../../../src/platform/keys.ts';
import { aRichCompany, exportedFiles } from './imports.ts';

/** Where each type of stored configuration is in an export, or why it is not. The type check finds a type without entry. */
const TYPES: Readonly<Record<ConfigurationType, KindName | { readonly notExported: string }>> = {
  USER: 'users',
  TEAM: 'teams',
  ESCALATION: 'escalations',
  SCHEDULE: 'schedules',
  SAVEDSEARCH: 'saved-searches',
  INTEGRATION: 'integrations',
  SERVICE: 'services',
  INCIDENTTEMPLATE: 'incident-templates',
  HEARTBEAT: 'heartbeats',
  MAINTENANCES: 'maintenance',
  MAINTENANCE: { notExported: 'maintenance that is over' },
  ALERTPOLICIES: 'policies',
  NOTIFICATIONPOLICIES: 'policies',
  FORWARDINGRULES: 'forwarding-rules',
  ROLE: 'roles',
  SETTINGS: 'account',
  APIKEY: { notExported: 'a secret' },
  CALENDARLINK: { notExported: 'a secret' },
  PASSKEY: { notExported: 'a secret' },
  POSTMORTEM: { notExported: 'a record of an incident' },
  DEPLOYMENT: { notExported: 'a record of what happened' },
};

type Documents = Readonly<Record<string, readonly Document[]>>;

const each = (documents: readonly Document[] = [], ...members: readonly string[]): readonly Document[] =>
  members.reduce(
    (found, member) => found.flatMap((document) => (document[member] ?? []) as readonly Document[]),
    documents,
  );

const policiesIn = ({ policies }: Documents) => [
  ...each(policies, 'alert'),
  ...each(policies, 'notification'),
];

/** An operation that configures: the documents that hold what it sets, and the members that these need not have. */
interface Operation {
  readonly documents: (all: Documents) => readonly Document[];
  /** Other names of members, members without effect, and the ids in the place of which files have names. */
  readonly except?: readonly string[];
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'PATCH /v2/account': { documents: ({ account = [] }) => account },
  'POST /v2/users': { documents: ({ users = [] }) => users },
  'PATCH /v2/users/{identifier}': { documents: ({ users = [] }) => users },
  'POST /v2/users/{identifier}/contacts': {
    documents: ({ users }) => each(users, 'contacts'),
    except: ['keys', 'token'],
  },
  'POST /v2/users/{identifier}/notification-rules': {
    documents: ({ users }) => each(users, 'notificationRules'),
    except: ['order'],
  },
  'POST /v2/users/{identifier}/notification-rules/{ruleId}/steps': {
    documents: ({ users }) => each(users, 'notificationRules', 'steps'),
  },
  'POST /v2/teams': { documents: ({ teams = [] }) => teams },
  'POST /v2/teams/{identifier}/members': { documents: ({ teams }) => each(teams, 'members') },
  'POST /v2/teams/{identifier}/routing-rules': {
    documents: ({ teams }) => each(teams, 'routingRules'),
    except: ['order'],
  },
  'POST /v2/teams/{identifier}/roles': { documents: ({ teams }) => each(teams, 'roles') },
  'POST /v2/escalations': { documents: ({ escalations = [] }) => escalations },
  'POST /v2/schedules': { documents: ({ schedules = [] }) => schedules },
  'POST /v2/schedules/{identifier}/rotations': {
    documents: ({ schedules }) => each(schedules, 'rotations'),
    except: ['id'],
  },
  'POST /v2/schedules/{identifier}/overrides': { documents: ({ schedules }) => each(schedules, 'overrides') },
  'POST /v2/forwarding-rules': { documents: ({ 'forwarding-rules': rules = [] }) => rules },
  'POST /v2/roles': { documents: ({ roles = [] }) => roles },
  'POST /v2/policies': {
    documents: policiesIn,
    except: ['type', 'teamId', 'TeamId', 'alertDescription', 'deduplicationActionAction'],
  },
  'POST /v2/integrations': {
    documents: ({ integrations = [] }) => integrations,
    except: [
      'assignedTeam',
      'recipients',
      'forwardingEnabled',
      // Accepted only if they are empty.
      'ignoreTeamsFromPayload',
      'ignoreRecipientsFromPayload',
      'isDefaultIntegration',
      'forwardingActionMappings',
    ],
  },
  'PUT /v2/integrations/{id}/actions': {
    documents: ({ integrations = [] }) =>
      integrations.flatMap(({ actions }) => (actions ? [actions as Document] : [])),
  },
  'POST /v2/integrations/{id}/actions': {
    documents: ({ integrations = [] }) =>
      integrations.flatMap(({ actions }) => Object.values((actions ?? {}) as Document).flat() as Document[]),
    except: ['type', 'recipients'],
  },
  'POST /v1/maintenance': { documents: ({ maintenance = [] }) => maintenance },
  'POST /v2/heartbeats': { documents: ({ heartbeats = [] }) => heartbeats },
  'POST /v1/services': { documents: ({ services = [] }) => services, except: ['teamId'] },
  'POST /v1/services/{id}/incident-rules': {
    documents: ({ services }) => each(services, 'incidentRules'),
    except: ['type'],
  },
  'PUT /v1/services/{id}/incident-templates/{templateId}': {
    documents: ({ services }) => each(services, 'incidentTemplates'),
  },
  'PATCH /v1/services/{id}/audience-templates': {
    documents: ({ services = [] }) =>
      services.flatMap(({ audience }) => (audience ? [audience as Document] : [])),
  },
  'POST /v1/incident-templates': { documents: ({ 'incident-templates': templates = [] }) => templates },
  'POST /v2/alerts/saved-searches': { documents: ({ 'saved-searches': searches = [] }) => searches },
};

/** Operations that set nothing that those above do not set. */
const OTHERS = [
  'PUT /v2/account/paging-stop',
  'PATCH /v2/users/{identifier}/contacts/{contactId}',
  'POST /v2/users/{identifier}/contacts/{contactId}/verification/confirm',
  'PATCH /v2/users/{identifier}/notification-rules/{ruleId}',
  'POST /v2/users/{identifier}/notification-rules/{ruleId}/change-order',
  'POST /v2/users/{identifier}/notification-rules/copy-to',
  'PATCH /v2/users/{identifier}/notification-rules/{ruleId}/steps/{id}',
  'PATCH /v2/teams/{identifier}',
  'PATCH /v2/teams/{identifier}/routing-rules/{id}',
  'POST /v2/teams/{identifier}/routing-rules/{id}/change-order',
  'PATCH /v2/teams/{identifier}/roles/{teamRoleIdentifier}',
  'PATCH /v2/escalations/{identifier}',
  'PATCH /v2/schedules/{identifier}',
  'PATCH /v2/schedules/{identifier}/rotations/{id}',
  'PUT /v2/schedules/{identifier}/overrides/{alias}',
  'PUT /v2/forwarding-rules/{identifier}',
  'PUT /v2/roles/{identifier}',
  'PUT /v2/policies/{policyId}',
  'POST /v2/policies/{policyId}/change-order',
  'POST /v1/policies',
  'PUT /v1/policies/{policyId}',
  'POST /v1/policies/{policyId}/change-order',
  'PUT /v2/integrations/{id}',
  'PUT /v1/maintenance/{id}',
  'POST /v1/maintenance/{id}/change-end-date',
  'PATCH /v2/heartbeats/{name}',
  'PATCH /v1/services/{id}',
  'PUT /v1/services/{id}/incident-rules/{ruleId}',
  'POST /v1/services/{id}/incident-templates',
  'PUT /v1/incident-templates/{id}',
];

const configuring = allRoutes().filter(
  ({ rights, body, path, method }) =>
    body !== undefined &&
    ((rights as readonly string[]).includes('configuration') ||
      `${method} ${path}` === 'POST /v2/alerts/saved-searches'),
);

const nameOperation = ({ method, path }: { readonly method: string; readonly path: string }) =>
  `${method} ${path}`;

test('each operation that configures is covered by the export, or is known to set nothing else', () => {
  const unknown = configuring
    .map(nameOperation)
    .filter((name) => OPERATIONS[name] === undefined && !OTHERS.includes(name));
  expect(unknown).toEqual([]);
});

test('each name of an operation is that of an operation', () => {
  const names = configuring.map(nameOperation);
  expect([...Object.keys(OPERATIONS), ...OTHERS].filter((name) => !names.includes(name))).toEqual([]);
});

interface JsonSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The members that the schema has in any of its forms. */
const listMembers = ({
  properties = {},
  allOf = [],
  anyOf = [],
  oneOf = [],
}: JsonSchema): readonly string[] => [
  ...new Set([...Object.keys(properties), ...[...allOf, ...anyOf, ...oneOf].flatMap(listMembers)]),
];

async function readDocuments(): Promise<Documents> {
  const files = Object.entries(await exportedFiles(await aRichCompany(), 'first'));
  const documents: Record<string, Document[]> = {};
  for (const [path, text] of files.filter(([name]) => name.endsWith('.json'))) {
    const [kind = ''] = path.replace(/\.json$/, '').split('/');
    documents[kind] = [...(documents[kind] ?? []), JSON.parse(text)];
  }
  return documents;
}

test('an export has every member that an operation of the API can set', async () => {
  const all = await readDocuments();
  const missing = Object.entries(OPERATIONS).flatMap(([name, { documents, except = [] }]) => {
    const route = configuring.find((each) => nameOperation(each) === name);
    const schema = z.toJSONSchema(route?.body ?? z.object({}), { io: 'input', unrepresentable: 'any' });
    const exported = new Set(documents(all).flatMap((document) => Object.keys(document)));
    return listMembers(schema as JsonSchema)
      .filter((member) => !exported.has(member) && !except.includes(member))
      .map((member) => `${name}: ${member}`);
  });
  expect(missing).toEqual([]);
});

test('each type of stored configuration has files, or a reason to have none', async () => {
  const all = await readDocuments();
  const kinds = Object.values(TYPES).filter((kind) => typeof kind === 'string');
  expect(kinds.filter((kind) => (all[kind] ?? []).length === 0)).toEqual([]);
});
