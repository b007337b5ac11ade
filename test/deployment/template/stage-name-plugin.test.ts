import { StageNamePlugin } from '../../../serverless/stage-name.ts';

function check(stage: string): void {
  const functions = {
    assess: { name: `tocsin-${stage}-assess` },
    'schedule-heartbeat-checks': { name: `tocsin-${stage}-schedule-heartbeat-checks` },
  };
  new StageNamePlugin({ service: { provider: { stage }, functions } }).hooks[
    'before:package:compileFunctions'
  ]?.();
}

test.each(['dev', 'prod', 'team-1', 'Prod', 's'.repeat(31)])('a stage may be called %s', (stage) => {
  expect(() => check(stage)).not.toThrow();
});

test.each(['my_stage', 'prod.eu', 'prod-', '-prod', 'a--b', ''])('the name "%s" is refused', (stage) => {
  expect(() => check(stage)).toThrow('letters, digits and single hyphens');
});

test('a name with which that of a function would be too long is refused, and the message says how long it may be', () => {
  expect(() => check('s'.repeat(32))).toThrow('at most 31 characters');
});
