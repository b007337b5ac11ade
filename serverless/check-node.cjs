/**
 * The first plugin of the Serverless Framework. The others are TypeScript, which Node loads by itself from version 22.18 on. On
 * an older one, they fail with a syntax error that does not say what is wrong.
 */
if (!process.features.typescript) {
  throw new Error(
    `Node ${process.versions.node} cannot load serverless/*.ts. Use "npx sls" in this folder, which brings Node 24, or Node 24 itself.`,
  );
}

module.exports = class CheckNodePlugin {};
