// Answers what graphql-js says of documents: one JSON line on stdin is one request, one JSON line on stdout its answer,
// in the same order. A request with "sdl" makes a schema and answers its introspection; one with "query" parses,
// validates and executes a document and answers how far it came. What resolvers answer is a pure function of the
// field, its arguments and the object it is asked of; tests/Cartwright.GraphQL.Conformance/Answers.cs is its twin.
'use strict';
const readline = require('node:readline');
const {
  buildSchema, execute, getNamedType, getNullableType, getOperationAST, GraphQLError, introspectionFromSchema,
  isAbstractType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, parse, specifiedRules,
  validate, validateSchema,
} = require('graphql');

// A limit of the implementation, none of the specification's rules.
const rules = specifiedRules.filter((rule) => rule.name !== 'MaxIntrospectionDepthRule');
const valueTypes = new Set(['Int', 'Float', 'Boolean']);
const schemas = new Map();

/** FNV-1a over UTF-16 units. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

function quote(text) {
  return `"${text.replace(/[^ !#-[\]-~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

function number(value) {
  if (Number.isSafeInteger(value)) return String(value + 0);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return `x${bits.getBigUint64(0).toString(16)}`;
}

function canonical(value) {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return `{${Object.keys(value).sort().map((key) => `${key}:${canonical(value[key])}`).join(',')}}`;
}

function leaf(type, seed, echo) {
  if (isEnumType(type)) return type.getValues()[seed % type.getValues().length].name;
  switch (type.name) {
    case 'Int': return (seed % 2000001) - 1000000;
    case 'Float': return ((seed % 2000001) - 1000000) / 8;
    case 'Boolean': return seed % 2 === 0;
    default: return echo ?? `${type.name} ${seed % 1000}`;
  }
}

function answer(schema, type, seed, echo) {
  const bare = getNullableType(type);
  if (!isNonNullType(type) && seed % 7 === 0) return null;
  if (isNonNullType(type) && !valueTypes.has(bare.name) && seed % 41 === 0) return null;
  if (isListType(bare)) {
    return Array.from({ length: seed % 4 }, (_, i) => answer(schema, bare.ofType, hash(`${seed}[${i}]`), echo));
  }
  if (isObjectType(bare)) return { seed, type: bare.name };
  if (isAbstractType(bare)) {
    const possible = schema.getPossibleTypes(bare).map((each) => each.name).sort();
    return { seed, type: possible[seed % possible.length] };
  }
  return leaf(bare, seed, echo);
}

function resolver(schema, parent, field) {
  return (source, args, context) => {
    const given = field.args.filter((arg) => arg.name in args).map((arg) => `${arg.name}:${canonical(args[arg.name])}`);
    const seed = hash(`${source?.seed ?? 'root'}/${parent.name}.${field.name}(${given.join(',')})`);
    const work = () => {
      if (seed % 29 === 0) throw new Error('No luck.');
      return answer(schema, field.type, seed, given.length > 0 ? given.join(',') : null);
    };
    if (!context.isAsync || hash(field.name) % 3 !== 0) return work();
    return new Promise((resolve) => setImmediate(resolve)).then(work);
  };
}

function readDay(value) {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) throw new Error('Write a day as 2026-11-23.');
  return value;
}

function makeSchema(name, sdl) {
  const schema = buildSchema(sdl);
  const mistakes = validateSchema(schema);
  if (mistakes.length > 0) throw mistakes[0];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (type.name === 'Day') {
      type.parseValue = readDay;
      type.parseLiteral = (node) => readDay(node.kind === 'StringValue' ? node.value : null);
    }
    if (isAbstractType(type)) type.resolveType = (value) => value.type;
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) field.resolve = resolver(schema, type, field);
  }
  schemas.set(name, schema);
  return introspectionFromSchema(schema, { inputValueDeprecation: true, oneOf: true, specifiedByUrl: true });
}

async function run({ schema: name, query, variables, operationName, isAsync }) {
  const schema = schemas.get(name);
  let document;
  try {
    document = parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { stage: 'parse', errors: [error] };
  }
  const errors = validate(schema, document, rules, { maxErrors: 100000 });
  if (errors.length > 0) return { stage: 'validate', errors };
  const operation = getOperationAST(document, operationName);
  if (!operation) return { stage: 'operation', errors: [] };
  if (operation.operation === 'subscription') return { stage: 'subscription', errors: [] };
  const result = await execute({
    schema, document, operationName, variableValues: variables, contextValue: { isAsync }, rootValue: undefined,
  });
  if (result.data === undefined) return { stage: 'variables', errors: result.errors };
  return { stage: 'execute', errors: result.errors ?? [], data: result.data };
}

async function respond(request) {
  if (request.sdl === undefined) return run(request);
  try {
    return { stage: 'schema', errors: [], data: makeSchema(request.schema, request.sdl) };
  } catch (error) {
    return { stage: 'schema', errors: [{ message: error.message }] };
  }
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { stage, errors, data } = await respond(JSON.parse(line));
    const told = errors.map(({ message, locations, path }) => ({ message, locations, path }));
    process.stdout.write(`${JSON.stringify({ stage, errors: told, data })}\n`);
  }
}

// When a field fails, graphql-js leaves its siblings behind; what they end with is nobody's concern any more.
process.on('unhandledRejection', () => {});

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
