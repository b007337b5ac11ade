import { readCommand } from '../../../scripts/admin/commands.ts';

test.each<[string[], object, string]>([
  [[], {}, 'The command is missing. There are list-accounts, '],
  [['list-acounts'], {}, 'There is no command list-acounts. Did you mean list-accounts?'],
  [['keys'], {}, 'There is no command keys. Did you mean list-keys?'],
  [['toString'], {}, 'There is no command toString.'],
  [['list-accounts', 'extra', 'words'], {}, 'list-accounts takes options only. Not expected: extra words.'],
  [['revoke-key', 'KEY'], {}, 'revoke-key takes options only. Not expected: KEY.'],
  [['list-accounts'], { account: 'acme' }, 'list-accounts has no option --account.'],
  [['export'], { from: 'folder' }, 'export has no option --from.'],
  [['rotate-key'], { key: 'k', yes: true }, 'rotate-key has no option --yes.'],
  [['check'], {}, 'The place is missing: --stage <stage>, or --local'],
  [['check'], { local: true, stage: 'prod' }, '--local and --stage name two places. Name one of them.'],
  [['check'], { local: true, region: 'eu-west-1' }, '--region is that of a stage: --local has none.'],
])('the arguments %j with %j are refused', (words, values, mistake) => {
  expect(readCommand(words, values)).toEqual({ mistake: expect.stringContaining(mistake) });
});

test('a command with its own options and a place is accepted', () => {
  expect(readCommand(['check'], { account: 'acme', stage: 'prod', region: 'eu-west-1' })).toBe('check');
  expect(readCommand(['import'], { from: 'folder', yes: true, prune: true, local: true })).toBe('import');
});
