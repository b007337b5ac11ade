import { createAlertBody } from '../../../src/api/alerts/input.ts';
import { createIncidentBody } from '../../../src/api/incidents/input.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { applyAction } from '../../../src/domain/alerts/reducer/apply-action.ts';
import { requestCreate } from '../../../src/domain/heartbeats/alert.ts';
import type { Heartbeat } from '../../../src/domain/heartbeats/model.ts';
import { fitTitle } from '../../../src/domain/kernel/limits.ts';
import { applyAlertPolicyList } from '../../../src/domain/policies/apply.ts';
import type { AlertPolicy } from '../../../src/domain/policies/model.ts';
import { fillProperties } from '../../../src/domain/services/rules.ts';
import { anAlert, NOON } from '../../support/builders.ts';
import { aRule } from '../../support/services.ts';

const TITLE = `Disk of db-1 is ${'very '.repeat(40)}full`;
const SHORT = TITLE.slice(0, 130);

/** Every path on which a title becomes the message of an alert or incident. */
const paths: readonly (readonly [
  string,
  (title: string, description: string) => Promise<object> | object,
])[] = [
  ['Create of an alert', (message, description) => createAlertBody().parse({ message, description })],
  [
    'Create of an incident',
    (message, description) => createIncidentBody.parse({ message, description, serviceId: 's' }),
  ],
  [
    'change of the message',
    (title, description) => {
      const alert = anAlert({ description });
      const message: AlertActionMessage = {
        accountId: alert.accountId,
        requestId: 'request',
        receivedAt: NOON,
        target: { type: 'id', value: alert.id },
        action: { type: 'UpdateMessage', ...fitTitle(title) },
        user: '',
        source: '',
        note: '',
        integration: alert.integration,
      };
      const reduction = applyAction({ alert, storedRun: 0 }, message, {});
      return 'alert' in reduction ? reduction.alert : {};
    },
  ],
  [
    'alert policy',
    (title, description) =>
      applyAlertPolicyList(
        anAlert({ message: 'x', description }),
        [{ id: 'p', name: 'p', type: 'alert', enabled: true, message: title } as AlertPolicy],
        NOON,
      ).draft,
  ],
  [
    'alert policy with a description',
    (title, description) =>
      applyAlertPolicyList(
        anAlert({ message: title.slice(0, 130), details: { title } }),
        [
          {
            ...{ id: 'p', name: 'p', type: 'alert', enabled: true },
            message: '{{details.title}}',
            description,
          } as AlertPolicy,
        ],
        NOON,
      ).draft,
  ],
  [
    'incident rule',
    (title, description) => {
      const { incidentProperties } = aRule();
      return fillProperties({ ...incidentProperties, message: title, description }, anAlert({}));
    },
  ],
  [
    'stakeholder message of an incident rule',
    (title, description) => {
      const { incidentProperties } = aRule();
      const stakeholderProperties = {
        ...incidentProperties.stakeholderProperties,
        message: title,
        description,
      };
      return fillProperties({ ...incidentProperties, stakeholderProperties }, anAlert({}))
        .stakeholderProperties;
    },
  ],
  [
    'expired heartbeat',
    async (title, description) => {
      const sent: { action: object }[] = [];
      const queue = { send: async (body: object) => void sent.push(body as { action: object }) };
      const heartbeat = { accountId: 'a', id: 'h', name: 'h', alertMessage: title, description } as Heartbeat;
      await requestCreate(queue, heartbeat, { detectedAt: NOON } as never);
      return sent[0]?.action ?? {};
    },
  ],
];

test.each(paths)('a title that is truncated comes first in the description: %s', async (_, toContent) => {
  expect(await toContent(TITLE, 'See the runbook.')).toMatchObject({
    message: SHORT,
    description: `${TITLE}\n\nSee the runbook.`,
  });
  expect(await toContent(TITLE, '')).toMatchObject({ message: SHORT, description: TITLE });
  expect(await toContent(TITLE, `${TITLE}: see the runbook.`)).toMatchObject({
    description: `${TITLE}: see the runbook.`,
  });
  expect(await toContent('Disk full', 'See the runbook.')).toMatchObject({
    message: 'Disk full',
    description: 'See the runbook.',
  });
});

test.each(paths)('the description keeps within its limit: %s', async (_, toContent) => {
  const { description } = (await toContent(TITLE, 'd'.repeat(15_000))) as { description: string };
  expect(description).toHaveLength(15_000);
  expect(description.startsWith(TITLE)).toBe(true);
});
