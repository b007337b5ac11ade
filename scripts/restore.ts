import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseCommandLine, refuse, requireStage } from './arguments.ts';
import { runCommand } from './command-line.ts';
import { type RestoreMode, restoreTable } from './restore/copy-table.ts';

const USAGE = `npm run restore -- --stage <stage> --from <restored table> [--missing | --all] [--only <prefix>]

  without options   compares the tables and writes nothing
  --missing         writes what the stage lacks and changes nothing else; the stage may run meanwhile. Alerts and incidents
                    that were deleted since the backup stay deleted
  --all             makes the table of the stage equal to the restored one: overwrites and deletes. Stop the stage first
                    (docs/operations.md, Restore)
  --only <prefix>   only items whose partition key begins with this text, such as A#ACCOUNT#SCHEDULE`;

const { values } = parseCommandLine(USAGE, {
  stage: { type: 'string' },
  region: { type: 'string' },
  from: { type: 'string' },
  missing: { type: 'boolean' },
  all: { type: 'boolean' },
  only: { type: 'string' },
});

const stage = requireStage(values, USAGE);
const from = values.from || refuse('--from is missing: name the restored table.', USAGE);
if (values.missing && values.all) refuse('--missing and --all exclude each other.', USAGE);
if (values.only === '') refuse('--only needs a value.', USAGE);
const mode: RestoreMode = values.all ? 'all' : values.missing ? 'missing' : 'compare';

await runCommand(async () => {
  const report = await restoreTable({
    client: new DynamoDBClient({ region: stage.region }),
    from,
    to: `tocsin-${stage.name}`,
    mode,
    ...(values.only && { prefix: values.only }),
    nowSeconds: Math.floor(Date.now() / 1_000),
  });
  const { same, missing, different, newer, written, deleted } = report;
  console.log(
    `${same} items are the same, ${missing} missing, ${different} different, ${newer} only in the stage.`,
  );
  if (mode !== 'compare') console.log(`${written} items were written, ${deleted} deleted.`);
}, stage);
