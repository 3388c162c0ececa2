// Prints the documents of the published client as it sends them, one JSON line each: name and query.
'use strict';
const { stringifyDocument } = require('@urql/core');
const sdk = require('@rye-api/rye-sdk');

for (const [name, document] of Object.entries(sdk)) {
  if (!name.endsWith('Document')) continue;
  console.log(JSON.stringify({ name: name.slice(0, -'Document'.length), query: stringifyDocument(document) }));
}
