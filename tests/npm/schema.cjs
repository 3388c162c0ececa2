// Reads a schema in SDL from standard input and does with it what its first argument names:
//   print       prints it;
//   query       prints the stock introspection query, with every option on;
//   introspect  prints the answer to that query, as JSON;
//   client      takes such an answer from standard input instead, builds the client's schema of it and prints that.
'use strict';
const { buildClientSchema, buildSchema, getIntrospectionQuery, graphqlSync, printSchema } = require('graphql');
const { readFileSync } = require('node:fs');

const query = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

const input = readFileSync(0, 'utf8');
const actions = {
  print: () => printSchema(buildSchema(input)),
  query: () => query,
  introspect: () => JSON.stringify(graphqlSync({ schema: buildSchema(input), source: query })),
  client: () => printSchema(buildClientSchema(JSON.parse(input).data)),
};
process.stdout.write(actions[process.argv[2]]());
