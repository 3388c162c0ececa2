// Serves the checkout contract with one canned cart by npm graphql-http on a free port of the loopback, and prints the
// port. Its two arguments are the paths of the SDL and of the cart's JSON.
'use strict';
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { buildSchema } = require('graphql');
const { createHandler } = require('graphql-http/lib/use/http');

const [sdlPath, cartPath] = process.argv.slice(2);
const schema = buildSchema(readFileSync(sdlPath, 'utf8'));
const answer = JSON.parse(readFileSync(cartPath, 'utf8'));

function getCart({ id }) {
  if (id !== answer.cart.id) throw new Error('There is no such cart.');
  return answer;
}

const server = createServer(createHandler({ schema, rootValue: { getCart } }));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
