// Serves the checkout contract with one canned cart by npm graphql-http on a free port of the loopback, and prints the
// port. Its arguments are the paths of the SDL and of the cart's JSON, and "cached" to parse and validate each
// document once only, which graphql-http leaves to its user.
'use strict';
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { buildSchema, parse, validate } = require('graphql');
const { createHandler } = require('graphql-http/lib/use/http');

const [sdlPath, cartPath, mode] = process.argv.slice(2);
const schema = buildSchema(readFileSync(sdlPath, 'utf8'));
const answer = JSON.parse(readFileSync(cartPath, 'utf8'));

function getCart({ id }) {
  if (id !== answer.cart.id) throw new Error('There is no such cart.');
  return answer;
}

function once(make) {
  const made = new Map();
  return (key, ...rest) => {
    if (!made.has(key)) made.set(key, make(key, ...rest));
    return made.get(key);
  };
}

const check = once((document) => validate(schema, document));
const caching = { parse: once((text) => parse(text)), validate: (_, document) => check(document) };
const options = { schema, rootValue: { getCart }, ...(mode === 'cached' ? caching : {}) };
const server = createServer(createHandler(options));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
