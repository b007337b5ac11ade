import { path } from '../api.ts';
import {
  type Document,
  inOrder,
  isSame,
  toCriteria,
  toText,
  without,
  withoutUndefined,
} from '../document.ts';
import {
  type AccountAccess,
  type Found,
  type ImportWork,
  isChangedBesides,
  type Kind,
  type Step,
} from '../kind.ts';
import { pairByName } from '../pair.ts';
import { ImportProblem, requireList, within } from '../problem.ts';
import { type Names, readNames, toNames } from './names.ts';

interface View extends Document {
  readonly id: string;
}

interface AudienceView {
  readonly responder: { readonly teams: readonly string[]; readonly individuals: readonly string[] };
  readonly stakeholder: { readonly individuals: readonly string[]; readonly conditions: readonly Document[] };
}

/** The audience by names; undefined if it is empty. */
function toAudience({ responder, stakeholder }: AudienceView, { teams, users }: Names): Document | undefined {
  const audience = {
    responder: {
      teams: toNames(responder.teams, teams),
      individuals: toNames(responder.individuals, users),
    },
    stakeholder: { ...stakeholder, individuals: toNames(stakeholder.individuals, users) },
  };
  const lists = [
    audience.responder.teams,
    audience.responder.individuals,
    audience.stakeholder.individuals,
    stakeholder.conditions,
  ];
  return lists.some((list) => list.length > 0) ? audience : undefined;
}

const NO_AUDIENCE = {
  responder: { teams: [], individuals: [] },
  stakeholder: { individuals: [], conditions: [] },
};

function toRuleDocument({ id: _, order: _order, skippedPatterns: _skipped, ...rule }: Document): Document {
  if (toCriteria(rule) !== undefined) return rule;
  return without(rule, 'conditionMatchType', 'conditions');
}

async function readService({ api }: AccountAccess, id: string, names: Names): Promise<Found> {
  const one = path`/v1/services/${id}`;
  const [{ teamId, ...service }, rules, templates, audience] = await Promise.all([
    api.get<View & { readonly teamId: string }>(one),
    api.get<readonly View[]>(`${one}/incident-rules`),
    api.get<readonly View[]>(`${one}/incident-templates`),
    api.get<AudienceView>(`${one}/audience-templates`),
  ]);
  const document = {
    ...without(service, 'id'),
    team: names.teams.get(teamId),
    incidentRules: rules.length > 0 ? rules.map(toRuleDocument) : undefined,
    incidentTemplates: templates.length > 0 ? templates.map((each) => without(each, 'id')) : undefined,
    audience: toAudience(audience, names),
  };
  return { id, document: withoutUndefined(document) };
}

/** The members that the requests for a service do not have. */
const PARTS = ['team', 'incidentRules', 'incidentTemplates', 'audience'];

/** Services, with their incident rules, templates and audiences. */
export const services: Kind = {
  name: 'services',
  ownMembers: PARTS,
  getName: ({ name }) => toText(name),
  async read(account) {
    const names = await readNames(account);
    return Promise.all([...names.services.keys()].map((id) => readService(account, id, names)));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v1/services/${id}`);
  },
  async rename({ api }, { id }, name) {
    await api.send('PATCH', path`/v1/services/${id}`, { name });
  },
};

/** Members that have operations of their own. */
/** The values of members that a file leaves out. */
const DEFAULTS = { description: '', visibility: 'TEAM_MEMBERS', tags: [] };

export const writeService: Step = {
  kind: 'services',
  async write(work, wanted, found) {
    const { api, ids } = work;
    const { team, incidentRules, incidentTemplates, audience, ...service } = wanted;
    const name = toText(service.name);
    const teamId = ids.require('teams', toText(team), 'team');
    if (found && toText(found.document.team).toLowerCase() !== toText(team).toLowerCase()) {
      throw new ImportProblem('', { team: `cannot be changed; it is ${toText(found.document.team)}` });
    }
    const present = ids.find('services', name);
    const id = present ?? (await api.send('POST', '/v1/services', { ...service, teamId })).id;
    ids.set('services', name, id);
    const one = path`/v1/services/${id}`;
    if (present && isChangedBesides(wanted, found, ...PARTS))
      await api.send('PATCH', one, { ...DEFAULTS, ...service });
    await writeRules(work, `${one}/incident-rules`, requireList(incidentRules, 'incidentRules'));
    await writeTemplates(
      work,
      `${one}/incident-templates`,
      requireList(incidentTemplates, 'incidentTemplates'),
    );
    if (isSame(audience, found?.document.audience)) return;
    await within('audience', () =>
      api.send('PATCH', `${one}/audience-templates`, (audience ?? NO_AUDIENCE) as Document),
    );
  },
};

/** Incident rules have no names: the first of the file is the first of the service. */
async function writeRules({ api }: ImportWork, all: string, wanted: readonly Document[]): Promise<void> {
  const present = await api.get<readonly View[]>(all);
  for (const [i, rule] of wanted.entries()) {
    const before = present[i];
    if (before && isSame(inOrder(toRuleDocument(before)), inOrder(rule))) continue;
    await within(`incidentRules[${i}]`, async () => {
      if (before) await api.send('PUT', `${all}/${before.id}`, rule);
      else await api.send('POST', all, rule);
    });
  }
  for (const { id } of present.slice(wanted.length)) await api.send('DELETE', `${all}/${id}`);
}

async function writeTemplates({ api }: ImportWork, all: string, wanted: readonly Document[]): Promise<void> {
  const present = await api.get<readonly View[]>(all);
  const { pairs, left } = pairByName<Document, View>(wanted, present, ({ name }) => toText(name));
  for (const { id } of left) await api.send('DELETE', `${all}/${id}`);
  for (const [i, [template, before]] of pairs.entries()) {
    await within(`incidentTemplates[${i}]`, async () => {
      if (before) await api.send('PUT', `${all}/${before.id}`, template);
      else await api.send('POST', all, { incidentTemplate: template });
    });
  }
}
