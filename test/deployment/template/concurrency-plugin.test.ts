import { ConcurrencyPlugin } from '../../../serverless/concurrency.ts';

type Settings = Record<string, string | number>;

function apply({ reserved = {}, provisioned = {} }: { reserved?: Settings; provisioned?: Settings }) {
  const functions: Record<string, { reservedConcurrency?: number; targetAlias?: { logicalId: string } }> = {
    assess: { targetAlias: { logicalId: 'AssessLiveAlias' } },
    'send-sms': {},
  };
  const Resources = { AssessLiveAlias: { Properties: { Name: 'live' } } };
  const plugin = new ConcurrencyPlugin({
    service: {
      custom: { reservedConcurrency: reserved, provisionedConcurrency: provisioned },
      functions,
      provider: { compiledCloudFormationTemplate: { Resources } },
    },
  });
  plugin.hooks['before:package:compileFunctions']?.();
  plugin.hooks['after:aws:package:finalize:mergeCustomProviderResources']?.();
  return { functions, alias: Resources.AssessLiveAlias.Properties };
}

const reserve = (reserved: Settings) => apply({ reserved }).functions;
const provision = (provisioned: Settings, reserved: Settings = {}) => apply({ reserved, provisioned }).alias;

test('concurrency is reserved only for functions whose parameter has a value', () => {
  expect(reserve({ assess: '50', 'send-sms': '' })).toMatchObject({ assess: { reservedConcurrency: 50 } });
  expect(reserve({ assess: '50', 'send-sms': '' })['send-sms']).toEqual({});
});

test.each(['0', '-1', '1.5', 'many'])('the value %s is refused', (value) => {
  expect(() => reserve({ assess: value })).toThrow('must be a whole number above 0');
});

test('a function that does not exist is refused', () => {
  expect(() => reserve({ asess: '5' })).toThrow('no function asess');
});

test('concurrency is provisioned for the alias by which a function is called', () => {
  expect(provision({ assess: '3' })).toEqual({
    Name: 'live',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
  });
});

test('0 provisions nothing', () => {
  expect(provision({ assess: 0 })).toEqual({ Name: 'live' });
});

test.each(['', '-1', '1.5', 'many'])('the value "%s" is refused as provisioned concurrency', (value) => {
  expect(() => provision({ assess: value })).toThrow('must be a whole number');
});

test('more provisioned than reserved concurrency is refused, as AWS refuses it', () => {
  expect(() => provision({ assess: 6 }, { assess: 5 })).toThrow('exceeds its reserved concurrency');
  expect(provision({ assess: 5 }, { assess: 5 })).toHaveProperty('ProvisionedConcurrencyConfig');
});

test('concurrency for a function without an alias is refused', () => {
  expect(() => provision({ 'send-sms': 1 })).toThrow('no function send-sms with an alias');
});
